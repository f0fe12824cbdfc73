"""Whom a message about candidatures reaches: once each, those of the firms who may see the products today."""

from django.db.models import F, Q, QuerySet

from candidatures.models import Candidature, CandidatureAdministrative, Collaborateur, Convention, Eligibilite, Produit
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Acteur, Appartenance, Utilisateur
from segur.noyau.dispositifs.models import Dispositif

ADMINISTRATIVE, ELIGIBILITE = CandidatureAdministrative.Statut, Eligibilite.Statut
ETAPES = {
    "etape1": ("Étape 1 : candidature administrative", ~Q(administrative__statut=ADMINISTRATIVE.VALIDEE)),
    "etape2": ("Étape 2 : éligibilité", ~Q(eligibilite__statut=ELIGIBILITE.ELIGIBLE)),
    "etape3": (
        "Étape 3 : preuves",
        Q(eligibilite__statut=ELIGIBILITE.ELIGIBLE, convention__statut=Convention.Statut.FERMEE),
    ),
    "etape4": (
        "Étape 4 : convention",
        ~Q(convention__statut__in=[Convention.Statut.FERMEE, Convention.Statut.REFERENCEE]),
    ),
}


def candidatures_choisies(
    acteur: Acteur, *, dispositif: Dispositif | None, etape: str, situation: str
) -> QuerySet[Candidature]:
    """Among those that the ANS sees."""
    candidatures = Candidature.objects.visibles_par(acteur)
    if dispositif:
        candidatures = candidatures.filter(dispositif=dispositif)
    if etape:
        candidatures = candidatures.filter(ETAPES[etape][1])
    return candidatures.filter(statut=situation) if situation else candidatures


def personnes_de(candidatures: QuerySet[Candidature]) -> QuerySet[Utilisateur]:
    """The same persons as `Produit.personnes()` of each product, in one query."""
    produits = Produit.objects.filter(candidatures__in=candidatures)
    membres = Appartenance.objects.actives()
    engagent = membres.filter(role__in=ENGAGE_L_EDITEUR, organisation__in=produits.values("editeur"))
    repondent = membres.filter(
        role__in=EDITEUR, organisation__produits__in=produits, organisation__produits__responsable=F("utilisateur")
    )
    collaborent = Collaborateur.objects.actuels().filter(
        produit__in=produits,
        utilisateur__appartenances__active=True,
        utilisateur__appartenances__role__in=EDITEUR,
        utilisateur__appartenances__organisation=F("produit__editeur"),
    )
    choisies = Q(pk__in=engagent.values("utilisateur")) | Q(pk__in=repondent.values("utilisateur"))
    choisies |= Q(pk__in=collaborent.values("utilisateur"))
    return Utilisateur.objects.filter(choisies, is_active=True).order_by("nom", "prenom", "pk")


def dire_le_choix(*, dispositif: Dispositif | None, etape: str, situation: str) -> str:
    """« LGC vague 2 ; Étape 3 : preuves ; En cours »."""
    morceaux = [
        str(dispositif) if dispositif else "Tous les dispositifs",
        ETAPES[etape][0] if etape else "toutes les étapes",
        str(Candidature.Statut(situation).label) if situation else "toutes les situations",
    ]
    return " ; ".join(morceaux)
