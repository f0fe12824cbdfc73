"""What the ASP decides line by line, with two pairs of eyes. Orders and claims use it."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models

from segur.noyau.documents.models import Document

Objet = TypeVar("Objet", bound=models.Model)


class Instruite(models.Model):
    """A line that one agent checks and another decides, on exactly the content that was checked (`empreinte`)."""

    class Statut(models.TextChoices):
        INCOMPLETE = "incomplete", "Incomplète"
        DEPOSEE = "deposee", "À instruire"
        A_MODIFIER = "a_modifier", "À modifier"
        CONTROLEE = "controlee", "Contrôlée, à valider"
        VALIDEE = "validee", "Validée"
        REJETEE = "rejetee", "Rejetée"
        RETIREE = "retiree", "Retirée"

    class Proposition(models.TextChoices):
        VALIDER = "valider", "Valider"
        REJETER = "rejeter", "Rejeter"

    MODIFIABLE = (Statut.INCOMPLETE, Statut.A_MODIFIER)
    A_INSTRUIRE = (Statut.DEPOSEE, Statut.CONTROLEE)
    CLOSES = (Statut.REJETEE, Statut.RETIREE)

    statut = models.CharField(max_length=20, choices=Statut, default=Statut.INCOMPLETE)
    deposee_le = models.DateTimeField("déposée le", null=True)
    instructeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instruit_depuis = models.DateTimeField(null=True)
    empreinte = models.CharField("SHA-256 du contenu et des pièces", max_length=64)
    jugement = models.JSONField(default=dict)
    """What the engine said when it was last asked for a decision: findings, amounts."""
    juge_le = models.DateTimeField(null=True)
    proposition = models.CharField(max_length=10, choices=Proposition, blank=True)
    motif = models.TextField("motif", blank=True)
    motif_propose = models.TextField("motif proposé", blank=True)
    """Of a rejection that another person has not confirmed yet: the supplier does not read it."""
    a_rendre_le = models.DateField("à rendre le", null=True)
    controlee_le = models.DateTimeField("contrôlée le", null=True)
    controlee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    empreinte_controlee = models.CharField(max_length=64, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True)
    decidee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_deposee_a_une_date",
                condition=models.Q(statut__in=["incomplete", "retiree"]) | models.Q(deposee_le__isnull=False),
                violation_error_message="Une ligne déposée porte l’instant de son dépôt.",
            ),
            models.CheckConstraint(
                name="%(class)s_controlee_par_une_personne",
                condition=~models.Q(statut__in=["controlee", "validee", "rejetee"])
                | models.Q(controlee_le__isnull=False, controlee_par__isnull=False)
                & ~models.Q(proposition="")
                & ~models.Q(empreinte_controlee=""),
                violation_error_message="Une ligne contrôlée dit par qui, quand, sur quoi et pour quelle suite.",
            ),
            models.CheckConstraint(
                name="%(class)s_decidee_par_autrui",
                condition=models.Q(decidee_par=None) | ~models.Q(decidee_par=models.F("controlee_par")),
                violation_error_message="Qui contrôle et qui décide sont deux personnes.",
            ),
            models.CheckConstraint(
                name="%(class)s_decidee_sur_le_contenu_controle",
                condition=~models.Q(statut__in=["validee", "rejetee"])
                | models.Q(
                    decidee_le__isnull=False, decidee_par__isnull=False, empreinte_controlee=models.F("empreinte")
                ),
                violation_error_message="La décision porte sur le contenu contrôlé, et dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="%(class)s_decidee_comme_propose",
                condition=(~models.Q(statut="validee") | models.Q(proposition="valider"))
                & (~models.Q(statut="rejetee") | models.Q(proposition="rejeter")),
                violation_error_message="La décision suit la proposition contrôlée.",
            ),
            models.CheckConstraint(
                name="%(class)s_defavorable_a_un_motif",
                condition=~models.Q(statut__in=["a_modifier", "rejetee"]) | ~models.Q(motif=""),
                violation_error_message="Une ligne à modifier ou rejetée dit pourquoi.",
            ),
            models.CheckConstraint(
                name="%(class)s_instruite_depuis_une_date",
                condition=models.Q(instructeur=None, instruit_depuis=None)
                | models.Q(instructeur__isnull=False, instruit_depuis__isnull=False),
                violation_error_message="Une ligne prise en charge dit par qui et depuis quand.",
            ),
            models.CheckConstraint(
                name="%(class)s_dates_en_ordre",
                condition=(models.Q(controlee_le=None) | models.Q(controlee_le__gte=models.F("deposee_le")))
                & (models.Q(decidee_le=None) | models.Q(decidee_le__gte=models.F("controlee_le"))),
                violation_error_message="Dépôt, contrôle et décision se suivent.",
            ),
        ]

    def oublier_le_controle(self) -> None:
        """The content changed: what was checked no longer stands (invariant of the two pairs of eyes)."""
        self.controlee_le, self.controlee_par = None, None
        self.proposition, self.empreinte_controlee, self.motif_propose = "", "", ""


class PieceDUneLigneQuerySet(models.QuerySet[Objet]):
    def actuelles(self) -> Self:
        return self.filter(remplacee_le=None).select_related("document__fichier")


class PieceDUneLigne(models.Model):
    """One document of a line; the one it replaces is kept."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    deposee_le = models.DateTimeField()
    remplacee_le = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    @staticmethod
    def contraintes(ligne: str) -> list[models.BaseConstraint]:
        """`ligne`: the field that the piece belongs to."""
        return [
            models.UniqueConstraint(
                fields=[ligne, "nature"],
                condition=models.Q(remplacee_le=None),
                name=f"piece_de_{ligne}_actuelle_unique",
                violation_error_message="Cette pièce est déjà jointe.",
            )
        ]


class PointDUneLigneQuerySet(models.QuerySet[Objet]):
    def actuels(self) -> Self:
        return self.filter(leve_le=None)


class PointDUneLigne(models.Model):
    """What an agent says of one: a field (`champ:signe_le`), a piece (`piece:bon`), a check (`controle:mention`)."""

    cle = models.CharField(max_length=60)
    libelle = models.CharField(max_length=200)
    conforme = models.BooleanField()
    motif = models.TextField(blank=True)
    vu = models.CharField("empreinte de ce qui a été jugé", max_length=64, blank=True)
    """A point stands as long as what it bears on is the same."""
    releve_le = models.DateTimeField()
    envoye_le = models.DateTimeField(null=True)
    leve_le = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.libelle} : {'conforme' if self.conforme else self.motif}"

    @staticmethod
    def contraintes(ligne: str) -> list[models.BaseConstraint]:
        """`ligne`: the field that the point belongs to."""
        return [
            models.UniqueConstraint(
                fields=[ligne, "cle"],
                condition=models.Q(leve_le=None),
                name=f"point_de_{ligne}_actuel_unique",
                violation_error_message="Ce point porte déjà un avis.",
            ),
            models.CheckConstraint(
                name=f"point_de_{ligne}_a_corriger_a_un_motif",
                condition=models.Q(conforme=True, envoye_le=None) | models.Q(conforme=False) & ~models.Q(motif=""),
                violation_error_message="Un point à corriger dit pourquoi ; lui seul s’envoie.",
            ),
        ]
