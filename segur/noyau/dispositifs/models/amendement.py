"""A text that changes calendars or thresholds: entered by one person, published by another, never edited afterwards."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property

from segur.noyau.comptes.models import ANS, Acteur, Role
from segur.noyau.dispositifs.models.dispositif import Dispositif
from segur.noyau.dispositifs.seuils import Seuil, Valeur, trouver

PERSONNE = settings.AUTH_USER_MODEL


class AmendementQuerySet(models.QuerySet["Amendement"]):
    def visibles_par(self, acteur: Acteur) -> "AmendementQuerySet":
        """As a piece of work: the ANS and the administrators. Everybody reads those that are published."""
        return self if acteur.est_systeme or acteur.tient(*ANS, Role.ADMINISTRATEUR) else self.none()

    def publies(self) -> "AmendementQuerySet":
        return self.filter(statut=Amendement.Statut.PUBLIE)

    def avec_lignes(self) -> "AmendementQuerySet":
        """With what it changes, in two more queries."""
        lignes = [
            models.Prefetch(nom, modele._default_manager.select_related("dispositif"))
            for nom, modele in (("dates", DateAmendee), ("seuils", SeuilAmende))
        ]
        return self.prefetch_related(*lignes)


class Amendement(models.Model):
    """`effet`: the day from which its values rule, in Paris; a line may have a day of its own."""

    class Statut(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        A_APPROUVER = "a_approuver", "À approuver"
        PUBLIE = "publie", "Publié"
        ABANDONNE = "abandonne", "Abandonné"

    class Origine(models.TextChoices):
        SAISIE = "saisie", "saisi sur le portail"
        TEXTE = "texte", "chargé avec les textes du portail"

    titre = models.CharField("intitulé du texte", max_length=200)
    signe_le = models.DateField("date du texte")
    jo_le = models.DateField("date du Journal officiel", null=True, blank=True)
    jo_numero = models.CharField("numéro du Journal officiel", max_length=20, blank=True)
    url = models.URLField("adresse du texte", blank=True)
    effet = models.DateField("en vigueur à compter du")
    hypothese = models.TextField("hypothèse de lecture", blank=True)
    ordre_confirme = models.BooleanField("le texte fixe bien les Dates dans cet ordre", default=False)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.BROUILLON)
    origine = models.CharField(max_length=10, choices=Origine, default=Origine.SAISIE)
    saisi_par = models.ForeignKey(PERSONNE, models.PROTECT, null=True, related_name="+")
    saisi_le = models.DateTimeField(null=True)
    propose_par = models.ForeignKey(PERSONNE, models.PROTECT, null=True, related_name="+")
    publie_par = models.ForeignKey(PERSONNE, models.PROTECT, null=True, related_name="+")
    publie_le = models.DateTimeField(null=True)

    lus_avec = ("saisi_par", "propose_par", "publie_par")
    objects = AmendementQuerySet.as_manager()

    class Meta:
        ordering = ["-effet", "-pk"]
        verbose_name = "amendement"
        constraints = [
            models.UniqueConstraint(
                fields=["titre", "signe_le"], condition=Q(origine="texte"), name="amendement_des_textes_unique"
            ),
            models.CheckConstraint(
                name="amendement_a_un_titre",
                condition=~Q(titre=""),
                violation_error_message="Un amendement cite son texte.",
            ),
            models.CheckConstraint(
                name="amendement_effet_apres_le_texte",
                condition=Q(effet__gte=F("signe_le")),
                violation_error_message="Un texte ne prend pas effet avant sa date.",
            ),
            models.CheckConstraint(
                name="amendement_jo_apres_le_texte",
                condition=Q(jo_le=None) | Q(jo_le__gte=F("signe_le")),
                violation_error_message="Un texte paraît au Journal officiel le jour de sa signature ou après.",
            ),
            models.CheckConstraint(
                name="amendement_saisi_par_une_personne",
                condition=Q(origine="texte", saisi_par=None, statut="publie")
                | Q(origine="saisie", saisi_par__isnull=False),
                violation_error_message="Un amendement est saisi par une personne, ou chargé avec les textes.",
            ),
            models.CheckConstraint(
                name="amendement_propose_par_une_personne",
                condition=~Q(origine="saisie")
                | ~Q(statut__in=["a_approuver", "publie"])
                | Q(propose_par__isnull=False),
                violation_error_message="Un amendement proposé dit par qui.",
            ),
            models.CheckConstraint(
                name="amendement_publie_par_une_personne",
                condition=Q(statut="publie", origine="saisie", publie_par__isnull=False, publie_le__isnull=False)
                | Q(statut="publie", origine="texte", publie_par=None, publie_le__isnull=False)
                | (~Q(statut="publie") & Q(publie_par=None, publie_le=None)),
                violation_error_message="Un amendement publié, et lui seul, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="amendement_a_deux_personnes",
                condition=Q(publie_par=None) | (~Q(publie_par=F("saisi_par")) & ~Q(publie_par=F("propose_par"))),
                violation_error_message="Qui a saisi ou proposé un amendement ne le publie pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("portail:amendement", args=[self.pk])

    @property
    def adresse_publique(self) -> str:
        return reverse("portail:calendrier_texte", args=[self.pk])

    @property
    def dossier(self) -> "Amendement":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"amendement:{self.pk}"

    @property
    def citation(self) -> str:
        """« arrêté du … (JO n° 0135 du 11 juin 2026) », as the versions that it writes cite it."""
        if self.jo_le is None:
            return self.titre
        numero = f" n° {self.jo_numero}" if self.jo_numero else ""
        return f"{self.titre} (JO{numero} du {date_format(self.jo_le, 'j F Y')})"

    @property
    def lignes(self) -> "list[DateAmendee | SeuilAmende]":
        """The Dates first, then the thresholds, dispositif by dispositif."""
        return [*self.dates.all(), *self.seuils.all()]

    @cached_property
    def calendriers(self) -> dict[int, Dispositif]:
        """The dispositifs that it changes, with their calendars and thresholds; read once for each object."""
        cles = {ligne.dispositif_id for ligne in self.lignes}
        return Dispositif.objects.filter(pk__in=cles).avec_calendrier().avec_seuils().in_bulk()


class LigneAmendee(models.Model):
    """One value that a text changes. `effet`: the day of this value, where it is not that of the text."""

    article = models.CharField(max_length=200, blank=True)
    hypothese = models.TextField("hypothèse", blank=True)
    effet = models.DateField("en vigueur à compter du", null=True, blank=True)
    amendement: Amendement
    dispositif: Dispositif

    class Meta:
        abstract = True

    @property
    def depuis(self) -> date:
        return self.effet or self.amendement.effet


class DateAmendee(LigneAmendee):
    """A new instant for one Date of one dispositif; none when the text leaves it unknown."""

    amendement = models.ForeignKey(Amendement, models.CASCADE, related_name="dates")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    numero = models.PositiveSmallIntegerField("numéro de la Date")
    instant = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["dispositif__libelle", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendement", "dispositif", "numero"],
                name="date_amendee_une_fois",
                violation_error_message="Ce texte change déjà cette Date.",
            ),
            models.CheckConstraint(
                condition=Q(numero__lte=6),
                name="date_amendee_0_a_6",
                violation_error_message="Les échéances vont de la Date 0 à la Date 6.",
            ),
        ]

    def __str__(self) -> str:
        return f"Date {self.numero}"

    @property
    def valeur(self) -> Valeur:
        return self.instant


class ValeurDeSeuil(models.Model):
    """The value of a threshold of the registry: a number, or an instant that may be unknown."""

    code = models.CharField("seuil", max_length=80)
    nombre = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    instant = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def valeur(self) -> Valeur:
        return self.nombre if self.nombre is not None else self.instant

    @property
    def seuil(self) -> Seuil:
        return trouver(self.code)


class SeuilAmende(LigneAmendee, ValeurDeSeuil):
    """A new value for one threshold of one dispositif."""

    amendement = models.ForeignKey(Amendement, models.CASCADE, related_name="seuils")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["dispositif__libelle", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendement", "dispositif", "code"],
                name="seuil_amende_une_fois",
                violation_error_message="Ce texte change déjà ce seuil.",
            ),
            models.CheckConstraint(
                condition=Q(nombre=None) | Q(instant=None),
                name="seuil_amende_d_une_seule_nature",
                violation_error_message="Un seuil est un nombre ou un instant.",
            ),
        ]

    def __str__(self) -> str:
        return self.seuil.libelle


class AvisDAmendementQuerySet(models.QuerySet["AvisDAmendement"]):
    def a_ecrire(self) -> "AvisDAmendementQuerySet":
        return self.filter(prevenue_le=None)


class AvisDAmendement(models.Model):
    """One person to tell of a published amendment, with the words meant for them; told once."""

    amendement = models.ForeignKey(Amendement, models.PROTECT, related_name="avis")
    personne = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+")
    corps = models.TextField()
    prevenue_le = models.DateTimeField(null=True)

    objects = AvisDAmendementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendement", "personne"], name="avis_d_amendement_un_par_personne")
        ]
        indexes = [
            models.Index(fields=["amendement"], condition=Q(prevenue_le=None), name="avis_d_amendement_a_ecrire")
        ]

    def __str__(self) -> str:
        return f"{self.amendement} : {self.personne}"
