"""The public registry: what anybody may read of a candidature, and nothing else (PUB-01, PUB-06).

The only place that says what is public. A candidature that has a NRU is, whatever becomes of it afterwards; one in
progress is when its vendor allowed it, with its name and its forecast date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse
from pydantic import Field

from candidatures.models import Candidature
from candidatures.models.candidature import SITUATIONS, CandidatureQuerySet
from segur.noyau.comptes.models import Organisation
from segur.noyau.dispositifs.models import Profil
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import MOTS
from segur.noyau.recherche import normaliser
from segur.noyau.temps import jour_de_paris

Statut = Candidature.Statut
EN_COURS = Statut.EN_COURS.value
ETATS = {statut: libelle for statut, (libelle, _) in SITUATIONS.items()}
LIBELLE_EN_COURS = "En cours de référencement"
EDITEURS_PROPOSES = 10
LUES = (
    "statut",
    "nru",
    "referencee_le",
    "premieres_installations_le",
    "produit__nom",
    "produit__editeur__nom",
    "dispositif__code",
    "dispositif__libelle",
    "administrative__denomination_commerciale",
    "administrative__version_technique",
    "administrative__premier_depot_prevu_le",
    "eligibilite__candidature",
)


def publiables() -> CandidatureQuerySet:
    """Those that were given a NRU, with all that `decrire` reads."""
    profils = Profil.objects.order_by("ordre", "code").only("libelle")
    return _lisibles().filter(nru__isnull=False).prefetch_related(Prefetch("eligibilite__profils", profils))


def en_cours() -> CandidatureQuerySet:
    """Filed, not decided yet, and whose vendor lets its forecast dates be published (PUB-06)."""
    return _lisibles().filter(
        statut=EN_COURS,
        nru=None,
        administrative__premiere_soumission_le__isnull=False,
        administrative__publication_autorisee=True,
    )


def _lisibles() -> CandidatureQuerySet:
    """Only the columns that are public: no other leaves the database for these pages."""
    proches = Candidature.objects.select_related("produit__editeur", "dispositif", "administrative", "eligibilite")
    return proches.only(*LUES)


def de_l_etat(etat: str) -> CandidatureQuerySet:
    """Those of one public status, those in progress, or every one that has a NRU."""
    if etat == EN_COURS:
        return en_cours()
    return publiables().filter(statut=etat) if etat in ETATS else publiables()


@dataclass(frozen=True, kw_only=True)
class Solution:
    """What the registry shows of one candidature; what is empty by default belongs to those that have a NRU."""

    produit: Annotated[str, Field(description="Nom du produit.")]
    editeur: Annotated[str, Field(description="Dénomination sociale de l’éditeur.")]
    dispositif: Annotated[str, Field(description="Code du dispositif.")]
    dispositif_libelle: Annotated[str, Field(description="Nom court du dispositif.")]
    statut: Annotated[str, Field(description="Code du statut actuel.")]
    statut_libelle: Annotated[str, Field(description="Statut actuel, en clair.")]
    nru: Annotated[str, Field(description="Numéro unique de référencement.")] = ""
    denomination_commerciale: Annotated[str, Field(description="Nom porté par l’attestation de référencement.")] = ""
    version_technique: Annotated[str, Field(description="Version technique référencée.")] = ""
    profils: Annotated[tuple[str, ...], Field(description="Profils du logiciel.")] = ()
    referencee_le: Annotated[date | None, Field(description="Jour du référencement, à Paris.")] = None
    premier_depot_prevu_le: Annotated[
        date | None, Field(description="Premier dépôt de preuves prévu ; vide pour une solution qui a un NRU.")
    ] = None
    adresse: Annotated[str, Field(description="Page permanente de la solution.")] = ""
    premieres_installations_le: Annotated[
        date | None, Field(description="Jour où l’ANS a validé de premières installations réussies, à Paris.")
    ] = None

    def get_absolute_url(self) -> str:
        return self.adresse.removeprefix(settings.URL_PUBLIQUE)

    def get_statut_display(self) -> str:
        return self.statut_libelle


def decrire(candidature: Candidature) -> Solution:
    administrative, le = candidature.administrative, candidature.referencee_le
    installee_le = candidature.premieres_installations_le
    solution = Solution(
        produit=candidature.produit.nom,
        editeur=candidature.produit.editeur.nom,
        dispositif=candidature.dispositif.code,
        dispositif_libelle=candidature.dispositif.libelle,
        statut=candidature.statut,
        statut_libelle=LIBELLE_EN_COURS,
    )
    if candidature.nru is None:
        return replace(solution, premier_depot_prevu_le=administrative.premier_depot_prevu_le)
    return replace(
        solution,
        statut_libelle=ETATS[candidature.statut],
        nru=candidature.nru,
        denomination_commerciale=administrative.denomination_commerciale,
        version_technique=administrative.version_technique,
        profils=tuple(profil.libelle for profil in candidature.eligibilite.profils.all()),
        referencee_le=jour_de_paris(le) if le else None,
        adresse=settings.URL_PUBLIQUE + reverse("portail:registre_solution", args=[candidature.nru]),
        premieres_installations_le=jour_de_paris(installee_le) if installee_le else None,
    )


@dataclass(frozen=True)
class Critere:
    """One line of a comparison: a value per solution."""

    libelle: str
    valeurs: tuple[str, ...]

    @property
    def est_commun(self) -> bool:
        return len(set(self.valeurs)) == 1


def comparer(solutions: Sequence[Solution]) -> list[Critere]:
    """What distinguishes and what brings together: identity, status, then one line per profile of any of them."""
    faits = [
        Critere("Éditeur", tuple(s.editeur for s in solutions)),
        Critere("Dénomination commerciale", tuple(s.denomination_commerciale for s in solutions)),
        Critere("Version technique référencée", tuple(s.version_technique for s in solutions)),
        Critere("Dispositif", tuple(s.dispositif_libelle for s in solutions)),
        Critere("État", tuple(s.statut_libelle for s in solutions)),
        Critere("Date de référencement", tuple(_en_jour(s.referencee_le) for s in solutions)),
        Critere("Premières installations réussies", tuple(_en_jour(s.premieres_installations_le) for s in solutions)),
    ]
    profils = dict.fromkeys(profil for solution in solutions for profil in solution.profils)
    return faits + [
        Critere(f"Profil : {profil}", tuple("Oui" if profil in s.profils else "Non" for s in solutions))
        for profil in profils
    ]


def _en_jour(jour: date | None) -> str:
    return f"{jour:%d/%m/%Y}" if jour else ""


def changements() -> QuerySet[EntreeJournal]:
    """The lines of the journal that gave a candidature another public status."""
    candidature = ContentType.objects.get_for_model(Candidature)
    entrees = EntreeJournal.objects.filter(type_objet=candidature, vers__in=ETATS)
    return entrees.exclude(de="").exclude(de=F("vers"))


def historique(candidature: Candidature) -> list[tuple[str, datetime]]:
    """(public status, since when), the oldest first."""
    entrees = changements().filter(id_objet=candidature.pk).order_by("rang")
    return [(ETATS[vers], le) for vers, le in entrees.values_list("vers", "recu_le")]


def chercher(solutions: CandidatureQuerySet, recherche: str) -> CandidatureQuerySet:
    """Those whose product, vendor or NRU holds every word, accents and case aside."""
    if not (mots := _mots(recherche)):
        return solutions
    editeurs = _editeurs_de(solutions)
    for mot in mots:
        siens = [pk for pk, nom in editeurs if mot in normaliser(nom)]
        produit, nru = Q(produit__recherche_publique__contains=mot), Q(nru__contains=mot.upper())
        solutions = solutions.filter(produit | nru | Q(produit__editeur__in=siens))
    return solutions


def filtrer(solutions: CandidatureQuerySet, *, dispositif: str, profil: str, editeur: str) -> CandidatureQuerySet:
    """By the code of the dispositif, the key of the profile, and words of the vendor's name, accents and case aside."""
    if dispositif:
        solutions = solutions.filter(dispositif__code=dispositif)
    if profil.isdecimal():  # the profiles of a candidature in progress are not public
        solutions = solutions.filter(nru__isnull=False, eligibilite__profils=int(profil))
    if _mots(editeur):
        solutions = solutions.filter(produit__editeur__in=[pk for pk, _ in _editeurs_nommes(solutions, editeur)])
    return solutions


def proposer_des_editeurs(solutions: CandidatureQuerySet, saisie: str) -> list[str]:
    """The first vendors of these solutions whose name holds every word typed."""
    noms = dict.fromkeys(nom for _, nom in _editeurs_nommes(solutions, saisie))
    return list(noms)[:EDITEURS_PROPOSES]


def _editeurs_nommes(solutions: CandidatureQuerySet, saisie: str) -> list[tuple[int, str]]:
    mots = _mots(saisie)
    return [(pk, nom) for pk, nom in _editeurs_de(solutions) if all(mot in normaliser(nom) for mot in mots)]


def _editeurs_de(solutions: CandidatureQuerySet) -> list[tuple[int, str]]:
    """The vendors of these solutions, by name: a few hundred, compared in memory."""
    editeurs = Organisation.objects.filter(pk__in=solutions.values("produit__editeur"))
    return list(editeurs.order_by("nom", "pk").values_list("pk", "nom"))


def _mots(saisie: str) -> list[str]:
    return normaliser(saisie).split()[:MOTS]
