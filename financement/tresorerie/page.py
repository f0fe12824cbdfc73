"""What the pages of the money show: sums, bottlenecks, forecast, one line per order. A constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from financement.tresorerie.prevoir import Prevision, prevoir
from financement.tresorerie.sql import Tresorerie, codes_de, parmi
from segur.noyau.regles import Reference
from segur.noyau.temps import jour_de_paris

LUES_AVEC = ("demande__fournisseur__organisation", "demande__candidature")


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

    def ajouter(self, groupe: Mapping[str, Any]) -> None:
        self.nombre += groupe["nombre"]
        self.indu += groupe["indus"] or ZERO
        self.retenu += groupe["retenus"] or ZERO
        for part in PARTS:
            self.parts[part] = additionner([self.parts.get(part, Totaux()), totaux_de(groupe, f"somme_{part}")])
        if groupe["prochaine"]:
            self.goulets[QUI[groupe["etape"]]].ajouter(groupe)


def synthetiser(vues: Tresorerie) -> Synthese:
    """One query: a group for each step of the next payment."""
    synthese, parametres = Synthese(), []
    colonnes = ["prochaine", "etape", "COUNT(*) AS nombre", "SUM(attendu) AS attendus", "MIN(depuis) AS plus_ancien"]
    colonnes += ["SUM(indu_du) AS indus", "SUM(indu_retenu) AS retenus"]
    for rang, tranche in enumerate(TRANCHES):
        condition, instants = _dans(tranche, vues.cadre.le)
        colonnes.append(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS tranche_{rang}")
        parametres += instants
    colonnes += [f"SUM({p}_{nom}) AS somme_{p}_{nom}" for p in PARTS for nom in Totaux.__slots__]
    for groupe in vues.demander(*colonnes, suite="GROUP BY prochaine, etape", parametres=parametres):
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
    """Four queries."""
    le = vues.cadre.le
    synthese, inscrit, delais = synthetiser(vues), livre.lire(vues.commandes), mesures.delais(le)
    prevision = prevoir(vues, inscrit.regle, delais, jour_de_paris(le))
    ecarts = livre.ecarts(synthese.parts, inscrit, regle=prevision.regle, a_venir=prevision.a_venir)
    return Tableau(synthese, inscrit, prevision, delais, ecarts, le)


# ---- the list of orders ---------------------------------------------------------------------------------------------


@dataclass
class Liste(Sequence[dict[str, Any]]):
    """Lines chosen and sorted in SQL, read slice by slice: what a paginator asks."""

    vues: Tresorerie
    ou: str
    ordre: str

    @cached_property
    def total(self) -> dict[str, Any]:
        """Of what is chosen: how many, how much."""
        sommes = [f"SUM(total_{nom}) AS {nom}" for nom in ("engage", "regle", "a_venir")]
        return self.vues.demander("COUNT(*) AS nombre", *sommes, suite=f"WHERE {self.ou}")[0]

    def __len__(self) -> int:
        return int(self.total["nombre"])

    def __getitem__(self, tranche: Any) -> Any:
        bornes_de_la_page = [tranche.stop - tranche.start, tranche.start]
        return self.vues.demander("*", suite=f"{self._suite} LIMIT %s OFFSET %s", parametres=bornes_de_la_page)

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


def par_fournisseur(vues: Tresorerie) -> list[DuFournisseur]:
    """Two queries; suppliers are a few hundred."""
    attend = [f"SUM(CASE WHEN {parmi('etape', codes_de(q))} THEN attendu ELSE 0 END) AS attend_{q}" for q in ACTEURS]
    colonnes = ["fournisseur_id", "COUNT(*) AS nombre", "SUM(total_engage) AS engage", "SUM(total_regle) AS regle"]
    colonnes += ["SUM(total_a_venir) AS a_venir", "SUM(indu_du) AS indu_du", "MIN(depuis) AS plus_ancien", *attend]
    groupes = vues.demander(*colonnes, suite="GROUP BY fournisseur_id")
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
