"""What is wrong in a file, in French: where, what was found, what was expected, how to repair it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from financement.formats.types import NombreIllisible

TROUVE_AU_PLUS = 120
VOISIN = 0.6
_DE_REMPLACEMENT = "\ufffd"
_IMPROPRES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Erreur:
    """`chemin`: in the order (`lignes[0].montant_ht`) or in the file (`siren`); `remede`: what to do about it."""

    chemin: str
    trouve: str
    attendu: str
    remede: str

    def en_donnees(self) -> dict[str, str]:
        return {"chemin": self.chemin, "trouve": self.trouve, "attendu": self.attendu, "remede": self.remede}


class FichierIllisible(Exception):
    """The file as a whole cannot be read: the message says why, `erreurs` where when it is known."""

    def __init__(self, message: str, erreurs: tuple[Erreur, ...] = ()) -> None:
        super().__init__(message)
        self.erreurs = erreurs


@dataclass(frozen=True, slots=True)
class _Contexte:
    """What the sentences of one error need. `forme`: of the field, in words; `noms`: known names beside it."""

    champ: str
    trouve: Any
    forme: str
    noms: tuple[str, ...]
    details: Mapping[str, Any]


Phrase = Callable[[_Contexte], str]


def _dit(gabarit: str) -> Phrase:
    return lambda c: gabarit.format(champ=c.champ, forme=c.forme, **c.details)


def _la_forme(c: _Contexte) -> str:
    return c.forme or "une valeur de ce format"


def _valeurs(c: _Contexte) -> list[str]:
    return [
        valeur for valeur in str(c.details.get("expected", "")).replace(" or ", ", ").split("'") if valeur.strip(", ")
    ]


def _une_des_valeurs(c: _Contexte) -> str:
    return f"une de ces valeurs : {', '.join(_valeurs(c))}"


def _la_plus_proche(c: _Contexte) -> str:
    proches = get_close_matches(str(c.trouve).lower(), _valeurs(c), 1, VOISIN)
    return f"Écrivez « {proches[0]} »." if proches else "Choisissez une valeur de la liste."


def _le_nom_voisin(c: _Contexte) -> str:
    proches = get_close_matches(c.champ.lower(), c.noms, 1, VOISIN)
    return f"Écrivez « {proches[0]} »." if proches else "Retirez ce champ."


def _le_defaut(c: _Contexte) -> str:
    return f"{c.details['defaut']} Recopiez le numéro depuis l’Annuaire santé ou la base de référence."


# By code of pydantic or of ours: what is expected, how to repair.
MESSAGES: Mapping[str, tuple[Phrase, Phrase]] = {
    "missing": (_la_forme, _dit("Ajoutez le champ « {champ} ».")),
    "extra_forbidden": (_dit("aucun champ de ce nom dans la version 1.0"), _le_nom_voisin),
    "string_type": (_dit("un texte : {forme}"), _dit("Écrivez la valeur entre guillemets.")),
    "string_too_short": (_la_forme, _dit("Renseignez « {champ} ».")),
    "string_too_long": (_dit("{max_length} caractères au plus"), _dit("Raccourcissez « {champ} ».")),
    "string_pattern_mismatch": (
        _dit("une seule ligne de texte, sans caractère de contrôle"),
        _dit("Ressaisissez le texte : un caractère invisible s’y est glissé."),
    ),
    "string_unicode": (_dit("un texte Unicode bien formé"), _dit("Ressaisissez le texte : un caractère est coupé.")),
    "literal_error": (_une_des_valeurs, _la_plus_proche),
    "bool_type": (_la_forme, _dit("Écrivez true ou false, sans guillemets.")),
    "int_type": (_la_forme, _dit("Écrivez un nombre entier, par exemple 320, sans rien autour.")),
    "greater_than_equal": (_dit("{ge} au moins"), _dit("Corrigez le nombre.")),
    "less_than_equal": (_dit("{le} au plus"), _dit("Corrigez le nombre.")),
    "list_type": (_dit("une liste : {forme}"), _dit("Écrivez la liste entre crochets [ ].")),
    "too_short": (_la_forme, _dit("Ajoutez au moins une ligne.")),
    "too_long": (_la_forme, _dit("Raccourcissez la liste, sans dépasser la limite.")),
    "model_type": (_dit("un objet entre accolades {{ }}"), _dit("Écrivez les champs entre accolades.")),
    "montant_illisible": (_la_forme, _dit("Écrivez par exemple 451.50, sans espace ni symbole.")),
    "taux_illisible": (_la_forme, _dit("Écrivez par exemple 20 ou 8.5.")),
    "mois_illisible": (_la_forme, _dit("Écrivez le mois comme 2027-03.")),
    "jour_illisible": (_la_forme, _dit("Écrivez le jour comme 2026-10-05.")),
    "jour_hors_bornes": (_dit("un jour de 2000 à 2099"), _dit("Vérifiez l’année.")),
    "siren_faux": (_dit("9 chiffres dont le dernier est la clé"), _dit("Recopiez le SIREN de votre entreprise.")),
    "nru_faux": (_dit("un NRU, dont le dernier caractère est la clé"), _dit("Recopiez le NRU de l’attestation.")),
    "cle_du_client": (_la_forme, _le_defaut),
    "nom_de_piece": (
        _dit("50 caractères au plus, sans accent ni caractère spécial, finissant par .pdf, .jpeg, .jpg ou .png"),
        _dit("Renommez le fichier, dans l’archive et ici."),
    ),
}
TROP_DE_NOMS = "Retirez les champs que le format ne connaît pas."
DOUBLE = ("un champ écrit une seule fois", "Gardez une seule des valeurs.")


def traduire(erreur: ValidationError, modele: type[BaseModel]) -> tuple[Erreur, ...]:
    """Every error, in the order of the fields."""
    return tuple(_une(details, modele) for details in erreur.errors(include_url=False))


def _une(details: Any, modele: type[BaseModel]) -> Erreur:
    loc: tuple[int | str, ...] = details["loc"]
    trouve = "rien" if details["type"] == "missing" else montrer(details["input"])
    proche, info = _champ(loc, modele)
    contexte = _Contexte(
        champ=propre(str(loc[-1]) if loc else ""),
        trouve=details["input"],
        forme=forme_de(info) if info else "",
        noms=tuple(proche.model_fields),
        details=details.get("ctx", {}),
    )
    attendu, remede = MESSAGES[details["type"]]
    return Erreur(chemin(loc), trouve, attendu(contexte), remede(contexte))


def _champ(loc: tuple[int | str, ...], modele: type[BaseModel]) -> tuple[type[BaseModel], FieldInfo | None]:
    """The model that holds the last name of the path, and its field when it knows it."""
    info = None
    for rang, nom in enumerate(loc):
        if isinstance(nom, int):
            continue
        info = modele.model_fields.get(nom)
        suivant = _modele_de(info.annotation) if info else None
        if suivant is None or rang == len(loc) - 1:
            break
        modele = suivant
    return modele, info


def _modele_de(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((modele for sous in get_args(annotation) if (modele := _modele_de(sous))), None)


def forme_de(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra["x-forme"]) if isinstance(extra, dict) else ""


def chemin(loc: tuple[int | str, ...]) -> str:
    """lignes[0].montant_ht"""
    ecrit = ""
    for nom in loc:
        ecrit += f"[{nom}]" if isinstance(nom, int) else f".{propre(nom)}" if ecrit else propre(nom)
    return ecrit[:TROUVE_AU_PLUS]


def montrer(valeur: Any) -> str:
    """A value as the file wrote it, short enough to be read."""
    if valeur is None or isinstance(valeur, bool):
        return {None: "null", True: "true", False: "false"}[valeur]
    if isinstance(valeur, dict):
        return f"un objet de {len(valeur)} champ{'s' if len(valeur) > 1 else ''}"
    if isinstance(valeur, list):
        return f"une liste de {len(valeur)} élément{'s' if len(valeur) > 1 else ''}"
    if isinstance(valeur, NombreIllisible):
        return _court(valeur.ecrit)
    if isinstance(valeur, str):
        return f"« {_court(propre(valeur))} »" if valeur else "un texte vide"
    return _court(str(valeur))


def _court(texte: str) -> str:
    return texte if len(texte) <= TROUVE_AU_PLUS else f"{texte[:TROUVE_AU_PLUS]}…"


def propre(texte: str) -> str:
    """Without what a database or a terminal would not take: NUL and controls, halves of a character."""
    return _IMPROPRES.sub(_DE_REMPLACEMENT, texte)
