"""What the pages of the money show: sums, bottlenecks, forecast, one line per order. A constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from candidatures.echeances import limite_connue, rassembler
from candidatures.models import Candidature
from financement.models import Commande, Fournisseur, Part
from financement.regles.ecritures import ZERO, Ecart, Totaux
from financement.regles.secondaire import calendrier
from financement.regles.secondaire.parametres import regime
from financement.regles.tresorerie import etapes as regles
from financement.regles.tresorerie.ages import TRANCHES, Tranche, bornes, en_jours
from financement.regles.tresorerie.etapes import ACTEURS, ASP, LIMITES, QUI, Etape
from financement.regles.tresorerie.faits import PARTS, SECONDAIRE
from financement.regles.tresorerie.prevision import Attente, Delais, attendre
from financement.tresorerie import livre, mesures
from financement.tresorerie.cadre import Cadre
from financement.tresorerie.livre import Livre, additionner, totaux_de
from financement.tresorerie.prevoir import QUESTIONS, Prevision, prevoir
from financement.tresorerie.sql import Question, Tresorerie, codes_de, parmi
from segur.noyau.regles import Reference
from segur.noyau.temps import jour_de_paris

LUES_AVEC = ("demande__fournisseur__organisation", "demande__candidature")
TOUTES = "1 = 1"
"""The condition of a list that leaves nothing out."""
CHAMPS_DE_LA_COMMANDE = ("reference", "nom")
"""Columns of the list that are fields of the order."""


@dataclass
class Goulet:
    """What waits for one of them: how many orders, how much, since when, by age."""

    qui: str
    nombre: int = 0
    montant: Decimal = ZERO
    depuis: datetime | None = None
    tranches: list[int] = field(default_factory=lambda: [0] * len(TRANCHES))

    def ajouter(self, groupe: Mapping[str, Any]) -> None:
        self.nombre += groupe["nombre"]
        self.montant += groupe["attendus"] or ZERO
        instants = [instant for instant in (self.depuis, groupe["plus_ancien"]) if instant]
        self.depuis = min(instants, default=None)
        self.tranches = [vu + groupe[f"tranche_{rang}"] for rang, vu in enumerate(self.tranches)]

    def __str__(self) -> str:
        return ACTEURS[self.qui]


@dataclass
class Synthese:
    """Of all the orders chosen."""

    nombre: int = 0
    parts: dict[str, Totaux] = field(default_factory=dict)
    groupes: list[Mapping[str, Any]] = field(default_factory=list)
    """By step of the next payment."""
    indu: Decimal = ZERO
    retenu: Decimal = ZERO
    goulets: dict[str, Goulet] = field(default_factory=lambda: {qui: Goulet(qui) for qui in ACTEURS})

    @property
    def total(self) -> Totaux:
        return additionner(self.parts.values())

    @property
    def lignes(self) -> list[tuple[str, Totaux]]:
        """By label of part, then all of them."""
        return [(Part(part).label, self.parts.get(part, Totaux())) for part in PARTS] + [("Total", self.total)]

    def en_bref(self, *, part: str = "", etape: str = "", qui: str = "") -> dict[str, Any]:
        """What a list would count again: of all of them, or of those whose next payment is at these steps."""
        choisis = [g for g in self.groupes if _convient(g, part, etape, qui)]
        sommes = {nom: sum((_de_toutes_les_parts(g, nom) for g in choisis), ZERO) for nom in ("engage", "regle")}
        a_venir = sum((g["a_venir"] or ZERO for g in choisis), ZERO)
        return {"nombre": sum(g["nombre"] for g in choisis), **sommes, "a_venir": a_venir}

    def ajouter(self, groupe: Mapping[str, Any]) -> None:
        self.groupes.append(groupe)
        self.nombre += groupe["nombre"]
        self.indu += groupe["indus"] or ZERO
        self.retenu += groupe["retenus"] or ZERO
        for part in PARTS:
            self.parts[part] = additionner([self.parts.get(part, Totaux()), totaux_de(groupe, f"somme_{part}")])
        if groupe["prochaine"]:
            self.goulets[QUI[groupe["etape"]]].ajouter(groupe)


def _convient(groupe: Mapping[str, Any], part: str, etape: str, qui: str) -> bool:
    siens = (part or groupe["prochaine"], etape or groupe["etape"])
    return siens == (groupe["prochaine"], groupe["etape"]) and (not qui or groupe["etape"] in codes_de(qui))


def _de_toutes_les_parts(groupe: Mapping[str, Any], nom: str) -> Decimal:
    return sum((groupe[f"somme_{part}_{nom}"] or ZERO for part in PARTS), ZERO)


def _question(le: datetime) -> Question:
    """A group for each step of the next payment."""
    colonnes = {"prochaine": "prochaine", "etape": "etape", "nombre": "COUNT(*)", "attendus": "SUM(attendu)"}
    colonnes["a_venir"] = "SUM(total_a_venir)"
    colonnes |= {"plus_ancien": "MIN(depuis)", "indus": "SUM(indu_du)", "retenus": "SUM(indu_retenu)"}
    parametres: list[datetime] = []
    for rang, tranche in enumerate(TRANCHES):
        condition, instants = _dans(tranche, le)
        colonnes[f"tranche_{rang}"] = f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"
        parametres += instants
    colonnes |= {f"somme_{p}_{nom}": f"SUM({p}_{nom})" for p in PARTS for nom in Totaux.__slots__}
    return Question("synthese", colonnes, "GROUP BY prochaine, etape", parametres)


def synthetiser(groupes: Iterable[Mapping[str, Any]]) -> Synthese:
    synthese = Synthese()
    for groupe in groupes:
        synthese.ajouter(groupe)
    return synthese


def _dans(tranche: Tranche, le: datetime) -> tuple[str, list[datetime]]:
    """The condition, and its instants."""
    debut, fin = bornes(tranche, le)
    conditions = [("depuis >= %s", debut), ("depuis < %s", fin)]
    tenues = [(texte, instant) for texte, instant in conditions if instant]
    return " AND ".join(["depuis IS NOT NULL", *(t for t, _ in tenues)]), [instant for _, instant in tenues]


@dataclass(frozen=True)
class Tableau:
    """The whole screen, but the list. `ecarts`: empty when it agrees with the ledger to the cent."""

    synthese: Synthese
    livre: Livre
    prevision: Prevision
    delais: Mapping[str, Delais]
    ecarts: list[Ecart]
    le: datetime

    @property
    def goulets(self) -> list[Goulet]:
        return list(self.synthese.goulets.values())

    @property
    def tranches(self) -> Sequence[Any]:
        return TRANCHES

    @property
    def mesures(self) -> list[tuple[str, Delais]]:
        """By label of part, the delays that the estimates use."""
        return [(Part(part).label, delais) for part, delais in self.delais.items() if delais.depuis_la_decision]


def tableau(vues: Tresorerie) -> Tableau:
    """Three queries."""
    return _tableau(vues, vues.poser(_question(vues.cadre.le), *QUESTIONS))


def _tableau(vues: Tresorerie, reponses: Mapping[str, list[dict[str, Any]]]) -> Tableau:
    le = vues.cadre.le
    synthese, inscrit, delais = synthetiser(reponses["synthese"]), livre.lire(vues.commandes), mesures.delais(le)
    prevision = prevoir(reponses["prevision"], inscrit.regle, delais, jour_de_paris(le))
    ecarts = livre.ecarts(synthese.parts, inscrit, regle=prevision.regle, a_venir=prevision.a_venir)
    return Tableau(synthese, inscrit, prevision, delais, ecarts, le)


# ---- the list of orders ---------------------------------------------------------------------------------------------


@dataclass
class Liste(Sequence[dict[str, Any]]):
    """Lines chosen and sorted in SQL, read slice by slice: what a paginator asks."""

    vues: Tresorerie
    ou: str
    ordre: str
    champ: str = ""
    """The sort as the orders' own field, when it is one: a page of all of them is then cut before they are read."""
    connu: dict[str, Any] | None = None
    """The total, when somebody read it already."""

    @cached_property
    def total(self) -> dict[str, Any]:
        """Of what is chosen: how many, how much."""
        if self.connu is not None:
            return self.connu
        sommes = [f"SUM(total_{nom}) AS {nom}" for nom in ("engage", "regle", "a_venir")]
        return self.vues.demander("COUNT(*) AS nombre", *sommes, suite=f"WHERE {self.ou}")[0]

    def __len__(self) -> int:
        return int(self.total["nombre"])

    def __getitem__(self, tranche: Any) -> Any:
        if self.champ and self.ou == TOUTES:
            return self._coupee(tranche)
        bornes_de_la_page = [tranche.stop - tranche.start, tranche.start]
        return self.vues.demander("*", suite=f"{self._suite} LIMIT %s OFFSET %s", parametres=bornes_de_la_page)

    def _coupee(self, tranche: slice) -> list[dict[str, Any]]:
        """Two queries: which orders, then what is known of these alone."""
        cles = list(self.vues.commandes.order_by(self.champ, "pk").values_list("pk", flat=True)[tranche])
        if not cles:
            return []
        ici = replace(self.vues, commandes=self.vues.commandes.filter(pk__in=cles))
        return ici.demander("*", suite=f"ORDER BY {self.ordre}")

    def tout(self) -> list[dict[str, Any]]:
        return self.vues.demander("*", suite=self._suite)

    @property
    def _suite(self) -> str:
        return f"WHERE {self.ou} ORDER BY {self.ordre}"


