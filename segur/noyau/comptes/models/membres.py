"""Who comes in: persons, the organisations they belong to, and what they may do there."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce, Left
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from segur.noyau.comptes.models.roles import ANS, ANS_INSTRUIT, ASP, EDITEUR, OUVRE_LES_ORGANISATIONS, Role
from segur.noyau.comptes.validateurs import valider_nie, valider_siren, valider_siret
from segur.noyau.temps import jour_de_paris

if TYPE_CHECKING:
    from segur.noyau.comptes.models.acteur import Acteur


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visibles_par(self, acteur: "Acteur") -> "OrganisationQuerySet":
        """A vendor sees its own; who opens firms for the ANS sees them all, and no State organisation."""
        if acteur.est_systeme:
            return self
        if acteur.est_editeur:
            return self.filter(pk=acteur.entreprise.pk)
        if acteur.tient(*OUVRE_LES_ORGANISATIONS):
            return self.filter(nature=Organisation.Nature.EDITEUR)
        return self.none()

    def dont_il_lit_les_droits(self, acteur: "Acteur") -> "OrganisationQuerySet":
        """Those seen, and among those of the State one's own; the administrator answers for all of them."""
        if acteur.est_systeme or acteur.organisation is None:
            return self.visibles_par(acteur)
        lues = models.Q(pk__in=Organisation.objects.visibles_par(acteur).values("pk")) | models.Q(
            pk=acteur.organisation.pk
        )
        if acteur.tient(Role.ADMINISTRATEUR):
            lues |= ~models.Q(nature=Organisation.Nature.EDITEUR)
        return self.filter(lues)

    def portant(self, numero: Any) -> "OrganisationQuerySet":
        """The firms in activity whose SIREN or SIRET is exactly that one."""
        actives = self.filter(nature=Organisation.Nature.EDITEUR, statut=Organisation.Statut.ACTIVE)
        return actives.filter(models.Q(siren=numero) | models.Q(siret=numero))

    def chercher(self, recherche: str) -> "OrganisationQuerySet":
        """By part of the name, or by the beginning of SIREN or SIRET, typed with or without spaces."""
        numero = "".join(recherche.split())
        return self.filter(
            models.Q(nom__icontains=recherche) | models.Q(siren__startswith=numero) | models.Q(siret__startswith=numero)
        )

    def pour_liste(self) -> "OrganisationQuerySet":
        """With `nb_membres`: persons in place, whatever the number of their roles."""
        membres = models.Count("appartenances__utilisateur", models.Q(appartenances__active=True), distinct=True)
        return self.annotate(nb_membres=membres).order_by("nom", "pk")


