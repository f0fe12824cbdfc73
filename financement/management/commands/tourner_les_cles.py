"""`manage.py tourner_les_cles`: after a new key was put first in SEGUR_CLES_DONNEES."""

from typing import Any

from django.core.management.base import BaseCommand

from financement.rotation import rechiffrer_les_coordonnees
from segur.noyau.documents.rotation import rechiffrer_les_fichiers


class Command(BaseCommand):
    help = "Chiffre à nouveau IBAN et pièces d’identité avec la première clé de SEGUR_CLES_DONNEES."

    def handle(self, *args: Any, **options: Any) -> None:
        ibans, fichiers = rechiffrer_les_coordonnees(), rechiffrer_les_fichiers()
        self.stdout.write(f"{ibans} IBAN et {fichiers} fichiers chiffrés à nouveau. L’ancienne clé peut être retirée.")
