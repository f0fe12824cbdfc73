"""Every night and after a restore: the database and the storage hold the same files, byte for byte."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from segur.noyau.documents.models import Fichier
from segur.noyau.documents.rapprochement import SANS_NOM_GARDE, anomalies, purger


class Command(BaseCommand):
    help = "Relit tous les fichiers rangés ; échoue dès la première anomalie, après les avoir toutes dites."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--purger",
            action="store_true",
            help=f"efface d’abord les octets qu’aucune ligne ne nomme depuis {SANS_NOM_GARDE.days} jours",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["purger"]:
            self.stdout.write(f"{purger(timezone.now())} fichier(s) sans nom effacé(s).")
        trouvees = list(anomalies(timezone.now()))
        for anomalie in trouvees:
            self.stderr.write(str(anomalie))
        if trouvees:
            raise CommandError(f"{len(trouvees)} anomalie(s) parmi les fichiers rangés.")
        self.stdout.write(f"{Fichier.objects.count()} fichiers relus, aucune anomalie.")
