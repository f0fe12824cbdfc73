from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.notifications import ecrire
from tests.noyau.messagerie.serveur import ServeurSmtp


@pytest.fixture
def smtp() -> Iterator[ServeurSmtp]:
    serveur = ServeurSmtp()
    serveur.start()
    yield serveur
    serveur.stop()


@pytest.fixture
def par_smtp(settings: Any, smtp: ServeurSmtp) -> ServeurSmtp:
    """Mails leave by the real server, as in production."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp.port, 5
    return smtp


@pytest.fixture
def poster() -> Callable[..., Notification]:
    """One message to an address without account, written now or at the instant given."""

    def _poster(adresse: str = "a@exemple.fr", evenement: str = "e", le: datetime | None = None, **options: Any):
        message = {"categorie": Categorie.DECISION, "sujet": f"Sujet {evenement}", "corps": "Texte."}
        notification = ecrire(adresse, evenement=evenement, **{**message, **options})
        assert notification is not None
        if le:
            Notification.objects.filter(pk=notification.pk).update(creee_le=le)
        return notification

    return _poster
