"""The SONS: their calendars as dated versions, their profiles, their chapters. Data comes from `donnees/`."""

from datetime import datetime

from django.db import models
from django.utils.functional import cached_property

from segur.noyau.regles import Historique, HorsPeriode, Reference, Version
from segur.noyau.temps import jour_de_paris


class DispositifQuerySet(models.QuerySet["Dispositif"]):
    def avec_calendrier(self) -> "DispositifQuerySet":
        """Brings the dates along: `echeance()` then makes no query."""
        return self.prefetch_related("echeances")


class Dispositif(models.Model):
    """One SONS and its DSR: MDV-LGC-Va2, MS-DUI-Va2…"""

    code = models.CharField(max_length=20, unique=True)
    libelle = models.CharField("libellé", max_length=60)
    nom_long = models.CharField(max_length=200)
    couloir = models.CharField(max_length=60)
    vague = models.PositiveSmallIntegerField()
    prefixe_nru = models.CharField("préfixe du NRU", max_length=10)
    nb_pilotes = models.PositiveSmallIntegerField("nombre de pilotes", null=True, blank=True)

    objects = DispositifQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(vague__gte=1),
                name="dispositif_vague_positive",
                violation_error_message="La vague est un nombre à partir de 1.",
            ),
            models.CheckConstraint(
                condition=models.Q(nb_pilotes__isnull=True) | models.Q(nb_pilotes__gte=1),
                name="dispositif_pilotes_positifs",
                violation_error_message="Le nombre de pilotes est au moins 1, ou vide s’il n’est pas publié.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @cached_property
    def _echeances(self) -> list["VersionEcheance"]:
        """Read once for each object, however many Dates are asked of it."""
        return sorted(self.echeances.all(), key=lambda v: v.depuis)

    def historique(self, numero: int) -> Historique[datetime | None]:
        """Every version of one Date; a None value is a date no text has published. HorsPeriode when there is none."""
        libelle = f"Date {numero} — {self.libelle}"
        versions = [v for v in self._echeances if v.numero == numero]
        if not versions:
            raise HorsPeriode(f"« {libelle} » n’est définie par aucun texte.")
        return Historique(libelle, *(v.en_version() for v in versions))

    def echeance(self, numero: int, *, au: datetime) -> Version[datetime | None]:
        """The Date as the texts in force on the Paris day of `au` give it. HorsPeriode before the first text."""
        return self.historique(numero).au(jour_de_paris(au))


class VersionEcheance(models.Model):
    """What one text says of one Date. A new text adds a row; none is edited."""

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="echeances")
    numero = models.PositiveSmallIntegerField("numéro de la Date")
    depuis = models.DateField("en vigueur depuis")
    instant = models.DateTimeField(null=True, blank=True, help_text="Vide tant que la date n’est pas publiée.")
    texte = models.CharField(max_length=300)
    article = models.CharField(max_length=200, blank=True)
    url = models.URLField(blank=True)
    hypothese = models.TextField("hypothèse", blank=True)

    class Meta:
        ordering = ["dispositif", "numero", "depuis"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "numero", "depuis"],
                name="echeance_unique_par_texte",
                violation_error_message="Cette Date a déjà une version en vigueur depuis ce jour.",
            ),
            models.CheckConstraint(
                condition=models.Q(numero__lte=6),
                name="echeance_date_0_a_6",
                violation_error_message="Les échéances vont de la Date 0 à la Date 6.",
            ),
            models.CheckConstraint(
                condition=~models.Q(texte=""),
                name="echeance_a_un_texte",
                violation_error_message="Une échéance vient toujours d’un texte : citez-le.",
            ),
        ]

    def __str__(self) -> str:
        return f"Date {self.numero} — {self.dispositif_id} — depuis le {self.depuis:%d/%m/%Y}"

    def en_version(self) -> Version[datetime | None]:
        return Version(self.depuis, self.instant, Reference(self.texte, self.article, self.url, self.hypothese))


class Profil(models.Model):
    """A set of requirements; the general one binds every solution (REM-01), the others are conditional."""

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="profils")
    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=120)
    est_general = models.BooleanField("profil général", default=False)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["dispositif", "ordre", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "code"],
                name="profil_unique_par_dispositif",
                violation_error_message="Ce profil existe déjà pour ce dispositif.",
            ),
            models.UniqueConstraint(
                fields=["dispositif"],
                condition=models.Q(est_general=True),
                name="profil_un_seul_general",
                violation_error_message="Ce dispositif a déjà son profil général.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class Chapitre(models.Model):
    """A chapter title offered when additional components are declared (E2-23); the REM has its own chapters."""

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="chapitres")
    titre = models.CharField(max_length=200)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["dispositif", "ordre", "titre"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "titre"],
                name="chapitre_unique_par_dispositif",
                violation_error_message="Ce chapitre existe déjà pour ce dispositif.",
            )
        ]

    def __str__(self) -> str:
        return self.titre
