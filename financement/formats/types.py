"""The kinds of values of the format: each reads strictly, says its error by a code, and describes itself.

A number never becomes a float: `lecture` gives integers and decimals, and `NombreIllisible` for what is neither.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Strict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError
from stdnum.fr import siren

from candidatures.nru import canonique as nru_canonique
from candidatures.nru import est_un_nru
from financement.regles.commande.faits import CENTIME
from segur.noyau.documents.controles import extension

PREMIER_JOUR, DERNIER_JOUR = date(2000, 1, 1), date(2099, 12, 31)
CHIFFRES_AU_PLUS = 15  # of a number without quotes: past it, it is a mistake or an attack
_ENTIER = re.compile(r"-?\d+", re.ASCII)
_DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)
_MONTANT = r"\d{1,12}(?:\.\d{1,2})?"
_TAUX = r"\d{1,3}(?:\.\d{1,2})?"
_JOUR = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# No control character, no line separator, nothing that reverses the direction of the text.
SANS_CONTROLE = "^[^\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069]*$"
EXTENSIONS = ("pdf", "jpeg", "jpg", "png")
_NOM_DE_PIECE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,44}\.[A-Za-z]{3,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NombreIllisible:
    """A number as it was written, when it is no integer nor decimal of a reasonable length (1e999, 20 digits…)."""

    ecrit: str


def entier(ecrit: str) -> int | NombreIllisible:
    return int(ecrit) if len(ecrit) <= CHIFFRES_AU_PLUS and _ENTIER.fullmatch(ecrit) else NombreIllisible(ecrit)


def decimal(ecrit: str) -> Decimal | NombreIllisible:
    court = len(ecrit) <= CHIFFRES_AU_PLUS + 1
    return Decimal(ecrit) if court and _DECIMAL.fullmatch(ecrit) else NombreIllisible(ecrit)


def _nombre(valeur: Any, motif: str, code: str) -> Decimal:
    if isinstance(valeur, str):
        ecrit = valeur.strip()
    elif isinstance(valeur, int | Decimal) and not isinstance(valeur, bool):
        ecrit = str(valeur)
    else:
        ecrit = ""
    if not re.fullmatch(motif, ecrit, re.ASCII):
        raise PydanticCustomError(code, "nombre illisible")
    return Decimal(ecrit)


def _montant(valeur: Any) -> Decimal:
    return _nombre(valeur, _MONTANT, "montant_illisible").quantize(CENTIME)


def _taux(valeur: Any) -> Decimal:
    """Written one way only: 20, 8.5."""
    return Decimal(format(_nombre(valeur, _TAUX, "taux_illisible").normalize(), "f"))


def _jour(valeur: Any) -> date:
    if not isinstance(valeur, str) or not _JOUR.fullmatch(valeur):
        raise PydanticCustomError("jour_illisible", "jour illisible")
    try:
        jour = date.fromisoformat(valeur)
    except ValueError:
        raise PydanticCustomError("jour_illisible", "jour illisible") from None
    if not PREMIER_JOUR <= jour <= DERNIER_JOUR:
        raise PydanticCustomError("jour_hors_bornes", "jour hors bornes")
    return jour


def _siren(valeur: str) -> str:
    numero = "".join(valeur.split())
    if not (numero.isascii() and siren.is_valid(numero)):
        raise PydanticCustomError("siren_faux", "SIREN faux")
    return numero


def _nru(valeur: str) -> str:
    if not (valeur.isascii() and est_un_nru(nru_canonique(valeur))):
        raise PydanticCustomError("nru_faux", "NRU faux")
    return nru_canonique(valeur)


def _nom_de_piece(valeur: str) -> str:
    if not _NOM_DE_PIECE.fullmatch(valeur) or ".." in valeur or extension(valeur) not in EXTENSIONS:
        raise PydanticCustomError("nom_de_piece", "nom de pièce")
    return valeur


def ligne(au_plus: int, *, au_moins: int = 0) -> StringConstraints:
    """One line of text, without the spaces around it."""
    return StringConstraints(strip_whitespace=True, min_length=au_moins, max_length=au_plus, pattern=SANS_CONTROLE)


def _schema(motif: str, **suite: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{motif}$", **suite})


def _chiffre(motif: str) -> WithJsonSchema:
    ecrit = {"type": "string", "pattern": f"^{motif}$"}
    return WithJsonSchema({"anyOf": [ecrit, {"type": "number", "minimum": 0}]})


Montant = Annotated[Decimal, BeforeValidator(_montant), _chiffre(_MONTANT)]
Taux = Annotated[Decimal, BeforeValidator(_taux), _chiffre(_TAUX)]
Jour = Annotated[date, BeforeValidator(_jour), WithJsonSchema({"type": "string", "format": "date"})]
Texte50 = Annotated[str, Strict(), ligne(50)]
Texte200 = Annotated[str, Strict(), ligne(200)]
Code = Annotated[str, Strict(), ligne(20, au_moins=1)]
Numero = Annotated[str, Strict(), ligne(50, au_moins=1)]
Nom = Annotated[str, Strict(), ligne(200, au_moins=1)]
Siren = Annotated[str, Strict(), ligne(20), AfterValidator(_siren), _schema(r"[0-9]{9}")]
Nru = Annotated[str, Strict(), ligne(30), AfterValidator(_nru), _schema(r"[0-9A-Z]{6,20}")]
NomDePiece = Annotated[
    str, Strict(), ligne(50), AfterValidator(_nom_de_piece), _schema(_NOM_DE_PIECE.pattern, maxLength=50)
]
