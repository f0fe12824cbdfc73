"""Passwords made of the words of this very service, or of one sequence repeated."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from segur.noyau.recherche import normaliser

DONNEES = Path(__file__).parent / "donnees" / "mots_du_contexte.toml"
REPETITION = re.compile(r"(.{1,8}?)\1{2,}")


@cache
def contexte() -> tuple[int, re.Pattern[str]]:
    """How much must be left, and the words that do not count, the longest first."""
    lu = tomllib.loads(DONNEES.read_text(encoding="utf-8"))
    mots = sorted(lu["mots"], key=len, reverse=True)
    return int(lu["longueur_hors_contexte"]), re.compile("|".join(map(re.escape, mots)))


def ce_qui_compte(mot_de_passe: str) -> str:
    """Without the words of the context, a sequence repeated three times or more being counted once."""
    _, mots = contexte()
    return REPETITION.sub(r"\1", mots.sub("", normaliser(mot_de_passe).replace(" ", "")))


class MotsDuContexte:
    """A phrase may hold such a word; it must not be made of nothing else."""

    def validate(self, password: str, user: Any = None) -> None:
        longueur, _ = contexte()
        if len(ce_qui_compte(password)) < longueur:
            raise ValidationError(
                "Ce mot de passe est fait des mots du service, ou d’une suite répétée : ajoutez-y d’autres mots.",
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return (
            "Votre mot de passe ne doit pas être fait seulement des mots du service (« segur », « santé », votre rôle)."
        )
