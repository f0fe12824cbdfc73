"""Outbox: a message is a row written in the transaction that causes it, sent after commit, and sent once."""

from django.conf import settings
from django.db import models

from segur.noyau.documents.models import Document
from segur.noyau.messagerie.categories import Categorie


class NotificationQuerySet(models.QuerySet["Notification"]):
    def en_attente(self) -> "NotificationQuerySet":
        return self.filter(envoyee_le=None)


class Notification(models.Model):
    """`cle` names the event and the recipient: the same event never writes twice to the same person.

    `lien_ephemere`: the link alone gives a right (an invitation); the row forgets it once the mail has left.
    """

    cle = models.CharField(max_length=200, unique=True)
    categorie = models.CharField(max_length=20, choices=Categorie)
    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notifications")
    adresse = models.EmailField()
    sujet = models.CharField(max_length=200)
    corps = models.TextField()
    lien = models.CharField(max_length=200, blank=True)
    lien_ephemere = models.BooleanField(default=False)
    pieces = models.ManyToManyField(Document, blank=True)
    creee_le = models.DateTimeField(auto_now_add=True)
    envoyee_le = models.DateTimeField(null=True)
    essais = models.PositiveSmallIntegerField(default=0)
    derniere_erreur = models.CharField(max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["creee_le"], condition=models.Q(envoyee_le=None), name="notification_en_attente")
        ]

    def __str__(self) -> str:
        return f"{self.adresse} : {self.sujet}"
