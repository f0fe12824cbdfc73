"""Questions that a firm asks the ASP, and their answers (ASP-15). They need no enrolment: many come before it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from financement.models.fournisseur import Fournisseur
from segur.noyau.comptes.models import ASP, ENGAGE_L_EDITEUR, Acteur, Organisation
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.models import Document


class QuestionQuerySet(models.QuerySet["Question"]):
    def visibles_par(self, acteur: Acteur) -> "QuestionQuerySet":
        """The firm's, for who engages it or holds a right on its financing; one's own; every one for the ASP."""
        if acteur.est_systeme or acteur.tient(*ASP):
            return self
        if not acteur.est_editeur:
            return self.none()
        siennes = self.filter(organisation=acteur.organisation)
        if acteur.tient(*ENGAGE_L_EDITEUR):
            return siennes
        financees = Fournisseur.objects.visibles_par(acteur).values("organisation")
        return siennes.filter(Q(posee_par=acteur.utilisateur) | Q(organisation__in=financees))

    def pour_liste(self) -> "QuestionQuerySet":
        return self.select_related("organisation", "dispositif", "posee_par").order_by("-dernier_message_le", "-pk")


class Question(models.Model):
    class Statut(models.TextChoices):
        OUVERTE = "ouverte", "Ouverte"
        REPONDUE = "repondue", "Répondue"
        CLOSE = "close", "Close"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="questions_a_l_asp")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    sujet = models.CharField(max_length=40)
    sujet_libelle = models.CharField("sujet", max_length=120)
    objet = models.CharField(max_length=120)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.OUVERTE)
    posee_le = models.DateTimeField("posée le")
    posee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dernier_message_le = models.DateTimeField()
    close_le = models.DateTimeField(null=True)
    close_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = QuestionQuerySet.as_manager()
    lus_avec = ("organisation", "dispositif", "posee_par")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="question_a_un_objet",
                condition=~Q(objet="") & ~Q(sujet=""),
                violation_error_message="Une question a un sujet et un objet.",
            ),
            models.CheckConstraint(
                name="question_close_par_une_personne",
                condition=Q(statut="close", close_le__isnull=False, close_par__isnull=False)
                | ~Q(statut="close") & Q(close_le=None, close_par=None),
                violation_error_message="Une question close, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="question_dates_en_ordre",
                condition=Q(dernier_message_le__gte=F("posee_le")),
                violation_error_message="Un message suit la question.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} : {self.objet}"

    def get_absolute_url(self) -> str:
        return reverse("financement:question", args=[self.pk])

    @property
    def numero(self) -> str:
        return f"Q-{self.pk:06d}"

    @property
    def dossier(self) -> "Question":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"question:{self.pk}"


class MessageDeQuestion(models.Model):
    """What was written, by whom, on which side. Never changed, never erased."""

    class Cote(models.TextChoices):
        FOURNISSEUR = "fournisseur", "Fournisseur"
        ASP = "asp", "ASP"

    question = models.ForeignKey(Question, models.PROTECT, related_name="messages")
    cote = models.CharField(max_length=20, choices=Cote)
    texte = models.TextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="questions_a_l_asp")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    envoye_le = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="message_de_question_a_un_texte",
                condition=~Q(texte=""),
                violation_error_message="Un message a un texte.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question.numero} n° {self.pk}"
