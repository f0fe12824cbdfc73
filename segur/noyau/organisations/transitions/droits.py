"""What every action on a firm's account asks of the person who acts, beyond the role."""

from typing import Any

from segur.noyau.comptes.models import Adhesion, Appartenance, Invitation
from segur.noyau.organisations import regles
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande


def gere_ce_role(objet: Appartenance | Invitation | Adhesion, demande: Demande) -> Verdict:
    libelle = objet.get_role_display()
    return Verdict((regles.role_gere(role=objet.role, libelle=libelle, geres=demande.acteur.roles_geres),))


def acteur_en_place(objet: Any, demande: Demande) -> Verdict:
    """Read again under the lock of the organisation: the roles of the request may have been lost while it waited."""
    acteur = demande.acteur
    tenues = Appartenance.objects.actives().filter(organisation=acteur.organisation, utilisateur=acteur.utilisateur)
    return Verdict((regles.acteur_en_place(en_place=tenues.filter(role__in=acteur.roles).exists()),))
