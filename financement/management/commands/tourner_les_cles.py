"""`manage.py tourner_les_cles`: after a new key was put first in SEGUR_CLES_DONNEES."""

from typing import Any

from django.core.management.base import BaseCommand

from financement.rotation import rechiffrer_les_coordonnees
from segur.noyau.acces.rotation import rechiffrer_les_facteurs
from segur.noyau.documents.rotation import rechiffrer_les_fichiers
from segur.noyau.webhooks.rotation import rechiffrer_les_secrets


class Command(BaseCommand):
    help = "Chiffre à nouveau IBAN, pièces d’identité et secrets avec la première clé de SEGUR_CLES_DONNEES."

    def handle(self, *args: Any, **options: Any) -> None:
        ibans, fichiers = rechiffrer_les_coordonnees(), rechiffrer_les_fichiers()
        facteurs, secrets = rechiffrer_les_facteurs(), rechiffrer_les_secrets()
        bilan = (
            f"{ibans} IBAN, {fichiers} fichiers, {facteurs} seconds facteurs et {secrets} secrets de webhooks "
            "chiffrés à nouveau."
        )
        self.stdout.write(f"{bilan} L’ancienne clé peut être retirée.")
