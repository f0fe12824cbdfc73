"""Sending what waits in the outbox. A lost task loses no mail: the sweep finds it again every minute."""

import logging
import smtplib
from email.utils import parseaddr

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from segur.noyau.messagerie.models import Notification

PAR_BALAYAGE = 500
logger = logging.getLogger(__name__)


def confier(cles: list[str]) -> None:
    """Hands the messages of an event to the workers; when the broker is away, the sweep will."""
    try:
        expedier_tous.delay(cles)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : %d message(s) partiront au prochain balayage.", len(cles))


@shared_task
def expedier(pk: int) -> bool:
    """Sends one message, once: the row stays locked from the check to the mark. False when there is nothing to send."""
    with transaction.atomic():
        notification = Notification.objects.en_attente().select_for_update(of=("self",)).filter(pk=pk).first()
        if notification is None:
            return False
        notification.essais += 1
        try:
            _message(notification).send()
        except (smtplib.SMTPException, OSError, ValueError) as erreur:
            notification.derniere_erreur = str(erreur)[:300]
            logger.warning("Le message %s n’a pas pu partir : %s", pk, erreur)
        else:
            notification.envoyee_le = timezone.now()
            notification.lien = "" if notification.lien_ephemere else notification.lien
        notification.save(update_fields=["essais", "derniere_erreur", "envoyee_le", "lien"])
    return notification.envoyee_le is not None


@shared_task
def expedier_tous(cles: list[str]) -> int:
    """Those of these messages that still wait, in one task per event. Returns how many left."""
    return sum(
        expedier(pk) for pk in Notification.objects.en_attente().filter(cle__in=cles).values_list("pk", flat=True)
    )


@shared_task
def balayer() -> int:
    """Every minute: sends what still waits. Returns how many left."""
    return sum(
        expedier(pk)
        for pk in Notification.objects.en_attente().order_by("pk").values_list("pk", flat=True)[:PAR_BALAYAGE]
    )


def _message(notification: Notification) -> EmailMessage:
    corps = notification.corps
    if notification.lien:
        corps += f"\n\n{settings.URL_PUBLIQUE}{notification.lien}"
    domaine = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rsplit("@")[-1]
    message = EmailMessage(
        notification.sujet,
        f"{corps}\n\n-- \n{settings.NOM_DU_SERVICE}",
        to=[notification.adresse],
        headers={"Message-ID": f"<notification-{notification.pk}@{domaine}>"},
    )
    for piece in notification.pieces.select_related("fichier"):
        message.attach(piece.nom, piece.lire(), piece.fichier.type_mime)
    return message
