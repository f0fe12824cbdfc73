"""Writing to people: the row now, the mail after commit."""

import hashlib
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.documents.models import Document
from segur.noyau.messagerie import tasks
from segur.noyau.messagerie.models import Notification


def notifier(
    destinataires: Iterable[Utilisateur], *, evenement: str, sujet: str, corps: str, lien: str = ""
) -> list[Notification]:
    """One message per person for this event. Must run inside the transaction of the event; a repeat adds nothing."""
    return [
        notification
        for personne in destinataires
        if (notification := _deposer(f"{evenement}:u{personne.pk}", personne.email, sujet, corps, lien, personne))
    ]


def ecrire(
    adresse: str, *, evenement: str, sujet: str, corps: str, lien: str = "", pieces: Iterable[Document] = ()
) -> Notification | None:
    """The same for an address that may not have an account (responsable légal), with attachments."""
    condense = hashlib.sha256(adresse.lower().encode()).hexdigest()[:16]
    notification = _deposer(f"{evenement}:a{condense}", adresse, sujet, corps, lien, None)
    if notification:
        notification.pieces.set(pieces)
    return notification


def _deposer(
    cle: str, adresse: str, sujet: str, corps: str, lien: str, personne: Utilisateur | None
) -> Notification | None:
    notification, nouvelle = Notification.objects.get_or_create(
        cle=_ajuster(cle),
        defaults={
            "adresse": adresse,
            "sujet": " ".join(sujet.split())[:200],
            "corps": corps,
            "lien": lien,
            "destinataire": personne,
        },
    )
    if not nouvelle:
        return None
    transaction.on_commit(partial(tasks.confier, notification.pk))
    return notification


def _ajuster(cle: str) -> str:
    """A long chapter title must not refuse a filing: past 200 characters, the key ends with its own hash."""
    return cle if len(cle) <= 200 else f"{cle[:135]}:{hashlib.sha256(cle.encode()).hexdigest()}"
