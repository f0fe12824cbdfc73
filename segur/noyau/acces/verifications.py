"""What `manage.py check --deploy` says of second factors, and of the list of passwords that leaked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from segur.noyau.acces.divulgues import TAILLE
from segur.noyau.comptes.models import ANS, ASP, Role

AGENTS = frozenset({*ANS, *ASP})


@register(Tags.security)
def roles_connus(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """A role misspelt would ask nobody for a second factor."""
    inconnus = sorted(settings.SECOND_FACTEUR - set(Role.values))
    return [Error(f"SEGUR_SECOND_FACTEUR : rôle inconnu, « {role} ».", id="segur.E003") for role in inconnus]


@register(Tags.security, deploy=True)
def second_facteur_des_agents(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    if oublies := sorted(AGENTS - settings.SECOND_FACTEUR):
        return [Warning(f"SEGUR_SECOND_FACTEUR n’exige rien de : {', '.join(oublies)}.", id="segur.W003")]
    return []


@register(Tags.security, deploy=True)
def liste_des_mots_divulgues(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Named, it holds whole hashes, one at least: otherwise it would refuse nothing in silence."""
    liste = Path(settings.MOTS_DIVULGUES)
    if not settings.MOTS_DIVULGUES or (liste.is_file() and (poids := liste.stat().st_size) and poids % TAILLE == 0):
        return []
    return [Error("SEGUR_MOTS_DIVULGUES : liste illisible ; voir « preparer_les_mots_divulgues ».", id="segur.E007")]