@dataclass(frozen=True)
class Ligne:
    """One order. `etape`: None when nothing is awaited any more. `limite`: until when its supplier may still act."""

    commande: Commande
    vue: Mapping[str, Any]
    etape: Etape | None
    attente: Attente | None
    reference: Reference | None
    limite: date | None
    jours: int | None

    @property
    def part(self) -> str:
        return Part(self.vue["prochaine"]).label if self.etape else ""

    @property
    def qui(self) -> str:
        return ACTEURS[self.etape.qui] if self.etape else ""

    @property
    def rapporte(self) -> str:
        """Why nothing is awaited any more."""
        if self.etape:
            return ""
        perdue = next((p for p in PARTS if self.vue[f"{p}_etape"] != regles.PAYEE), "")
        return regles.etape(perdue, self.vue[f"{perdue}_etape"]).pourquoi if perdue else "Tout est payé."


def lignes(lues: Iterable[dict[str, Any]], cadre: Cadre, delais: Mapping[str, Delais]) -> Iterator[Ligne]:
    """Two queries for all of them: the orders themselves, the derogations."""
    toutes = list(lues)
    commandes = Commande.objects.select_related(*LUES_AVEC).in_bulk([vue["id"] for vue in toutes])
    candidatures: dict[int, Candidature] = {}
    for commande in commandes.values():
        sienne = candidatures.setdefault(commande.demande.candidature_id, commande.demande.candidature)
        commande.dispositif = sienne.dispositif = cadre.dispositifs[commande.dispositif_id]
        commande.demande.candidature = sienne
    rassembler(candidatures.values())
    for vue in toutes:
        yield _ligne(commandes[vue["id"]], vue, cadre, delais)


