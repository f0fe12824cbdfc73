"""Writing to people: the row now, the mail after commit."""

import hashlib
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.documents.models import Document
from segur.noyau.messagerie import tasks
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification


def notifier(
    destinataires: Iterable[Utilisateur],
    *,
    categorie: Categorie,
    evenement: str,
    sujet: str,
    corps: str,
    lien: str = "",
    urgente: bool = False,
) -> None:
    """One message per person for this event. Must run inside the transaction of the event; a repeat adds nothing.

    `urgente`: must leave at once whatever the person prefers, as all messages do today.
    """
    cles = {_ajuster(f"{evenement}:u{personne.pk}"): personne for personne in destinataires}
    Notification.objects.bulk_create(
        (
            Notification(
                cle=cle, categorie=categorie, destinataire=personne, **_message(personne.email, sujet, corps, lien)
            )
            for cle, personne in cles.items()
        ),
        ignore_conflicts=True,
    )
    transaction.on_commit(partial(tasks.confier, list(cles)))


def ecrire(
    adresse: str,
    *,
    categorie: Categorie,
    evenement: str,
    sujet: str,
    corps: str,
    lien: str = "",
    lien_ephemere: bool = False,
    pieces: Iterable[Document] = (),
) -> Notification | None:
    """The same for an address that may not have an account (responsable légal, person invited), with attachments."""
    condense = hashlib.sha256(adresse.lower().encode()).hexdigest()[:16]
    notification, nouvelle = Notification.objects.get_or_create(
        cle=_ajuster(f"{evenement}:a{condense}"),
        defaults={**_message(adresse, sujet, corps, lien), "categorie": categorie, "lien_ephemere": lien_ephemere},
    )
    if not nouvelle:
        return None
    notification.pieces.set(pieces)
    transaction.on_commit(partial(tasks.confier, [notification.cle]))
    return notification


def _message(adresse: str, sujet: str, corps: str, lien: str) -> dict[str, str]:
    return {"adresse": adresse, "sujet": " ".join(sujet.split())[:200], "corps": corps, "lien": lien}


def _ajuster(cle: str) -> str:
    """A long chapter title must not refuse a filing: past 200 characters, the key ends with its own hash."""
    return cle if len(cle) <= 200 else f"{cle[:135]}:{hashlib.sha256(cle.encode()).hexdigest()}"
