"""Who looked which client up, and when. Rows are only added: triggers refuse the rest."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from segur.noyau.comptes.models import Organisation


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def pour_liste(self) -> "ConsultationQuerySet":
        lignes = self.select_related("personne", "organisation").prefetch_related("clients")
        return lignes.order_by("-le", "-pk")


class Consultation(models.Model):
    """One search. A number searched is kept; of a name, its first letters only: the clients found say the rest."""

    class Critere(models.TextChoices):
        RPPS = "rpps", "RPPS"
        FINESS = "finess", "FINESS"
        NOM = "nom", "Nom"

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consultations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    le = models.DateTimeField()
    critere = models.CharField("critère", max_length=6, choices=Critere)
    valeur = models.CharField("numéro, ou premières lettres du nom", max_length=11)
    au = models.DateField("ce que disaient les bases au")
    refusee = models.BooleanField("refusée : trop de recherches", default=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-le"]
        indexes = [
            models.Index(fields=["-le"], name="consultation_par_date"),
            models.Index(fields=["personne", "-le"], name="consultation_par_personne"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(critere__in=["rpps", "finess", "nom"]),
                name="consultation_critere_connu",
                violation_error_message="Le critère est un RPPS, un FINESS ou un nom.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.personne} — {self.get_critere_display()} {self.valeur}"


class ClientConsulte(models.Model):
    """A client that the search showed."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="clients")
    cle = models.CharField("RPPS ou FINESS", max_length=11, db_index=True)

    class Meta:
        verbose_name = "client consulté"
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "cle"],
                name="client_consulte_une_fois",
                violation_error_message="Ce client est déjà dit pour cette consultation.",
            )
        ]

    def __str__(self) -> str:
        return self.cle
