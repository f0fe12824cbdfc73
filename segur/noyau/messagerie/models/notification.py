"""A message to one person: written in the transaction that causes it, shown in the portal, carried by one mail."""

from datetime import date

from django.conf import settings
from django.db import models

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.documents.models import Document
from segur.noyau.messagerie.categories import Categorie, Rythme
from segur.noyau.messagerie.models.courriel import Courriel
from segur.noyau.temps import jour_de_paris


class NotificationQuerySet(models.QuerySet["Notification"]):
    def de(self, personne: Utilisateur) -> "NotificationQuerySet":
        """Those that the person reads in the portal: all of them, whatever their preferences."""
        return self.filter(destinataire=personne)

    def non_lues(self) -> "NotificationQuerySet":
        return self.filter(lue_le=None)

    def a_rassembler(self) -> "NotificationQuerySet":
        """Those that no mail carries yet, and that one must."""
        return self.filter(courriel=None).exclude(rythme=Rythme.AUCUN)


class Notification(models.Model):
    """`cle` names the event and the recipient: the same event never writes twice to the same person.

    `rythme`: what the person wanted when it was written. `seule`: never in one mail with others. `dossier`: key of
    the dossier it speaks of, so that mail clients put its mails together.
    `lien_ephemere`: the link alone gives a right (an invitation); the row forgets it once the mail has left.
    """

    cle = models.CharField(max_length=200, unique=True)
    categorie = models.CharField(max_length=20, choices=Categorie)
    rythme = models.CharField(max_length=10, choices=Rythme, default=Rythme.IMMEDIAT)
    urgente = models.BooleanField(default=False)
    seule = models.BooleanField(default=False)
    dossier = models.CharField(max_length=60, blank=True)
    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notifications")
    adresse = models.EmailField()
    sujet = models.CharField(max_length=200)
    corps = models.TextField()
    lien = models.CharField(max_length=200, blank=True)
    lien_ephemere = models.BooleanField(default=False)
    pieces = models.ManyToManyField(Document, blank=True)
    creee_le = models.DateTimeField(auto_now_add=True)
    lue_le = models.DateTimeField(null=True)
    courriel = models.ForeignKey(Courriel, models.PROTECT, null=True, related_name="notifications")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["adresse"],
                condition=models.Q(courriel=None) & ~models.Q(rythme="aucun"),
                name="notification_a_rassembler",
            ),
            models.Index(fields=["destinataire"], condition=models.Q(lue_le=None), name="notification_non_lue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(rythme="aucun") | models.Q(courriel=None),
                name="notification_sans_courriel",
                violation_error_message="Qui ne veut pas de courriel n’en reçoit pas.",
            ),
            models.CheckConstraint(
                condition=models.Q(urgente=False) | models.Q(rythme="immediat"),
                name="notification_urgente_immediate",
                violation_error_message="Un message urgent part tout de suite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adresse} : {self.sujet}"

    @property
    def est_obligatoire(self) -> bool:
        return Categorie(self.categorie).est_obligatoire

    @property
    def jour(self) -> date:
        """In Paris."""
        return jour_de_paris(self.creee_le)

    @property
    def sort_du_courriel(self) -> str:
        if self.courriel:
            return self.courriel.dernier_envoi.sort
        if self.rythme == Rythme.AUCUN:
            return "Pas de courriel : c’était votre choix."
        return "Courriel en préparation."
