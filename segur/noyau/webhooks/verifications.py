"""What `manage.py check` says of webhooks that may reach this very machine."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

EXPLICATION = "SEGUR_WEBHOOKS_LOCAUX laisse les webhooks appeler le portail lui-même, sans chiffrement : ôtez-le."


@register(Tags.security)
def hors_demonstration(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Every command says it, migrations among them, outside a demonstration."""
    ouverts = settings.WEBHOOKS_LOCAUX and not (settings.DEMO or settings.DEBUG)
    return [Error(EXPLICATION, id="segur.E004")] if ouverts else []


@register(Tags.security, deploy=True)
def en_production(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    return [Error(EXPLICATION, id="segur.E005")] if settings.WEBHOOKS_LOCAUX else []
