"""Passwords made of the words of this very service, of a common one made longer, or of one sequence repeated.

Lists of common passwords hold next to none of fifteen characters: what people do is to stretch a short one.
"""

import re
import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from segur.noyau.recherche import normaliser

DONNEES = Path(__file__).parent / "donnees" / "mots_du_contexte.toml"
REPETITION = re.compile(r"(.{1,3}?)\1{2,}|(.{4,}?)\2+")
JUGES = 256
"""First characters that are looked at: the time that it takes grows with their square."""
SUITE = 4
"""From so many characters on, a run along a row of keys or of the alphabet counts for one."""
ORNEMENTS = str.maketrans("", "", f"{string.punctuation} ")
"""What people put between words, or at both ends, to make a password longer."""


@cache
def contexte() -> tuple[int, re.Pattern[str]]:
    """How much must be left, and the words that do not count, the longest first."""
    lu = tomllib.loads(DONNEES.read_text(encoding="utf-8"))
    mots = sorted(lu["mots"], key=len, reverse=True)
    return int(lu["longueur_hors_contexte"]), re.compile("|".join(map(re.escape, mots)))


@cache
def rangees() -> tuple[str, ...]:
    """Runs of keys, in both directions."""
    sens = tomllib.loads(DONNEES.read_text(encoding="utf-8"))["rangees"]
    return (*sens, *(rangee[::-1] for rangee in sens))


@cache
def courants() -> frozenset[str]:
    """The twenty thousand of Django, as they are compared here."""
    return frozenset(mot.translate(ORNEMENTS) for mot in CommonPasswordValidator().passwords)


def ce_qui_compte(mot_de_passe: str) -> str:
    """Without the words of the context nor a common password; what is repeated, or follows the keys, counts once."""
    _, mots = contexte()
    reste = _sans_le_courant(normaliser(mot_de_passe).translate(ORNEMENTS))
    return REPETITION.sub(r"\1\2", _sans_les_suites(mots.sub("", reste)))


def _sans_le_courant(texte: str) -> str:
    """Less the common password, once or repeated, that stands alone between digits."""
    for coeur in (texte, texte.strip(string.digits)):
        if len(coeur) > 1 and _periode(coeur) in courants():
            return texte.replace(coeur, "", 1)
    return texte


def _periode(texte: str) -> str:
    """The shortest block that, repeated whole, makes the text: the text itself when there is none."""
    return texte[: (texte + texte).index(texte, 1)]


def _sans_les_suites(texte: str) -> str:
    garde, rang = [], 0
    while rang < len(texte):
        garde.append(texte[rang])
        rang += max(1, _suite(texte[rang:]))
    return "".join(garde)


def _suite(texte: str) -> int:
    """How many characters of its beginning follow a row; 0 when too few do."""
    longueur = SUITE
    while longueur <= len(texte) and any(texte[:longueur] in rangee for rangee in rangees()):
        longueur += 1
    return longueur - 1 if longueur > SUITE else 0


class MotsDuContexte:
    """A phrase may hold such a word; it must not be made of nothing else."""

    def validate(self, password: str, user: Any = None) -> None:
        longueur, _ = contexte()
        if len(ce_qui_compte(password[:JUGES])) < longueur:
            raise ValidationError(
                "Ce mot de passe est fait des mots du service, d’un mot de passe courant allongé, ou d’une suite "
                "répétée : ajoutez-y d’autres mots.",
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return (
            "Votre mot de passe ne doit pas être fait seulement des mots du service (« segur », « santé », votre rôle)."
        )
