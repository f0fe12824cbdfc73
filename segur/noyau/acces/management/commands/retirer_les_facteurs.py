"""`manage.py retirer_les_facteurs adresse@… --verifie-par …`: for who lost both their factor and their codes."""

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from segur.noyau.comptes.models import Utilisateur

journal = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Retire les seconds facteurs d’un compte, une fois l’identité de la personne vérifiée ; ferme ses sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courriel", help="l’adresse du compte")
        parser.add_argument("--verifie-par", required=True, help="qui a vérifié l’identité, et comment")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        personne = Utilisateur.objects.filter(email__iexact=options["courriel"]).first()
        if personne is None or not Authenticator.objects.filter(user=personne).exists():
            raise CommandError(f"Aucun compte à second facteur à l’adresse « {options['courriel']} ».")
        Authenticator.objects.filter(user=personne).delete()
        personne.fermer_ses_sessions()
        journal.warning("facteurs retirés compte=%s vérifié par %s", personne.pk, options["verifie_par"])
        self.stdout.write("Facteurs retirés ; la personne en active un autre à sa prochaine connexion.")
