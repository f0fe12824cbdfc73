"""What every page shows around its content."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, F
from django.utils.functional import SimpleLazyObject

from candidatures.messagerie import NonLus, comptes_non_lus
from candidatures.transitions.conversation import PARLENT
from candidatures.views.rappels import SUIVENT
from financement.models.paiement import PAIENT
from segur.noyau import horloge
from segur.noyau.annuaires.consultation import CONSULTENT
from segur.noyau.annuaires.models.imports import bases_gerees
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, ASP, EDITEUR, OUVRE_LES_ORGANISATIONS, Acteur, Role
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.models.courriel import VOIENT_LES_COURRIELS
from segur.noyau.organisations.droits import LISENT_LES_DROITS
from segur.noyau.organisations.revues import SURVEILLENT
from segur.noyau.requete import Requete

Lien = tuple[str, str]
"""URL name, label."""
Entree = Lien | tuple[str, list[Lien]]
"""An entry, or the label of a group and its entries."""


def gabarit(request: Requete) -> dict[str, Any]:
    acteur = getattr(request, "acteur", None)
    return {
        "acteur": acteur,
        "menu": menu(acteur) if acteur and acteur.utilisateur else MENU_PUBLIC,
        "NOM_DU_SERVICE": settings.NOM_DU_SERVICE,
        "MARQUE_ETAT": settings.MARQUE_ETAT,
        "ADRESSE_DU_SUPPORT": settings.ADRESSE_DU_SUPPORT,
        "DEMO": settings.DEMO,
        "COMPTES_LOCAUX": settings.COMPTES_LOCAUX,
        "FOURNISSEURS": settings.FOURNISSEURS,
        "parle": bool(acteur and acteur.tient(*PARLENT)),
        "a_lire": SimpleLazyObject(partial(a_lire, acteur)),
        "maintenant": getattr(request, "recu_le", None) or horloge.maintenant(),
    }


MESSAGERIE = ("candidatures:messagerie", "Messagerie")
AIDE = ("financement:aide", "Besoin d’aide")
DU_FINANCEMENT: list[Lien] = [  # ASP-01, what exists of it
    ("financement:espace", "Enrôlement et droits"),
    ("financement:simulations", "Simulateur"),
    ("financement:deposer", "Importation JSONs"),
    ("financement:demandes", "Demandes de financement"),
    ("financement:pilotes", "Pilotes"),
    ("financement:creances", "Soldes et secondaires"),
    ("financement:tresorerie", "Trésorerie"),
    ("financement:realisation", "Réalisation"),
    ("financement:devoirs", "Clients à informer"),
    ("financement:portabilite", "Portabilité"),
    ("financement:preseries", "Préséries"),
    ("financement:secondaire", "Prestation secondaire"),
    ("financement:modeles", "Mes modèles de documents"),
    ("financement:indus", "Sommes à reverser"),
    ("financement:controles", "Contrôles a posteriori"),
    ("financement:satisfaction", "Bilans de satisfaction"),
    ("financement:questions", "Mes questions à l’ASP"),
    ("portail:compte", "Mon compte"),
    AIDE,
]
SUIVI_DE_L_ASP: list[Lien] = [
    ("financement:tresorerie", "Trésorerie"),
    ("financement:bureau_creances", "Demandes de paiement"),
    ("financement:realisation", "Réalisation"),
    ("financement:devoirs", "Clients à informer"),
    ("financement:portabilite", "Portabilité"),
    ("financement:journaux", "Journaux MES"),
    ("financement:controles", "Contrôles"),
    ("financement:indus", "Indus"),
]
DES_FOURNISSEURS: list[Lien] = [
    ("financement:file", "Enrôlements"),
    ("financement:file_modeles", "Modèles de documents"),
    ("financement:questions", "Questions"),
]
DE_L_EDITEUR: list[Entree] = [
    ("candidatures:parcours", "Parcours"),
    ("candidatures:produits", "Produits"),
    ("candidatures:segur", "Ségur du Numérique en Santé"),
    ("portail:candidatures", "Candidatures"),
    ("Financement", DU_FINANCEMENT),
    MESSAGERIE,
    ("comptes:organisation", "Organisation"),
]


@dataclass(frozen=True)
class ALire:
    """What a person has not read: notifications, messages of the conversations."""

    notifications: int = 0
    messages: NonLus = field(default_factory=NonLus)


def a_lire(acteur: Acteur | None) -> ALire:
    """In one query, by the header alone: a fragment, which has none, costs none."""
    if acteur is None or acteur.utilisateur is None:
        return ALire()
    personne = acteur.utilisateur
    notifications = Notification.objects.de(personne).non_lues().order_by()
    nombre = notifications.values_list(-F("destinataire")).annotate(Count("pk"))  # a key that is no candidature's
    par_dossier = dict(nombre.union(comptes_non_lus(acteur), all=True))
    return ALire(par_dossier.pop(-personne.pk, 0), NonLus(par_dossier))


MENU_PUBLIC: list[Entree] = [
    ("portail:accueil", "Accueil"),
    ("portail:registre", "Registre"),
    ("portail:calendrier", "Calendrier"),
]


def menu(acteur: Any) -> list[Entree]:
    """What the actor's roles give access to: entries, and groups of them for those who have many."""
    entrees: list[Entree] = [("portail:accueil", "Accueil")]
    if acteur.tient(*EDITEUR):
        entrees += DE_L_EDITEUR
    if acteur.tient(*ANS_INSTRUIT):
        entrees += [("candidatures:file", "À instruire"), ("preuves:file", "Chapitres à juger")]
        entrees += [("financement:file_pilotes", "Pilotes"), ("financement:journaux", "Journaux MES")]
    if acteur.tient(*ANS, Role.ADMINISTRATEUR):
        entrees += [("portail:candidatures", "Candidatures"), MESSAGERIE, ("candidatures:college", "Collège")]
        entrees += _groupe("Pilotage", _pilotage(acteur))
    if acteur.tient(*ASP):  # ASP-01, what exists of it
        entrees += [
            ("financement:bureau", "Demandes de financement"),
            *([("financement:paiements", "Paiements")] if acteur.tient(*PAIENT) else []),
            ("Fournisseurs", DES_FOURNISSEURS),
            ("Suivi", SUIVI_DE_L_ASP),
            ("portail:compte", "Mon compte"),
            AIDE,
        ]
    if acteur.tient(*CONSULTENT):
        entrees += [("annuaires:consulter", "Clients")]
    entrees += _groupe("Administration", _administration(acteur))
    return [*entrees, ("portail:calendrier", "Calendrier")]


