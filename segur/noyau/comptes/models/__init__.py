from segur.noyau.comptes.models.absence import Absence
from segur.noyau.comptes.models.acteur import SYSTEME, Acteur, Delegue, acteur_pour
from segur.noyau.comptes.models.adhesion import ROLES_DEMANDABLES, Adhesion
from segur.noyau.comptes.models.delegation import ROLE_DELEGUE, Delegation
from segur.noyau.comptes.models.invitation import Invitation, empreinte_du_jeton
from segur.noyau.comptes.models.membres import ROLES_PAR_NATURE, Appartenance, Organisation, Utilisateur
from segur.noyau.comptes.models.roles import (
    ANS,
    ANS_INSTRUIT,
    ASP,
    EDITEUR,
    ENGAGE_L_EDITEUR,
    OUVRE_LES_ORGANISATIONS,
    ROLES_GERES,
    Role,
)
from segur.noyau.comptes.models.visite import PAGES_PAR_VISITE, PageVue, VisiteDuSupport

__all__ = [
    "ANS",
    "ANS_INSTRUIT",
    "ASP",
    "EDITEUR",
    "ENGAGE_L_EDITEUR",
    "OUVRE_LES_ORGANISATIONS",
    "PAGES_PAR_VISITE",
    "ROLES_DEMANDABLES",
    "ROLES_GERES",
    "ROLES_PAR_NATURE",
    "ROLE_DELEGUE",
    "SYSTEME",
    "Absence",
    "Acteur",
    "Adhesion",
    "Appartenance",
    "Delegation",
    "Delegue",
    "Invitation",
    "Organisation",
    "PageVue",
    "Role",
    "Utilisateur",
    "VisiteDuSupport",
    "acteur_pour",
    "empreinte_du_jeton",
]
