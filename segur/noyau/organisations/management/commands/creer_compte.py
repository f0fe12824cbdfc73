"""`manage.py creer_compte`: an account with one role; the person sets a password by « Mot de passe oublié »."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q

from segur.noyau import horloge
from segur.noyau.comptes.models import ROLES_PAR_NATURE, SYSTEME, Appartenance, Organisation, Role, Utilisateur
from segur.noyau.journal.ecriture import inscrire


class Command(BaseCommand):
    help = "Ouvre un compte, ou donne un rôle de plus à une personne qui en a déjà un."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--courriel", required=True)
        parser.add_argument("--prenom", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument("--organisation", required=True, help="dénomination sociale ; créée si elle n’existe pas")
        parser.add_argument("--nature", choices=Organisation.Nature.values, default=Organisation.Nature.EDITEUR)
        parser.add_argument("--role", required=True, choices=[role for role in Role.values if role != Role.SYSTEME])

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        organisation, _ = Organisation.objects.get_or_create(
            nom=options["organisation"], defaults={"nature": options["nature"]}
        )
        if options["role"] not in ROLES_PAR_NATURE[organisation.nature]:
            raise CommandError(
                f"Le rôle « {options['role']} » n’existe pas dans une organisation « {organisation.nature} »."
            )
        if organisation.statut == Organisation.Statut.EN_ATTENTE:
            raise CommandError(f"{organisation} attend son mandataire : invitez-le depuis le portail.")
        personne = self._personne(options)
        _un_seul_cote(personne, organisation)
        appartenance, nouveau = Appartenance.objects.get_or_create(
            utilisateur=personne,
            organisation=organisation,
            role=options["role"],
            active=True,
            defaults={"entree_le": horloge.maintenant()},
        )
        if nouveau:
            _raconter(appartenance)
        self.stdout.write(f"{personne} : {Role(options['role']).label}, {organisation}{'' if nouveau else ' (déjà)'}.")

    def _personne(self, options: dict[str, Any]) -> Utilisateur:
        email = options["courriel"].lower()
        personne = Utilisateur.objects.filter(email=email).first()
        if personne is None:
            personne = Utilisateur(email=email, prenom=options["prenom"], nom=options["nom"])
            personne.set_unusable_password()
            try:
                personne.full_clean(exclude=["password"])
            except ValidationError as erreur:
                raise CommandError(" ".join(erreur.messages)) from erreur
            personne.save()
        return personne


def _un_seul_cote(personne: Utilisateur, organisation: Organisation) -> None:
    """Who examines or pays for the State belongs to no firm, and the other way round."""
    tenues = Appartenance.objects.actives().filter(utilisateur=personne)
    entreprise = organisation.nature == Organisation.Nature.EDITEUR
    en_entreprise = Q(organisation__nature=Organisation.Nature.EDITEUR)
    if autre := tenues.filter(~en_entreprise if entreprise else en_entreprise).select_related("organisation").first():
        raise CommandError(
            f"{personne} agit déjà pour {autre.organisation} : nul n’agit pour l’État et une entreprise."
        )


def _raconter(appartenance: Appartenance) -> None:
    inscrire(
        appartenance,
        action="appartenance.ouvrir",
        recit=f"Rôle donné par l’exploitant : {appartenance}",
        acteur=SYSTEME,
        recu_le=horloge.maintenant(),
        vers=appartenance.statut,
        details={"personne": appartenance.utilisateur.email, "role": appartenance.role},
    )
