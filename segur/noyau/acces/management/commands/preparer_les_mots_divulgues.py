"""`manage.py preparer_les_mots_divulgues LISTE… --vers FICHIER`: writes what SEGUR_MOTS_DIVULGUES reads."""

from itertools import chain
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.core.management.base import BaseCommand, CommandError, CommandParser

from segur.noyau.acces.divulgues import TAILLE, preparer


class Command(BaseCommand):
    help = "Prépare la liste des mots de passe divulgués : un par ligne dans chaque fichier, les trop courts laissés."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("listes", nargs="+", type=Path, help="des fichiers de texte, un mot de passe par ligne")
        parser.add_argument("--vers", required=True, type=Path, help="le fichier à écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        if absents := [str(liste) for liste in options["listes"] if not liste.is_file()]:
            raise CommandError(f"Fichier introuvable : {', '.join(absents)}.")
        octets = preparer(chain.from_iterable(map(_lignes, options["listes"])), longueur=longueur_demandee())
        options["vers"].write_bytes(octets)
        self.stdout.write(f"Mots de passe retenus : {len(octets) // TAILLE}.")


def _lignes(liste: Path) -> Any:
    """Such lists hold some bytes that are no UTF-8: those words cannot be typed here."""
    with liste.open(encoding="utf-8", errors="replace") as lignes:
        yield from lignes


def longueur_demandee() -> int:
    """A shorter one is refused anyway."""
    regles = get_default_password_validators()
    return max(regle.min_length for regle in regles if isinstance(regle, MinimumLengthValidator))
