"""Who comes in: persons, the organisations they belong to, and what they may do there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(models.TextChoices):
    MANDATAIRE = "mandataire", "mandataire"
    REPRESENTANT = "representant", "représentant"
    SALARIE = "salarie", "salarié"
    VERIFICATEUR = "verificateur", "vérificateur ANS"
    RESPONSABLE = "responsable", "responsable ANS"
    COLLEGE = "college", "membre du collège"
    DIRECTION = "direction", "direction générale de l’ANS"
    PILOTAGE = "pilotage", "pilotage ANS"
    GESTIONNAIRE = "gestionnaire", "gestionnaire ASP"
    VALIDEUR = "valideur", "valideur ASP"
    PAYEUR = "payeur", "payeur ASP"
    ADMINISTRATEUR = "administrateur", "administrateur du portail"
    SYSTEME = "systeme", "portail"


EDITEUR = (Role.MANDATAIRE, Role.REPRESENTANT, Role.SALARIE)
ENGAGE_L_EDITEUR = (Role.MANDATAIRE, Role.REPRESENTANT)
ANS = (Role.VERIFICATEUR, Role.RESPONSABLE, Role.COLLEGE, Role.DIRECTION, Role.PILOTAGE)
ANS_INSTRUIT = (Role.VERIFICATEUR, Role.RESPONSABLE)
ASP = (Role.GESTIONNAIRE, Role.VALIDEUR, Role.PAYEUR)


class Organisation(models.Model):
    class Nature(models.TextChoices):
        EDITEUR = "editeur", "éditeur ou distributeur"
        ANS = "ans", "Agence du numérique en santé"
        ASP = "asp", "Agence de services et de paiement"

    nom = models.CharField("dénomination sociale", max_length=200)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.EDITEUR)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    forme_juridique = models.CharField(max_length=60, blank=True)
    adresse = models.CharField("adresse du siège social", max_length=300, blank=True)

    def __str__(self) -> str:
        return self.nom


ROLES_PAR_NATURE: dict[str, tuple[Role, ...]] = {
    Organisation.Nature.EDITEUR: EDITEUR,
    Organisation.Nature.ANS: (*ANS, Role.ADMINISTRATEUR),
    Organisation.Nature.ASP: ASP,
}


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        utilisateur = self.model(email=self.normalize_email(email).lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **champs)

    def ayant_role(self, *roles: str, organisation: Organisation | None = None) -> "models.QuerySet[Utilisateur]":
        """Active persons who hold one of the roles today, in that organisation when given."""
        appartenances = Appartenance.objects.filter(role__in=roles, active=True)
        if organisation is not None:
            appartenances = appartenances.filter(organisation=organisation)
        return self.filter(is_active=True, pk__in=appartenances.values("utilisateur")).order_by("pk")


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("adresse électronique", unique=True)
    nom = models.CharField(max_length=100)
    prenom = models.CharField("prénom", max_length=100)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    fonction = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("accède à l’administration", default=False)
    date_joined = models.DateTimeField("inscrit le", default=timezone.now)

    objects = UtilisateurManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nom", "prenom"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or self.email


class Appartenance(models.Model):
    """One role of one person in one organisation. A departure makes it inactive; nothing is erased."""

    utilisateur = models.ForeignKey(Utilisateur, models.PROTECT, related_name="appartenances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appartenances")
    role = models.CharField(max_length=20, choices=Role)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "organisation", "role"],
                name="appartenance_unique",
                violation_error_message="Cette personne tient déjà ce rôle dans cette organisation.",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.SYSTEME),
                name="appartenance_humaine",
                violation_error_message="Le rôle « portail » n’est tenu par personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} — {self.get_role_display()} — {self.organisation}"


@dataclass(frozen=True)
class Acteur:
    """A person acting for one organisation, or the portal itself (`SYSTEME`). Built anew at each request."""

    utilisateur: Utilisateur | None
    organisation: Organisation | None
    roles: frozenset[str]

    def tient(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def personne(self) -> Utilisateur:
        """The person, where the portal itself may not act."""
        if self.utilisateur is None:
            raise PermissionDenied("Cette action revient à une personne.")
        return self.utilisateur

    @property
    def entreprise(self) -> Organisation:
        """The organisation acted for, where there must be one."""
        if self.organisation is None:
            raise PermissionDenied("Cette action revient à un membre d’une organisation.")
        return self.organisation

    @property
    def est_editeur(self) -> bool:
        return self.tient(*EDITEUR)

    @property
    def est_ans(self) -> bool:
        return self.tient(*ANS)

    @property
    def est_systeme(self) -> bool:
        return Role.SYSTEME in self.roles

    def __str__(self) -> str:
        return "Portail" if self.utilisateur is None else str(self.utilisateur)


SYSTEME = Acteur(None, None, frozenset({Role.SYSTEME.value}))


def acteur_pour(utilisateur: Utilisateur, organisation_id: int | None = None) -> Acteur:
    """The actor for that organisation, or for the first one of the person; no role when there is none."""
    appartenances: Iterable[Appartenance] = list(
        utilisateur.appartenances.filter(active=True).select_related("organisation").order_by("organisation_id", "pk")
    )
    par_organisation: dict[int, list[Appartenance]] = {}
    for appartenance in appartenances:
        par_organisation.setdefault(appartenance.organisation_id, []).append(appartenance)
    if not par_organisation:
        return Acteur(utilisateur, None, frozenset())
    choisies = par_organisation.get(organisation_id or 0) or next(iter(par_organisation.values()))
    return Acteur(utilisateur, choisies[0].organisation, frozenset(a.role for a in choisies))
