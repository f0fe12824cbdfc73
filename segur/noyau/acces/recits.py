"""The journal of an account: what opens it, when that changed, by whom."""

from django.db import transaction as db

from segur.noyau.journal.ecriture import inscrire
from segur.noyau.requete import Requete


def raconter(request: Requete, action: str, recit: str) -> None:
    """One line in the chain of the person's own account (`compte:…`)."""
    with db.atomic():
        inscrire(
            request.user, action=f"utilisateur.{action}", recit=recit, acteur=request.acteur, recu_le=request.recu_le
        )