def _pilotage(acteur: Any) -> list[Lien]:
    rappels = [("candidatures:rappels", "Rappels")] if acteur.tient(*SUIVENT) else []
    return [
        ("candidatures:derogations", "Dérogations"),
        ("financement:preseries", "Préséries"),
        ("portail:jalon", "Jalon"),
        ("portail:amendements", "Amendements"),
        ("financement:satisfaction", "Satisfaction"),
        *rappels,
    ]


def _administration(acteur: Any) -> list[Lien]:
    entrees: list[Lien] = []
    if acteur.tient(*OUVRE_LES_ORGANISATIONS):
        entrees += [("comptes:liste", "Organisations")]
    if acteur.tient(*LISENT_LES_DROITS) and not acteur.est_editeur:
        entrees += [("comptes:droits", "Droits")]
    if acteur.tient(*SURVEILLENT):
        entrees += [("comptes:revues", "Revues des droits")]
    if acteur.tient(Role.RESPONSABLE, Role.ADMINISTRATEUR):
        entrees += [("referentiel:liste", "REM")]
    if acteur.tient(*VOIENT_LES_COURRIELS):
        entrees += [("portail:courriels", "Courriels"), ("portail:diffusions", "Messages groupés")]
    if bases_gerees(acteur):
        entrees += [("annuaires:bases", "Bases")]
    if acteur.tient(Role.ADMINISTRATEUR):
        entrees += [("annuaires:registre", "Consultations")]
    return entrees


def _groupe(libelle: str, liens: list[Lien]) -> list[Entree]:
    """One entry that opens the others; alone, an entry stands by itself."""
    return [(libelle, liens)] if len(liens) > 1 else [*liens]
