"""A program of a firm: a token, and calls with it."""

from datetime import timedelta
from typing import Any

from django.test import Client

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur
from segur.noyau.jetons.creation import creer
from segur.noyau.jetons.models import Jeton, Portee
from segur.noyau.transitions import Demande

TOUTES = tuple(Portee.values)


class Programme:
    """`api.get("candidatures/")` answers the response; `api.jeton` is the row, `api.secret` what it sends."""

    def __init__(self, acteur: Acteur, *portees: str, **choix: Any) -> None:
        le = horloge.maintenant()
        valeurs = {"nom": "CI", "reseaux": [], "expire_le": le + timedelta(days=30), **choix}
        demande = Demande(acteur, le)
        self.jeton, self.secret = creer(acteur.entreprise, demande, portees=list(portees or TOUTES), **valeurs)
        self.client = Client()

    def get(self, chemin: str, **entetes: str) -> Any:
        return self.client.get(f"/api/v1/{chemin}", headers=self._entetes(entetes))

    def post(self, chemin: str, donnees: Any, **entetes: str) -> Any:
        return self.client.post(f"/api/v1/{chemin}", donnees, headers=self._entetes(entetes))

    def post_json(self, chemin: str, corps: str, **entetes: str) -> Any:
        entetes_lues = self._entetes(entetes)
        return self.client.post(f"/api/v1/{chemin}", corps, content_type="application/json", headers=entetes_lues)

    def _entetes(self, entetes: dict[str, str]) -> dict[str, str]:
        lus = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
        return {"Authorization": f"Bearer {self.secret}"} | lus

    def relu(self) -> Jeton:
        return Jeton.objects.get(pk=self.jeton.pk)
