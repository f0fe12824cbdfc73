"""`manage.py verifier_ecritures`: the ledger against the journal, its totals and the transfers; names each gap."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from financement.models import Ecriture
from financement.verification import ecarts, sans_engagement


class Command(BaseCommand):
    help = "Vérifie l’équilibre des écritures : journal, totaux, virements, personnes."

    def handle(self, *args: Any, **options: Any) -> None:
        trouves = [str(ecart) for ecart in ecarts()]
        trouves += [f"{commande} : validée, et absente des écritures." for commande in sans_engagement()]
        for trouve in trouves:
            self.stderr.write(trouve)
        if trouves:
            raise CommandError(f"{len(trouves)} écart(s) dans les écritures.")
        self.stdout.write(f"Écritures en équilibre : {Ecriture.objects.count()} lignes vérifiées.")
