"""Passwords that a leak has published: sorted hashes in one file that the operator lays on the machine. No network."""

import logging
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

TAILLE = sha256().digest_size
journal = logging.getLogger(__name__)


def preparer(lignes: Iterable[str], *, longueur: int) -> bytes:
    """The sorted SHA-256 of the passwords, one a line, that are long enough (`longueur`) to be chosen here."""
    mots = (ligne.rstrip("\r\n") for ligne in lignes)
    return b"".join(sorted({_empreinte(mot) for mot in mots if len(mot) >= longueur}))


def est_divulgue(mot_de_passe: str, liste: Path) -> bool:
    """In as many reads as the list is deep: some twenty for a million."""
    cherchee = _empreinte(mot_de_passe)
    with liste.open("rb") as fichier:
        nombre = fichier.seek(0, 2) // TAILLE
        rang = bisect_left(range(nombre), cherchee, key=lambda rang: _lire(fichier, rang))
        return rang < nombre and _lire(fichier, rang) == cherchee


def _lire(fichier: BinaryIO, rang: int) -> bytes:
    fichier.seek(rang * TAILLE)
    return fichier.read(TAILLE)


def _empreinte(mot_de_passe: str) -> bytes:
    return sha256(mot_de_passe.encode()).digest()


class MotsDivulgues:
    """Judges where there is a list; one that cannot be read stops nobody, and the log says so."""

    def validate(self, password: str, user: Any = None) -> None:
        if settings.MOTS_DIVULGUES and self._est_connu(password):
            raise ValidationError(
                "Ce mot de passe figure dans une liste publique de mots de passe volés : choisissez-en un autre.",
                code="password_leaked",
            )

    def _est_connu(self, password: str) -> bool:
        try:
            return est_divulgue(password, Path(settings.MOTS_DIVULGUES))
        except OSError as panne:
            journal.error("liste des mots de passe divulgués illisible : %s", type(panne).__name__)
            return False

    def get_help_text(self) -> str:
        return "Votre mot de passe ne doit figurer dans aucune liste publique de mots de passe volés."
