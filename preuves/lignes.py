"""The rows of a chapter's page, read in one query without building a model instance per cell: 200 is normal."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from preuves.heritage import DISPENSES
from preuves.models import Preuve
from preuves.regles import etat_vu
from segur.noyau.dispositifs.preuves import CNDA, EDC_PSC, LABEL, SUBSTITUTS, TEST_INTRUSION, nature_de
from segur.noyau.documents.apercus import genre
from segur.noyau.documents.mesures import en_octets
from segur.noyau.documents.models import INFECTE, avertissements, se_montre
from segur.noyau.recherche import normaliser
from segur.noyau.temps import en_clair

ETATS = {valeur: SafeString(libelle) for valeur, libelle in (*Preuve.Statut.choices, *Preuve.Provenance.choices)}
CONSEILS = {
    CNDA: "Attestation CNDA : une par NIL. Une pièce provisoire peut être admise",
    EDC_PSC: "Habilitation EDC PSC : une seule, pour tous les noms et NIL. Une pièce provisoire peut être admise",
    LABEL: "Une simple déclaration suffit",
    TEST_INTRUSION: "Test d’intrusion : indiquez aussi les points de contrôle KO",
}
HORS_REM = "Pièce demandée hors du REM"
COLONNES = (
    "pk",
    "statut",
    "motif",
    "commentaire",
    "provenance",
    "raison",
    "reference",
    "sources",
    "intitule",
    "attendue__identifiant",
    "attendue__libelle",
    "attendue__scenario__identifiant",
    "attendue__scenario__enonce",
    "attendue__scenario__exigence__identifiant",
    "attendue__scenario__exigence__titre",
    "attendue__scenario__exigence__enonce",
    "actuel__pk",
    "actuel__lien",
    "actuel__declaration",
    "actuel__substitut",
    "actuel__depose_le",
    "actuel__depose_par__prenom",
    "actuel__depose_par__nom",
    "actuel__document__nom",
    "actuel__document__identifiant",
    "actuel__document__fichier__taille",
    "actuel__document__fichier__empreinte",
    "actuel__document__remarques",
    "actuel__document__fichier__analyse",
    "actuel__document__fichier__virus",
)


@dataclass(frozen=True, slots=True)
class Depose:
    """One thing deposited today: a stored file (with its SHA-256), a link, or a statement (without address).

    `provisoire`: what it is, when it stands for a time in the place of the final proof.
    """

    cle: str
    texte: str
    adresse: str
    mention: str
    empreinte: str
    provisoire: str = ""
    avertissements: tuple[str, ...] = ()
    montrable: bool = True

    @property
    def genre(self) -> str:
        """How the page may show the file: « image », « video », « page », or not at all."""
        return genre(self.texte) if self.empreinte and self.montrable else ""

    @property
    def apercu(self) -> str:
        return f"{self.adresse}apercu/" if self.genre else ""

    @property
    def infection(self) -> str:
        """What the vendor too is told of its own file; the other remarks are for those who open it."""
        return next((dit for dit in self.avertissements if dit.startswith(INFECTE)), "")

    @property
    def contenu(self) -> str:
        return self.empreinte or self.adresse or self.texte

    @property
    def lu(self) -> str:
        """What a person saw of it: the same file is not judged the same when it stands for another piece."""
        return f"{self.contenu}{self.provisoire}"

    @property
    def forme(self) -> str:
        if self.empreinte:
            return "fichier"
        return "lien" if self.adresse else "declaration"


@dataclass(frozen=True, slots=True)
class Raison:
    """Why a proof is not asked, or is asked all the same."""

    titre: str
    texte: str
    reference: str


@dataclass(slots=True)
class Ligne:
    """One proof, as its card shows it. `cle` is its primary key, as text; `etat` its status, or why it is not asked."""

    cle: SafeString
    etat: str
    etat_libelle: SafeString
    motif: str
    commentaire: str
    identifiant: str
    libelle: str
    nature: str
    raison: Raison | None
    depots: list[Depose] = field(default_factory=list)

    @property
    def vu(self) -> str:
        """What a decision taken from this card bears on."""
        return etat_vu(statut=self.etat, motif=self.motif, contenus=[depot.lu for depot in self.depots])

    @property
    def est_dispensee(self) -> bool:
        return self.etat in DISPENSES

    @property
    def est_provisoire(self) -> bool:
        return any(depot.provisoire for depot in self.depots)

    @property
    def a_dire(self) -> bool:
        """Whether the card has more to say than what is expected and what is deposited."""
        return bool(self.raison or self.motif or self.commentaire or self.conseil or self.est_provisoire)

    @property
    def conseil(self) -> str:
        """What the card says of a proof that has more than one way of being deposited."""
        return CONSEILS.get(self.nature, "") if self.se_depose else ""

    @property
    def se_depose(self) -> bool:
        return not self.est_dispensee and self.etat != Preuve.Statut.CONFORME


@dataclass(slots=True)
class Scenario:
    identifiant: str
    enonce: str
    lignes: list[Ligne] = field(default_factory=list)


@dataclass(slots=True)
class Exigence:
    identifiant: str
    titre: str
    enonce: str
    scenarios: list[Scenario] = field(default_factory=list)


def lignes_de(preuves: QuerySet[Preuve]) -> list[tuple[Any, ...]]:
    """One tuple of COLONNES per proof and deposit of today, in the REM's order; a proof without deposit has one."""
    actuels = FilteredRelation("depots", condition=Q(depots__archive_le=None))
    ordre = F("attendue__ordre").asc(nulls_last=True)
    return list(preuves.annotate(actuel=actuels).order_by(ordre, "pk", "actuel__pk").values_list(*COLONNES))


