from collections.abc import Iterator

import pytest

from tests.noyau.messagerie.serveur import ServeurSmtp


@pytest.fixture
def smtp() -> Iterator[ServeurSmtp]:
    with ServeurSmtp() as serveur:
        yield serveur


@pytest.fixture
def par_smtp(settings, smtp: ServeurSmtp) -> ServeurSmtp:
    """Mails leave by the small server, as in production."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp.port, 5
    return smtp
