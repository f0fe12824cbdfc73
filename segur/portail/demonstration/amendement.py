"""A text of the demonstration's own, that waits to be approved: its preview shows who it would move."""

from datetime import datetime, timedelta

from segur.noyau.comptes.models import Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif
from segur.noyau.temps import PARIS, instant_de_paris, jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.calendriers.transitions import ouvrir, proposer

SEMAINE = timedelta(days=7)
DECALEES = {2: 4 * SEMAINE, 3: 3 * SEMAINE, 4: 6 * SEMAINE}
TITRE = "arrêté fictif de démonstration (aucun texte réel ne le dit)"
HYPOTHESE = "Texte inventé pour la démonstration : trois échéances reculent de quelques semaines."


def proposer_un_amendement(code: str, le: datetime) -> Amendement:
    """Entered and proposed by the responsable: the direction or the administrator may publish it."""
    dispositif = Dispositif.objects.get(code=code)
    responsable = acteur_pour(Utilisateur.objects.ayant_role(Role.RESPONSABLE).get())
    jour = jour_de_paris(le)
    valeurs = {"titre": TITRE, "signe_le": jour, "effet": jour + SEMAINE, "hypothese": HYPOTHESE}
    lignes = [
        DateAmendee(
            dispositif=dispositif, numero=numero, instant=_plus_tard(actuelle, ecart), article=f"article {rang}"
        )
        for rang, (numero, ecart) in enumerate(DECALEES.items(), start=1)
        if (actuelle := dispositif.echeance(numero, au=le).valeur)
    ]
    amendement = ouvrir(valeurs, lignes, Demande(responsable, le))
    return proposer(amendement, Demande(responsable, le))


def _plus_tard(instant: datetime, ecart: timedelta) -> datetime:
    """At the same hour of Paris, whatever the season."""
    local = instant.astimezone(PARIS) + ecart
    return instant_de_paris(local.date(), local.time())