def exigences_de(preuves: QuerySet[Preuve]) -> list[Exigence]:
    """Requirement → scenario → proofs (E3-14), in the REM's order."""
    resultat: list[Exigence] = []
    derniere: Ligne | None = None
    for ligne in lignes_de(preuves):
        depose = _depose(ligne[16:])
        if derniere is not None and derniere.cle == str(ligne[0]):
            derniere.depots += depose
            continue
        scenario, enonce_scenario, exigence, titre, enonce = (valeur or "" for valeur in ligne[11:16])
        derniere = _ligne(ligne, titre, depose)
        if not resultat or resultat[-1].identifiant != exigence:
            resultat.append(Exigence(exigence, titre if exigence else HORS_REM, enonce))
        scenarios = resultat[-1].scenarios
        if not scenarios or scenarios[-1].identifiant != scenario:
            scenarios.append(Scenario(scenario, enonce_scenario))
        scenarios[-1].lignes.append(derniere)
    return resultat


def retenir(exigences: list[Exigence], recherche: str) -> list[Exigence]:
    """Those proofs whose identifier, text or files hold every word of the search, accents and case aside."""
    if not (mots := normaliser(recherche).split()):
        return exigences
    for exigence in exigences:
        for scenario in exigence.scenarios:
            scenario.lignes = [ligne for ligne in scenario.lignes if _contient(ligne, mots)]
        exigence.scenarios = [scenario for scenario in exigence.scenarios if scenario.lignes]
    return [exigence for exigence in exigences if exigence.scenarios]


def _contient(ligne: Ligne, mots: list[str]) -> bool:
    texte = normaliser(" ".join([ligne.identifiant, ligne.libelle, *(depot.texte for depot in ligne.depots)]))
    return all(mot in texte for mot in mots)


def ligne_de(preuve: Preuve) -> Ligne:
    """The same row for one proof."""
    return exigences_de(Preuve.objects.filter(pk=preuve.pk))[0].scenarios[0].lignes[0]


def _ligne(colonnes: tuple[Any, ...], fonction: str, depots: list[Depose]) -> Ligne:
    pk, statut, motif, commentaire, provenance, raison, reference, sources, intitule, identifiant, libelle = colonnes[
        :11
    ]
    dispensee = provenance in DISPENSES
    etat = provenance if dispensee else statut
    return Ligne(
        cle=SafeString(pk),
        etat=etat,
        etat_libelle=ETATS[etat],
        motif="" if dispensee else motif,
        commentaire=commentaire,
        identifiant=identifiant or intitule,
        libelle=libelle or "",
        nature=nature_de(identifiant or "", f"{libelle} {fonction}" if identifiant else intitule),
        raison=_raison(provenance, raison, reference, sources),
        depots=depots,
    )


def _raison(provenance: str, raison: str, reference: str, sources: str) -> Raison | None:
    """Nothing to say of a proof that no earlier référencement could have exempted."""
    if provenance in DISPENSES:
        return Raison("Rien à déposer", raison, reference)
    if provenance == Preuve.Provenance.COMPLEMENTAIRE:
        return Raison("Preuve complémentaire", raison, reference)
    return Raison("Demandée", raison, reference) if sources else None


def _depose(colonnes: tuple[Any, ...]) -> list[Depose]:
    """None or one: a proof without deposit has its columns empty."""
    cle, lien, declaration, substitut, le, prenom, nom, document, identifiant, taille, empreinte, *examens = colonnes
    if cle is None:
        return []
    provisoire = SUBSTITUTS[substitut].libelle if substitut else ""
    mention = f"déposé par {prenom} {nom} le {en_clair(le)}"
    if identifiant is None:
        return [Depose(str(cle), lien or declaration, lien, mention, "", provisoire)]
    adresse = reverse("documents:telecharger", args=[identifiant])
    taille_et_mention = f"({en_octets(taille)}), {mention}"
    examine = (tuple(avertissements(*examens)), se_montre(examens[1]))
    return [Depose(str(cle), document, adresse, taille_et_mention, empreinte, provisoire, *examine)]
