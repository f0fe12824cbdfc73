"""`manage.py retirer_les_facteurs adresse@… --verifie-par …`: for who lost both their factor and their codes."""

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME, Utilisateur
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier

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
        _raconter(personne, options["verifie_par"])
        journal.warning("facteurs retirés compte=%s vérifié par %s", personne.pk, options["verifie_par"])
        self.stdout.write("Facteurs retirés ; la personne en active un autre à sa prochaine connexion.")


def _raconter(personne: Utilisateur, verifie_par: str) -> None:
    """In the journal of the account, and to its holder: whoever did not ask for it learns it at once."""
    recit, le = "Seconds facteurs retirés par l’exploitant", horloge.maintenant()
    entree = inscrire(
        personne,
        action="utilisateur.second_facteur",
        recit=recit,
        acteur=SYSTEME,
        recu_le=le,
        details={"verifie_par": verifie_par},
    )
    notifier(
        [personne],
        categorie=Categorie.COMPTE,
        evenement=f"facteurs:{personne.pk}:{entree.rang}",
        sujet="Vos seconds facteurs sont retirés",
        corps=f"{recit}, votre identité vérifiée par : {verifie_par}. Vos sessions sont fermées.\n\n"
        "Si vous ne l’avez pas demandé, prévenez le support et changez votre mot de passe.",
        lien=reverse("mfa_index"),
    )
