"""What every page shows around its content."""

from typing import Any

from django.conf import settings

from segur.noyau import horloge
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, ASP, EDITEUR, OUVRE_LES_ORGANISATIONS, Role
from segur.noyau.requete import Requete


def gabarit(request: Requete) -> dict[str, Any]:
    acteur = getattr(request, "acteur", None)
    return {
        "acteur": acteur,
        "menu": menu(acteur) if acteur and acteur.utilisateur else MENU_PUBLIC,
        "NOM_DU_SERVICE": settings.NOM_DU_SERVICE,
        "MARQUE_ETAT": settings.MARQUE_ETAT,
        "ADRESSE_DU_SUPPORT": settings.ADRESSE_DU_SUPPORT,
        "DEMO": settings.DEMO,
        "maintenant": getattr(request, "recu_le", None) or horloge.maintenant(),
    }


MENU_PUBLIC = [("portail:accueil", "Accueil"), ("portail:registre", "Registre"), ("portail:calendrier", "Calendrier")]


def menu(acteur: Any) -> list[tuple[str, str]]:
    """(URL name, label) of the entries the actor's roles give access to."""
    entrees = [("portail:accueil", "Accueil")]
    if acteur.tient(*EDITEUR):
        entrees += [
            ("candidatures:parcours", "Parcours"),
            ("candidatures:produits", "Produits"),
            ("candidatures:segur", "Ségur du Numérique en Santé"),
            ("portail:candidatures", "Candidatures"),
            ("financement:espace", "Financement"),
            ("comptes:organisation", "Organisation"),
        ]
    if acteur.tient(*ANS_INSTRUIT):
        entrees += [("candidatures:file", "À instruire"), ("preuves:file", "Chapitres à juger")]
    if acteur.tient(*ANS, Role.ADMINISTRATEUR):
        entrees += [
            ("portail:candidatures", "Candidatures"),
            ("candidatures:college", "Collège"),
            ("portail:jalon", "Jalon"),
        ]
    if acteur.tient(*OUVRE_LES_ORGANISATIONS):
        entrees += [("comptes:liste", "Organisations")]
    if acteur.tient(Role.RESPONSABLE, Role.ADMINISTRATEUR):
        entrees += [("referentiel:liste", "REM")]
    if acteur.tient(*ASP):  # ASP-01, what exists of it
        entrees += [("financement:file", "Enrôlements"), ("portail:compte", "Mon compte")]
    return [*entrees, ("portail:calendrier", "Calendrier"), ("portail:notifications", "Notifications")]
