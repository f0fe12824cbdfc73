"""The desk of orders: what an agent checks, what another one decides, on which content (AF 4.3, 6.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tomllib import loads

from financement.regles.commande.faits import Bon, Constat, Issue, Jugement, Prediction
from financement.regles.textes import AF
from segur.noyau.regles import Motif, Reference, Verdict
from segur.noyau.temps import jour_de_paris, jours_calendaires

DOSSIER = Path(__file__).parents[1] / "donnees"
UNICITE = Reference(AF, "unicité du financement (4.2)")
AVANCE = Reference(AF, "demande de financement et de versement de l’avance (6.2)")
RETARD = Reference(AF, "retard dans le traitement du dossier de référencement (6.2)")


@lru_cache(maxsize=1)
def delai() -> tuple[int, Reference]:
    """Calendar days that the ASP aims at, and who said so (PIL-F07): no commitment."""
    lu = loads((DOSSIER / "bureau.toml").read_text(encoding="utf-8"))["delai"]
    return lu["jours"], Reference(lu["texte"], lu["article"])


@dataclass(frozen=True, slots=True)
class Limites:
    prises_au_plus: int
    lot_au_plus: int
    filtres_au_plus: int


@lru_cache(maxsize=1)
def limites() -> Limites:
    return Limites(**loads((DOSSIER / "bureau.toml").read_text(encoding="utf-8"))["limites"])


@dataclass(frozen=True, slots=True)
class Controle:
    """One line of the check-list. `si`: when it is due; `motifs`: what agents write when it fails."""

    cle: str
    libelle: str
    exigence: str
    article: str
    si: str = ""
    motifs: tuple[str, ...] = ()

    @property
    def reference(self) -> Reference:
        return Reference(AF, self.article)

    @property
    def point(self) -> str:
        return f"controle:{self.cle}"


@lru_cache(maxsize=1)
def controles() -> tuple[Controle, ...]:
    lus = loads((DOSSIER / "controles.toml").read_text(encoding="utf-8"))["controles"]
    return tuple(Controle(**{**lu, "motifs": tuple(lu["motifs"])}) for lu in lus)


def controles_dus(*, bon: Bon, reference_le: datetime | None) -> tuple[Controle, ...]:
    """Those that this order calls for. `reference_le`: aware instant of the référencement, None before it."""
    avant = reference_le is None or bon.signe_le < jour_de_paris(reference_le)
    vrais = {"": True, "avant_referencement": avant, "secondaire": bon.secondaire is not None}
    return tuple(controle for controle in controles() if vrais[controle.si])


@lru_cache(maxsize=4)
def controles_d_une_creance(*, part: str) -> tuple[Controle, ...]:
    """What an agent looks at in the documents of a claim (`solde`, `secondaire`)."""
    lus = loads((DOSSIER / "controles.toml").read_text(encoding="utf-8"))["creances"].get(part, ())
    return tuple(Controle(**{**lu, "motifs": tuple(lu["motifs"])}) for lu in lus)


@dataclass(frozen=True, slots=True)
class Age:
    """How long a line waits. Calendar days of Paris."""

    depuis: datetime
    le: datetime

    @property
    def jours(self) -> int:
        return jours_calendaires(self.depuis, self.le)

    @property
    def en_retard(self) -> bool:
        return self.jours > delai()[0]

    @property
    def avant_le(self) -> str:
        """The last day that the ASP aims at."""
        return f"{jour_de_paris(self.depuis) + timedelta(days=delai()[0]):%d/%m/%Y}"


def point_utile(*, connu: bool, conforme: bool, motif: str) -> Verdict:
    explique = conforme or bool(motif.strip())
    return Verdict(
        (
            Motif("point", connu, "Ce point n’est pas de cette commande."),
            Motif("saisie:motif", explique, "Dites ce qui est à corriger : le fournisseur le lira tel quel."),
        )
    )


def points_a_demander(*, nombre: int) -> Motif:
    explication = f"{nombre} point(s) à corriger partiront."
    return Motif("points", nombre > 0, explication if nombre else "Relevez d’abord au moins un point à corriger.")


def aucun_point_a_corriger(*, libelles: Sequence[str]) -> Motif:
    explication = "Aucun point n’est à corriger."
    if libelles:
        explication = f"À corriger : {', '.join(libelles)}. Demandez les modifications, ou levez ces points."
    return Motif("points", not libelles, explication)


def controles_complets(*, restants: Sequence[str]) -> Motif:
    explication = "Chaque contrôle du document est fait."
    if restants:
        explication = f"Contrôles du document à faire : {' ; '.join(restants)}."
    return Motif("controles", not restants, explication)


def doutes_leves(*, restants: Sequence[Constat]) -> Motif:
    """What the engine cannot say alone, an agent says, and why."""
    explication = "Chaque constat à vérifier porte la remarque d’un agent."
    if restants:
        explication = f"Constats à vérifier, sans remarque : {', '.join(c.regle for c in restants)}."
    return Motif("doutes", not restants, explication)


def moteur_favorable(jugement: Jugement) -> Verdict:
    """One reason per rule that says no, with its text."""
    refus = [c.motif for c in jugement.constats if c.issue == Issue.NON_CONFORME]
    favorable = jugement.prediction != Prediction.REJETE
    explication = "Aucune règle n’est contraire." if favorable else "Une règle au moins est contraire."
    return Verdict((Motif("moteur", favorable, explication), *refus))


def place_tenue(*, occupe: bool, disputee: bool) -> Verdict:
    """ELI-09: one order for each client; two suppliers for one client wait for an arbitration."""
    tient = "La commande tient la place du client." if occupe else "Une autre commande tient la place de ce client."
    seule = "Aucun autre fournisseur ne dispute ce client."
    if disputee:
        seule = "Un autre fournisseur a une commande pour ce client : un arbitrage de deux personnes doit en décider."
    return Verdict((Motif("place", occupe, tient, UNICITE), Motif("disputee", not disputee, seule, UNICITE)))


def deux_personnes(*, controleur: int | None, acteur: int) -> Motif:
    """Whatever roles one person holds."""
    autre = controleur != acteur
    explication = "Qui contrôle et qui décide sont deux personnes."
    return Motif(
        "personnes", autre, explication if autre else "Vous avez contrôlé cette commande : une autre personne décide."
    )


def contenu_inchange(*, actuel: str, controle: str) -> Motif:
    inchange = actuel == controle
    explication = "Le contenu est celui qui a été contrôlé."
    if not inchange:
        explication = "Le contenu a changé depuis le contrôle : le contrôle ne vaut plus, il est à refaire."
    return Motif("contenu", inchange, explication)


def referencement_obtenu(*, reference_le: datetime | None) -> Motif:
    """RET-02: admissible subject to the decision, paid once it is given."""
    explication = "Le référencement est prononcé."
    if reference_le is None:
        explication = (
            "Commande recevable sous réserve : le référencement n’est pas encore prononcé. Elle reste contrôlée, "
            "et se valide dès qu’il l’est."
        )
    return Motif("referencement", reference_le is not None, explication, RETARD)


def montants_connus(jugement: Jugement) -> Motif:
    connus = {"finance", "avance", "solde"} <= set(jugement.montants)
    explication = "L’avance est calculée." if connus else "L’avance ne peut pas être calculée."
    return Motif("montants", connus, explication, AVANCE)


def rejet_fonde(*, motif: str) -> Motif:
    return Motif("saisie:motif", bool(motif.strip()), "Donnez le motif : cochez des constats, ou écrivez-le.")


def sans_tierce(*, tierce: bool) -> Motif:
    """Neither of two blocked orders takes a place that a third one holds."""
    explication = "Aucune autre commande que ces deux-là ne tient la place de ce client."
    if tierce:
        explication = "Une troisième commande tient la place de ce client : arbitrez d’abord avec elle."
    return Motif("tierce", not tierce, explication, UNICITE)


def arbitrage_recevable(*, memes: bool, comptent: bool, validee: bool, deja: bool, tierce: bool, motif: str) -> Verdict:
    """Between two orders that count for one client; one already validated does not give its place up here."""
    return Verdict(
        (
            Motif("memes", memes, "Les deux commandes sont du même client et du même dispositif.", UNICITE),
            Motif("comptent", comptent, "Les deux commandes sont déposées, ni rejetées ni retirées.", UNICITE),
            Motif("validee", not validee, "Une commande validée ne cède pas sa place.", UNICITE),
            Motif("deja", not deja, "Un arbitrage est déjà proposé pour ce client."),
            sans_tierce(tierce=tierce),
            Motif("saisie:motif", bool(motif.strip()), "Dites pourquoi cette commande est retenue."),
        )
    )


def commandes_inchangees(*, inchangees: bool) -> Motif:
    explication = "Les deux commandes sont celles de la proposition."
    if not inchangees:
        explication = "Une des commandes a changé depuis la proposition : écartez-la, et proposez de nouveau."
    return Motif("contenu", inchangees, explication)


def noms_des_constats(constats: Iterable[Constat]) -> str:
    """What a rejection quotes of the findings chosen."""
    return "\n".join(
        f"- {c.motif.explication}{f' ({c.motif.reference})' if c.motif.reference else ''}" for c in constats
    )
