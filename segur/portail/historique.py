"""MSG-04: the history of a dossier from its journal, in sentences that its vendor and the ANS read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from candidatures.models import (
    Candidature,
    CandidatureAdministrative,
    Convention,
    DemandeDeModification,
    DemandeDeSignature,
    DocumentOfficiel,
    Eligibilite,
    Fil,
    Mesure,
)
from candidatures.transitions.conversation import ouvrir_un_fil
from candidatures.transitions.demandes import demander_une_modification
from preuves.models import AuditIns, Chapitre, Preuve
from segur.noyau.classeurs import openpyxl_sur
from segur.noyau.comptes.models import Acteur, Organisation
from segur.noyau.exports import neutraliser
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import periode
from segur.noyau.recherche import normaliser
from segur.noyau.temps import en_clair
from segur.noyau.transitions import REGISTRE, internes

Nature = Organisation.Nature
QUI = {"editeur": "L’éditeur", "ans": "L’ANS", "portail": "Le portail"}
OBJETS: Mapping[str, tuple[str, tuple[type[Any], ...]]] = {
    "dossier": ("Le dossier", (Candidature,)),
    "etape1": ("Étape 1", (CandidatureAdministrative,)),
    "etape2": ("Étape 2", (Eligibilite,)),
    "etape3": ("Étape 3, chapitres et preuves", (Chapitre, Preuve, AuditIns)),
    "etape4": ("Étape 4", (Convention, DocumentOfficiel, Mesure, DemandeDeSignature)),
    "conversation": ("La conversation", (Fil, DemandeDeModification)),
}
DE_LA_CONVERSATION = (ouvrir_un_fil.nom, demander_une_modification.nom)
FAITS = {
    "motif": "Motif",
    "sujet": "Sujet",
    "objet": "À propos de",
    "document": "Document",
    "empreinte": "Empreinte",
    "avant": "Avant",
    "apres": "Après",
    "remarques": "Modifications demandées",
    "modifiees": "Réponses modifiées",
    "champs": "Champs",
    "preuves": "Preuves",
    "mesure": "Mesure",
    "rem": "Version du REM",
    "reponse": "Réponse",
}
ENTETES = (
    "N°",
    "Reçue le",
    "Par",
    "Organisation",
    "Action",
    "Objet",
    "Avant",
    "Après",
    "Précisions",
    "Motifs",
    "Empreinte",
)
LONGUEUR_D_UNE_CLE = 19
ILLISIBLES = dict.fromkeys(c for c in range(32) if chr(c) not in "\n\t")


def entrees_visibles(candidature: Candidature, acteur: Acteur) -> QuerySet[EntreeJournal]:
    """How the ANS shares its work, and what it says to itself, are not told to the vendor."""
    entrees = EntreeJournal.objects.filter(dossier=candidature.cle_dossier)
    if acteur.est_editeur:
        entrees = entrees.exclude(action__in=internes())
    return entrees.select_related("acteur", "organisation").order_by("-rang")


def choisir(entrees: QuerySet[EntreeJournal], choix: Mapping[str, str]) -> QuerySet[EntreeJournal]:
    """Those that answer the choices made: `du`, `au`, `qui`, `action`, `objet`. A value not known chooses nothing."""
    entrees = entrees.filter(periode("recu_le", du=choix.get("du", ""), au=choix.get("au", "")))
    if action := choix.get("action", ""):
        entrees = entrees.filter(action=action)
    return entrees.filter(_de(choix.get("qui", "")) & _sur(choix.get("objet", "")))


def _de(qui: str) -> Q:
    if qui == "portail":
        return Q(acteur=None)
    natures = {"editeur": Nature.EDITEUR, "ans": Nature.ANS}
    return Q(acteur__isnull=False, organisation__nature=natures[qui]) if qui in natures else Q()


def _sur(objet: str) -> Q:
    if objet in OBJETS:
        sur = Q(type_objet__in=_types(*OBJETS[objet][1]))
        conversation = Q(action__in=DE_LA_CONVERSATION)
        if objet == "conversation":
            return sur | conversation
        return sur & ~conversation
    nature, _, cle = objet.partition(":")
    pk = int(cle) if cle.isdecimal() and len(cle) < LONGUEUR_D_UNE_CLE else 0
    if nature == "preuve":
        return Q(type_objet__in=_types(Preuve), id_objet=pk)
    if nature == "chapitre":
        preuves = Preuve.objects.filter(chapitre=pk).order_by().values("pk")
        return Q(type_objet__in=_types(Chapitre), id_objet=pk) | Q(type_objet__in=_types(Preuve), id_objet__in=preuves)
    return Q()


def _types(*modeles: type[Any]) -> list[int]:
    return [type_.pk for type_ in ContentType.objects.get_for_models(*modeles).values()]


def chercher(entrees: QuerySet[EntreeJournal], mots: str) -> list[EntreeJournal]:
    """Those whose sentence, person, reasons or details hold every word, accents and case aside."""
    voulus = normaliser(mots).split()
    return [entree for entree in entrees if all(mot in _lu(entree) for mot in voulus)]


def _lu(entree: EntreeJournal) -> str:
    motifs = " ".join(str(motif.get("explication", "")) for motif in entree.motifs)
    details = " ".join(valeur for _, valeur in faits(entree))
    return normaliser(f"{entree.recit} {entree.auteur} {entree.organisation or ''} {motifs} {details}")


def actions_de(entrees: QuerySet[EntreeJournal]) -> list[tuple[str, str]]:
    """(name, label) of each kind of action found there."""
    noms = entrees.select_related(None).order_by().values_list("action", flat=True).distinct()
    libelles = [(nom, REGISTRE[nom].libelle if nom in REGISTRE else _autre(nom)) for nom in noms]
    return sorted(libelles, key=lambda paire: normaliser(paire[1]))


def _autre(nom: str) -> str:
    return nom.partition(".")[2].replace("_", " ").capitalize()


@dataclass(frozen=True)
class Ligne:
    """One entry as people read it."""

    entree: EntreeJournal
    objet: str

    @property
    def avant(self) -> str:
        return mot_du_statut(self.entree, self.entree.de)

    @property
    def apres(self) -> str:
        return mot_du_statut(self.entree, self.entree.vers)

    @property
    def change(self) -> bool:
        return self.entree.de != self.entree.vers

    @property
    def faits(self) -> list[tuple[str, str]]:
        return faits(self.entree)

    @property
    def echeances(self) -> list[dict[str, Any]]:
        """The deadlines that ruled, each with the version of the text that sets it."""
        return [motif for motif in self.entree.motifs if motif.get("code", "").startswith(("echeance", "date_3"))]

    @property
    def motifs(self) -> list[dict[str, Any]]:
        return [motif for motif in self.entree.motifs if motif not in self.echeances]


def mot_du_statut(entree: EntreeJournal, code: str) -> str:
    modele = ContentType.objects.get_for_id(entree.type_objet_id).model_class()
    statuts: Any = getattr(modele, "Statut", None)
    if not code or statuts is None or code not in statuts.values:
        return code
    return str(statuts(code).label)


def faits(entree: EntreeJournal) -> list[tuple[str, str]]:
    """What the entry keeps, under the words people know; a list has one line per element."""
    lus = ((libelle, entree.details.get(cle)) for cle, libelle in FAITS.items())
    return [(libelle, _en_texte(valeur)) for libelle, valeur in lus if valeur not in (None, "", [], {})]


def _en_texte(valeur: Any) -> str:
    if isinstance(valeur, list):
        return "\n".join(str(element) for element in valeur)
    return str(valeur)


def lignes(entrees: Iterable[EntreeJournal], chapitres: Iterable[Chapitre]) -> list[Ligne]:
    """With the name of each chapter, and of each proof in one query. `chapitres`: those of the dossier."""
    lues = list(entrees)
    noms = _nommer(Chapitre, chapitres) | _nommer(Preuve, _preuves(lues))
    return [Ligne(entree, noms.get((entree.type_objet_id, entree.id_objet)) or _nature(entree)) for entree in lues]


def _preuves(entrees: list[EntreeJournal]) -> Iterable[Preuve]:
    (type_,) = _types(Preuve)
    return Preuve.objects.filter(pk__in={e.id_objet for e in entrees if e.type_objet_id == type_}).select_related(
        "attendue"
    )


def _nommer(modele: type[Any], objets: Iterable[Any]) -> dict[tuple[int, int], str]:
    (type_,), nom = _types(modele), str(modele._meta.verbose_name).capitalize()
    return {(type_, objet.pk): f"{nom} « {objet} »" for objet in objets}


def _nature(entree: EntreeJournal) -> str:
    modele = ContentType.objects.get_for_id(entree.type_objet_id).model_class()
    if modele is None or modele is Candidature:
        return "Dossier"
    rangs: dict[type[Any], int] = {CandidatureAdministrative: 1, Eligibilite: 2, Convention: 4}
    nom = str(modele._meta.verbose_name).capitalize()
    return f"Étape {rangs[modele]} — {nom}" if modele in rangs else nom


def rangees(entrees: Iterable[EntreeJournal], chapitres: Iterable[Chapitre]) -> Iterator[tuple[object, ...]]:
    """The lines of an export, under `ENTETES`."""
    for ligne in lignes(entrees, chapitres):
        entree = ligne.entree
        yield (
            entree.rang,
            en_clair(entree.recu_le),
            entree.auteur,
            entree.organisation or "",
            entree.recit,
            ligne.objet,
            ligne.avant,
            ligne.apres,
            "\n".join(f"{libelle} : {valeur}" for libelle, valeur in ligne.faits),
            "\n".join(_motif(motif) for motif in entree.motifs),
            entree.empreinte,
        )


def _motif(motif: Mapping[str, Any]) -> str:
    reference = f" ({motif['reference']})" if motif.get("reference") else ""
    return f"{motif.get('explication', '')}{reference}"


def classeur(lignes_a_ecrire: Iterable[Iterable[object]]) -> bytes:
    """The same lines as a workbook. No cell is a formula."""
    xlsx = openpyxl_sur().Workbook(write_only=True)
    feuille = xlsx.create_sheet("Historique")
    feuille.append(ENTETES)
    for ligne in lignes_a_ecrire:
        feuille.append([neutraliser(valeur).translate(ILLISIBLES) for valeur in ligne])
    flux = BytesIO()
    xlsx.save(flux)
    return flux.getvalue()