def _ligne(commande: Commande, vue: dict[str, Any], cadre: Cadre, delais: Mapping[str, Delais]) -> Ligne:
    part, jour = vue["prochaine"], jour_de_paris(cadre.le)
    if not part:
        return Ligne(commande, vue, None, None, None, None, None)
    etape = regles.etape(part, vue["etape"])
    attente = attendre(etape=etape, base=vue[f"{part}_base"], jour=jour, delais=delais.get(part, Delais()))
    reference = cadre.reference(commande.dispositif_id, etape.section)
    jours = en_jours(vue["depuis"], cadre.le)
    return Ligne(commande, vue, etape, attente, reference, _limite(commande, vue, etape, cadre), jours)


def _limite(commande: Commande, vue: dict[str, Any], etape: Etape, cadre: Cadre) -> date | None:
    if etape.qui == ASP:
        return None
    if vue["prochaine"] == SECONDAIRE:
        return _limite_de_la_secondaire(commande, vue["va"], cadre)
    numero = LIMITES[vue["prochaine"]].get(etape.code)
    version = limite_connue(commande.demande.candidature, numero, au=cadre.le) if numero else None
    return jour_de_paris(version.valeur) if version and version.valeur else None


def _limite_de_la_secondaire(commande: Commande, va: str | None, cadre: Cadre) -> date | None:
    textes = regime(commande.dispositif.code, jour_de_paris(cadre.le))
    if not va or textes is None:
        return None
    return calendrier.limite_de_la_demande(debut=calendrier.demarrage(date.fromisoformat(va)), regime=textes)


# ---- suppliers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DuFournisseur:
    """One supplier, for the ASP."""

    pk: int
    nom: str
    nombre: int
    engage: Decimal
    regle: Decimal
    a_venir: Decimal
    indu: Decimal
    attend: Mapping[str, Decimal]
    depuis: datetime | None

    @property
    def attentes(self) -> list[Decimal]:
        return [self.attend[qui] for qui in ACTEURS]


def _par_fournisseur() -> Question:
    colonnes = {"fournisseur_id": "fournisseur_id", "nombre": "COUNT(*)", "engage": "SUM(total_engage)"}
    colonnes |= {"regle": "SUM(total_regle)", "a_venir": "SUM(total_a_venir)", "indu_du": "SUM(indu_du)"}
    for qui in ACTEURS:
        colonnes[f"attend_{qui}"] = f"SUM(CASE WHEN {parmi('etape', codes_de(qui))} THEN attendu ELSE 0 END)"
    return Question("fournisseurs", colonnes | {"plus_ancien": "MIN(depuis)"}, "GROUP BY fournisseur_id")


def tableau_et_fournisseurs(vues: Tresorerie) -> tuple[Tableau, list[DuFournisseur]]:
    """Four queries; the orders are read once, and suppliers are a few hundred."""
    reponses = vues.poser(_question(vues.cadre.le), *QUESTIONS, _par_fournisseur())
    return _tableau(vues, reponses), _fournisseurs(reponses["fournisseurs"])


def _fournisseurs(groupes: list[dict[str, Any]]) -> list[DuFournisseur]:
    fournisseurs = Fournisseur.objects.select_related("organisation").in_bulk([g["fournisseur_id"] for g in groupes])
    return [_du_fournisseur(groupe, str(fournisseurs[groupe["fournisseur_id"]])) for groupe in groupes]


def _du_fournisseur(groupe: Mapping[str, Any], nom: str) -> DuFournisseur:
    return DuFournisseur(
        pk=groupe["fournisseur_id"],
        nom=nom,
        nombre=groupe["nombre"],
        engage=groupe["engage"],
        regle=groupe["regle"],
        a_venir=groupe["a_venir"],
        indu=groupe["indu_du"],
        attend={qui: groupe[f"attend_{qui}"] or ZERO for qui in ACTEURS},
        depuis=groupe["plus_ancien"],
    )
