"""The SONS: their calendars as dated versions, their profiles, their chapters. Data comes from `donnees/`."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import cached_property

from segur.noyau.dispositifs.seuils import Valeur
from segur.noyau.regles import Historique, HorsPeriode, Version
from segur.noyau.temps import jour_de_paris

if TYPE_CHECKING:
    from segur.noyau.dispositifs.models.version import VersionEcheance, VersionSeuil


class DispositifQuerySet(models.QuerySet["Dispositif"]):
    def avec_calendrier(self) -> "DispositifQuerySet":
        """Brings the dates along: `echeance()` then makes no query."""
        return self.prefetch_related("echeances")

    def avec_seuils(self) -> "DispositifQuerySet":
        """The same for the thresholds, with `seuil()`."""
        return self.prefetch_related("seuils")


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

    @cached_property
    def _seuils(self) -> list["VersionSeuil"]:
        return sorted(self.seuils.all(), key=lambda v: v.depuis)

    def seuils_suivis(self) -> list[str]:
        """The codes of the thresholds that some text sets for this dispositif, in order."""
        return sorted({version.code for version in self._seuils})

    def historique_du_seuil(self, code: str) -> Historique[Valeur] | None:
        """Every version of one threshold; None when no text sets it for this dispositif."""
        versions = [v.en_version() for v in self._seuils if v.code == code]
        return Historique(f"{code} — {self.libelle}", *versions) if versions else None

    def seuil(self, code: str, *, au: datetime) -> Version[Valeur] | None:
        """The threshold in force on the Paris day of `au`; None before any text."""
        historique = self.historique_du_seuil(code)
        try:
            return historique.au(jour_de_paris(au)) if historique else None
        except HorsPeriode:
            return None


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
