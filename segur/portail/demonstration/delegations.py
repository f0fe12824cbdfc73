"""A role lent last summer, and one that will be: neither acts on the day the demonstration starts."""

from datetime import datetime, timedelta

from segur.noyau.comptes.models import Appartenance, Delegation, Utilisateur, acteur_pour
from segur.noyau.organisations.transitions.delegation import deleguer
from segur.noyau.transitions import Demande

JOUR = timedelta(days=1)
PERIODES = ((-70, "Congés d’été."), (40, "Déplacement à l’étranger."))
"""First day, from that of the demonstration; each lasts a fortnight."""


def preter_un_role(le: datetime) -> None:
    """By LogiPro's représentant to its salariée, from 8 in the morning or so."""
    sienne = Appartenance.objects.get(utilisateur__email="representant@logipro.example", active=True)
    salariee = Utilisateur.objects.get(email="salarie@logipro.example")
    if Delegation.objects.exists():
        return
    for premier, motif in PERIODES:
        debut = (le + premier * JOUR).replace(minute=0, second=0, microsecond=0)
        accordee_le = min(le, debut) - JOUR
        donnees = {"delegataire": salariee, "debut": debut, "fin": debut + 14 * JOUR, "motif": motif}
        acteur = acteur_pour(sienne.utilisateur, sienne.organisation_id, accordee_le)
        deleguer(sienne, Demande(acteur, accordee_le, donnees))
