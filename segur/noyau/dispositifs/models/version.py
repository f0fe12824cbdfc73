"""What one text says of one Date or of one threshold, from a day on."""

from datetime import datetime

from django.db import models

from segur.noyau.dispositifs.models.amendement import Amendement, ValeurDeSeuil
from segur.noyau.dispositifs.models.dispositif import Dispositif
from segur.noyau.dispositifs.seuils import Valeur
from segur.noyau.regles import Reference, Version


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
    amendement = models.ForeignKey(Amendement, models.PROTECT, null=True, related_name="versions")

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


class VersionSeuil(ValeurDeSeuil):
    """What one text says of one threshold (`seuils.REGISTRE`). A new text adds a row; none is edited."""

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="seuils")
    depuis = models.DateField("en vigueur depuis")
    texte = models.CharField(max_length=300)
    article = models.CharField(max_length=200, blank=True)
    url = models.URLField(blank=True)
    hypothese = models.TextField("hypothèse", blank=True)
    amendement = models.ForeignKey(Amendement, models.PROTECT, null=True, related_name="versions_de_seuils")

    class Meta:
        ordering = ["dispositif", "code", "depuis"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "code", "depuis"],
                name="seuil_unique_par_texte",
                violation_error_message="Ce seuil a déjà une version en vigueur depuis ce jour.",
            ),
            models.CheckConstraint(
                condition=models.Q(nombre=None) | models.Q(instant=None),
                name="seuil_d_une_seule_nature",
                violation_error_message="Un seuil est un nombre ou un instant.",
            ),
            models.CheckConstraint(
                condition=~models.Q(texte=""),
                name="seuil_a_un_texte",
                violation_error_message="Un seuil vient toujours d’un texte : citez-le.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} — {self.dispositif_id} — depuis le {self.depuis:%d/%m/%Y}"

    def en_version(self) -> Version[Valeur]:
        return Version(self.depuis, self.valeur, Reference(self.texte, self.article, self.url, self.hypothese))
