"""Who asks for the pages, and what they read there."""

from typing import Any

from django.test import Client

from segur.noyau.comptes.models import Acteur

MOT_DE_PASSE = "une phrase bien longue"
SAISIE = {"prenom": "Zoé", "nom": "Nouvelle", "mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE}


def client_de(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


def lien(secret: str) -> str:
    return f"/organisation/invitations/{secret}/"


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())
