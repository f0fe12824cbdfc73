"""What a mail says: the same in plain text and in HTML, in French, with absolute links and no image."""

import hashlib
import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Courriel, Notification

MASQUE = "[lien personnel, jamais montré ici]"
ADRESSE_WEB = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Element:
    """One message as a mail shows it."""

    sujet: str
    corps: str
    lien: str
    categorie: str


def composer(courriel: Courriel) -> EmailMultiAlternatives:
    """The mail as it leaves, with the official documents of its messages."""
    notifications = _notifications(courriel)
    contexte = _contexte(courriel, [_element(n) for n in notifications])
    message = EmailMultiAlternatives(
        courriel.sujet,
        render_to_string("courriels/message.txt", contexte),
        to=[courriel.adresse],
        headers=_entetes(courriel, notifications),
    )
    message.attach_alternative(render_to_string("courriels/message.html", contexte), "text/html")
    for notification in notifications:
        for piece in notification.pieces.select_related("fichier"):
            message.attach(piece.nom, piece.lire(), piece.fichier.type_mime)
    return message


def apercevoir(courriel: Courriel) -> tuple[str, str]:
    """Text and HTML as a colleague may read them: a link that gives a right by itself is never shown."""
    contexte = _contexte(courriel, [_masquer(_element(n), n) for n in _notifications(courriel)])
    return render_to_string("courriels/message.txt", contexte), render_to_string("courriels/message.html", contexte)


def apercevoir_un_texte(sujet: str, corps: str, lien: str, categorie: Categorie) -> tuple[str, str]:
    """The same for a message that no row holds yet."""
    element = Element(sujet, corps, settings.URL_PUBLIQUE + lien if lien else "", categorie.label)
    contexte = _contexte(Courriel(sujet=sujet, destinataire_id=0), [element])
    return render_to_string("courriels/message.txt", contexte), render_to_string("courriels/message.html", contexte)


def _notifications(courriel: Courriel) -> list[Notification]:
    return list(courriel.premier.notifications.order_by("-urgente", "dossier", "pk"))


def _element(notification: Notification) -> Element:
    lien = settings.URL_PUBLIQUE + notification.lien if notification.lien else ""
    return Element(notification.sujet, notification.corps, lien, notification.get_categorie_display())


def _masquer(element: Element, notification: Notification) -> Element:
    corps = ADRESSE_WEB.sub(MASQUE, element.corps) if notification.destinataire_id is None else element.corps
    return Element(element.sujet, corps, MASQUE if notification.lien_ephemere else element.lien, element.categorie)


def _contexte(courriel: Courriel, elements: list[Element]) -> dict[str, Any]:
    return {
        "sujet": courriel.sujet,
        "elements": elements,
        "entiers": len(elements) <= regles.ENTIERS,
        "resume": courriel.jour,
        "categories": sorted({element.categorie for element in elements}),
        "a_un_compte": courriel.destinataire_id is not None,
        "preferences": settings.URL_PUBLIQUE + reverse("portail:preferences"),
        "centre": settings.URL_PUBLIQUE + reverse("portail:notifications"),
        "masque": MASQUE,
        "service": settings.NOM_DU_SERVICE,
    }


def _entetes(courriel: Courriel, notifications: list[Notification]) -> dict[str, str]:
    """The Message-ID is the same at each try; the thread is that of the dossier, when the mail speaks of one only."""
    domaine, premier = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rsplit("@")[-1], courriel.premier
    numero = f"{premier.pk}.{courriel.rang}" if courriel.rang else f"{premier.pk}"
    entetes = {
        "Message-ID": f"<courriel-{numero}@{domaine}>",
        "List-Id": f"Notifications <notifications.{domaine}>",
        "Auto-Submitted": "auto-generated",
    }
    dossiers = {notification.dossier for notification in notifications}
    if len(dossiers) == 1 and (dossier := dossiers.pop()):
        fil = f"<dossier-{hashlib.sha256(dossier.encode()).hexdigest()[:20]}@{domaine}>"
        entetes |= {"In-Reply-To": fil, "References": fil}
    return entetes
