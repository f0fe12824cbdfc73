"""`manage.py generer_docs`: docs/regles.md and docs/transitions.md, from the code; docs/asvs.md, from its data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from segur.portail.documentation import page_asvs, page_regles, page_transitions
from segur.portail.documentation.fichiers import ecarts, ecrire


class Command(BaseCommand):
    help = "Écrit docs/regles.md, docs/transitions.md et docs/asvs.md d’après le code et ses données."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verifier", action="store_true", help="n’écrit rien ; échoue si une page est périmée")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = {
            "regles.md": page_regles.page(),
            "transitions.md": page_transitions.page(),
            "asvs.md": page_asvs.page(),
        }
        if not options["verifier"]:
            ecrire(pages)
        elif difference := ecarts(pages):
            self.stdout.write(difference)
            raise CommandError("Des pages sont périmées : lancez « manage.py generer_docs ».")