class Organisation(models.Model):
    """A firm or an agency. Distributors and members of a grouping are organisations like the others."""

    class Nature(models.TextChoices):
        EDITEUR = "editeur", "éditeur ou distributeur"
        ANS = "ans", "Agence du numérique en santé"
        ASP = "asp", "Agence de services et de paiement"

    class Statut(models.TextChoices):
        EN_ATTENTE = "en_attente", "Attend son mandataire"
        ACTIVE = "active", "Active"

    nom = models.CharField("dénomination sociale", max_length=200)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.EDITEUR)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.ACTIVE)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[valider_siren])
    siret = models.CharField("SIRET du siège social", max_length=14, blank=True, validators=[valider_siret])
    forme_juridique = models.CharField("forme juridique", max_length=60, blank=True)
    adresse = models.CharField("adresse du siège social", max_length=300, blank=True)
    nie = models.CharField("NIE", max_length=9, blank=True, validators=[valider_nie])

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                condition=~models.Q(siren=""),
                name="organisation_siren_unique",
                violation_error_message="Une organisation porte déjà ce SIREN.",
            ),
            models.CheckConstraint(
                name="organisation_siret_du_siren",
                condition=models.Q(siret="") | models.Q(siren=Left("siret", 9)),
                violation_error_message="Le SIRET commence par le SIREN de l’organisation.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("comptes:fiche", args=[self.pk])

    @property
    def dossier(self) -> "Organisation":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"organisation:{self.pk}"


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

    def instruisant(self, le: datetime) -> "models.QuerySet[Utilisateur]":
        """Who examines files for the ANS at that instant: in place, and not away that day in Paris."""
        jour = jour_de_paris(le)
        absents = self.filter(absences__debut__lte=jour, absences__fin__gte=jour)
        return self.ayant_role(*ANS_INSTRUIT).exclude(pk__in=absents.values("pk"))


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("adresse électronique", unique=True)
    nom = models.CharField(max_length=100)
    prenom = models.CharField("prénom", max_length=100)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    fonction = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("accède à l’administration", default=False)
    date_joined = models.DateTimeField("inscrit le", default=timezone.now)
    generation = models.PositiveIntegerField("génération des sessions", default=0, editable=False)

    objects = UtilisateurManager()
    usersession_set: Any  # allauth's table of open sessions

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nom", "prenom"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session lasts as long as the password and the generation that it was opened with."""
        lu = f"{self.password}{self.generation or ''}"
        return salted_hmac("comptes.Utilisateur.session", lu, secret=secret, algorithm="sha256").hexdigest()

    @property
    def cle_dossier(self) -> str:
        """The journal of the account itself: its factors, the identities linked to it."""
        return f"compte:{self.pk}"

    def fermer_ses_sessions(self) -> None:
        """Every session opened so far is over at its next page, on whichever machine."""
        Utilisateur.objects.filter(pk=self.pk).update(generation=models.F("generation") + 1)
        self.refresh_from_db(fields=["generation"])
        self.usersession_set.all().delete()  # what the page of sessions lists


class AppartenanceQuerySet(models.QuerySet["Appartenance"]):
    def visibles_par(self, acteur: "Acteur") -> "AppartenanceQuerySet":
        return self.filter(organisation__in=Organisation.objects.dont_il_lit_les_droits(acteur))

    def actives(self) -> "AppartenanceQuerySet":
        return self.filter(active=True)

    def pour_liste(self) -> "AppartenanceQuerySet":
        """By name, with `est_relevee`: whether the organisation would keep a mandataire without that person."""
        lignes = self.select_related("utilisateur", "organisation").annotate(
            est_relevee=_un_autre(Role.MANDATAIRE), est_administree=_un_autre(Role.ADMINISTRATEUR)
        )
        return lignes.order_by("utilisateur__nom", "utilisateur__prenom", "pk")

    def mandataires(self) -> "AppartenanceQuerySet":
        """Those who really may act: a closed account is nobody's successor."""
        return self.tenant(Role.MANDATAIRE)

    def tenant(self, role: str) -> "AppartenanceQuerySet":
        return self.actives().filter(role=role, utilisateur__is_active=True)

    def a_revoir(self, avant: datetime) -> "AppartenanceQuerySet":
        """Of open accounts, neither entered nor confirmed since that instant; an unknown date counts as long ago."""
        derniere = Coalesce("confirmee_le", "entree_le")
        lignes = self.actives().filter(utilisateur__is_active=True).annotate(derniere=derniere)
        return lignes.filter(models.Q(derniere=None) | models.Q(derniere__lt=avant))


def _un_autre(role: str) -> models.Exists:
    autres = Appartenance.objects.tenant(role).filter(organisation=models.OuterRef("organisation"))
    return models.Exists(autres.exclude(utilisateur=models.OuterRef("utilisateur")))


class Appartenance(models.Model):
    """One role of one person in one organisation, from a date to another. Nothing is erased: coming back is a new row.

    `statut` says in the words of the transitions what `active` stores. Dates unknown of old rows stay empty.
    """

    class Statut(models.TextChoices):
        ACTIVE = "active", "Active"
        TERMINEE = "terminee", "Terminée"

    utilisateur = models.ForeignKey(Utilisateur, models.PROTECT, related_name="appartenances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appartenances")
    role = models.CharField(max_length=20, choices=Role)
    active = models.BooleanField(default=True)
    entree_le = models.DateTimeField(null=True, blank=True)
    terminee_le = models.DateTimeField(null=True, blank=True)
    confirmee_le = models.DateTimeField("dernière revue", null=True, blank=True)
    confirmee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")

    lus_avec = ("utilisateur", "organisation")
    objects = AppartenanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "organisation", "role"],
                condition=models.Q(active=True),
                name="appartenance_unique",
                violation_error_message="Cette personne tient déjà ce rôle dans cette organisation.",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.SYSTEME),
                name="appartenance_humaine",
                violation_error_message="Le rôle « portail » n’est tenu par personne.",
            ),
            models.CheckConstraint(
                condition=models.Q(active=False) | models.Q(terminee_le=None),
                name="appartenance_active_sans_fin",
                violation_error_message="Une appartenance active n’a pas de date de fin.",
            ),
            models.CheckConstraint(
                condition=models.Q(terminee_le=None)
                | models.Q(entree_le=None)
                | models.Q(terminee_le__gte=models.F("entree_le")),
                name="appartenance_dates_en_ordre",
                violation_error_message="La fin d’une appartenance suit son début.",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmee_le=None, confirmee_par=None)
                | models.Q(confirmee_le__isnull=False, confirmee_par__isnull=False),
                name="appartenance_confirmee_par_une_personne",
                violation_error_message="Une revue dit par qui et quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} — {self.get_role_display()} — {self.organisation}"

    def get_absolute_url(self) -> str:
        """The page of the firm; an organisation of the State has only that of its rights."""
        if self.organisation.nature == Organisation.Nature.EDITEUR:
            return self.organisation.get_absolute_url()
        return reverse("comptes:droits_de", args=[self.organisation_id])

    @property
    def statut(self) -> str:
        return self.Statut.ACTIVE if self.active else self.Statut.TERMINEE

    @statut.setter
    def statut(self, valeur: str) -> None:
        self.active = valeur == self.Statut.ACTIVE

    def get_statut_display(self) -> str:
        return str(self.Statut(self.statut).label)

    @property
    def dossier(self) -> Organisation:
        return self.organisation

    @dossier.setter
    def dossier(self, verrouillee: Organisation) -> None:
        self.organisation = verrouillee

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier

    def a_une_releve(self) -> bool:
        """Whether the organisation keeps a mandataire without this person; read beforehand by `pour_liste`."""
        return self._reste("est_relevee", Role.MANDATAIRE)

    def a_un_autre_administrateur(self) -> bool:
        """Whether the portal keeps an administrator without this person; read beforehand by `pour_liste`."""
        return self._reste("est_administree", Role.ADMINISTRATEUR)

    def _reste(self, annotation: str, role: str) -> bool:
        if hasattr(self, annotation):
            return bool(getattr(self, annotation))
        autres = Appartenance.objects.tenant(role).filter(organisation=self.organisation_id)
        return autres.exclude(utilisateur=self.utilisateur_id).exists()
