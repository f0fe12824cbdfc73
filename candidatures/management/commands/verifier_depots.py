"""Every hour: no filing is late but by a decision, and none is missing from the register."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidatures.controle import anomalies
from candidatures.models import EnvoiRecu


class Command(BaseCommand):
    help = "Relit le registre des envois ; échoue dès la première anomalie, après les avoir toutes dites."

    def handle(self, *args: Any, **options: Any) -> None:
        trouvees = list(anomalies())
        for anomalie in trouvees:
            self.stderr.write(str(anomalie))
        if trouvees:
            raise CommandError(f"{len(trouvees)} anomalie(s) dans le registre des envois.")
        self.stdout.write(f"{EnvoiRecu.objects.count()} envois relus, aucune anomalie.")
