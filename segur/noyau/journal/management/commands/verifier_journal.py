"""`manage.py verifier_journal`: reads every chain again and names the first altered entry of each dossier."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies


class Command(BaseCommand):
    help = "Vérifie le journal de tous les dossiers, ou d’un seul."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", help="clé du dossier, par exemple candidature:QAJJVPYGZ")

    def handle(self, *args: Any, **options: Any) -> None:
        dossier = options["dossier"]
        trouvees = list(anomalies(dossier))
        for anomalie in trouvees:
            self.stderr.write(str(anomalie))
        if trouvees:
            raise CommandError(f"{len(trouvees)} dossier(s) dont le journal a été altéré.")
        entrees = EntreeJournal.objects.filter(**{"dossier": dossier} if dossier else {}).count()
        if dossier and not entrees:
            raise CommandError(f"Aucune entrée pour le dossier « {dossier} ».")
        self.stdout.write(f"Journal intact : {entrees} entrées vérifiées.")
