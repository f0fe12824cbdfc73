"""A field of a format as it is typed: the same title, help and reader as in a file."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from pydantic.fields import FieldInfo

from financement.formats import Erreur
from financement.formats.documentation import LIBELLES_DES_VALEURS, genre_de, valeurs_de
from financement.formats.erreurs import forme_de

_DES_FICHIERS = re.compile(r",? ou null| ; null.*|, point décimal")
OUI_NON = [("", "Non renseigné"), ("true", "Oui"), ("false", "Non")]
CHIFFRES = {"inputmode": "decimal"}


@dataclass(frozen=True)
class Groupe:
    titre: str
    champs: list[BoundField]


def phrase(erreur: Erreur) -> str:
    return f"Attendu : {erreur.attendu}. {erreur.remede}"


def champ_de(info: FieldInfo, depart: Any, titre: str) -> forms.Field:
    commun: dict[str, Any] = {"label": titre, "required": False, "initial": _texte(depart), "help_text": _aide(info)}
    champ = _du_genre(info, commun)
    champ.obligatoire = info.is_required()  # type: ignore[attr-defined]
    return champ


def _du_genre(info: FieldInfo, commun: dict[str, Any]) -> forms.Field:
    genre = genre_de(info)
    if genre is bool:
        return forms.ChoiceField(choices=OUI_NON if info.default is None else OUI_NON[:0:-1], **commun)
    if valeurs := valeurs_de(info):
        offertes = [(valeur, LIBELLES_DES_VALEURS[valeur]) for valeur in valeurs]
        return _ChoixOuvert(choices=[("", "Choisir"), *offertes], **commun)
    if genre is date:
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **commun)
    chiffres = CHIFFRES if genre is Decimal else {}
    return forms.CharField(widget=forms.TextInput(attrs=chiffres), strip=False, **commun)


class _ChoixOuvert(forms.ChoiceField):
    """What is not in the list is told by the reader of the format, with its repair."""

    def valid_value(self, value: Any) -> bool:
        return True


def _aide(info: FieldInfo) -> str:
    """The format in words, without what only a file writes."""
    if valeurs_de(info) or genre_de(info) in (bool, date):
        return ""
    forme = _DES_FICHIERS.sub("", forme_de(info))
    return forme[:1].upper() + forme[1:]


def _texte(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    return "" if valeur is None or isinstance(valeur, dict | list) else str(valeur)


def valeur_saisie(info: FieldInfo, saisie: str) -> Any:
    """As the file would write it: a box left empty is null where the field allows it."""
    if genre_de(info) is bool:
        return {"true": True, "false": False}.get(saisie, info.default)
    if not saisie and info.default is None:
        return None
    if genre_de(info) is Decimal:
        return "".join(saisie.split()).replace(",", ".").removesuffix("€").removesuffix("%")
    if genre_de(info) is int and saisie.isascii() and saisie.isdecimal():
        return int(saisie[:9])
    return saisie
