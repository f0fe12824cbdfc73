"""`manage.py comptes_de_demonstration`: one login per role."""

from typing import Any

from django.core.management.base import BaseCommand

from segur.portail.demonstration.comptes import COMPTES, MOT_DE_PASSE


class Command(BaseCommand):
    help = "Liste les comptes de la démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Comptes (mot de passe de tous : {MOT_DE_PASSE})")
        for compte in COMPTES:
            self.stdout.write(f"  {compte.email:<32} {compte.roles}")
