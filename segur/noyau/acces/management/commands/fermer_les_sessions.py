"""`manage.py fermer_les_sessions adresse@…`, or `--toutes`: a lost computer, a doubt on the portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from segur.noyau.comptes.models import Utilisateur


class Command(BaseCommand):
    help = "Ferme toutes les sessions d’un compte, ou de tous : chacun se connecte à nouveau à sa page suivante."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courriel", nargs="?", default="", help="l’adresse du compte")
        parser.add_argument("--toutes", action="store_true", help="celles de tous les comptes")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["courriel"]) is options["toutes"]:
            raise CommandError("Donnez l’adresse d’un compte, ou --toutes.")
        tous = Utilisateur.objects.order_by("pk")
        choisis = tous if options["toutes"] else tous.filter(email__iexact=options["courriel"])
        if not choisis:
            raise CommandError(f"Aucun compte à l’adresse « {options['courriel']} ».")
        for personne in choisis:
            personne.fermer_ses_sessions()
        self.stdout.write(f"Sessions fermées : {len(choisis)} compte(s).")
