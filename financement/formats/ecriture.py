"""Files written in a format: blank, and what the simulator gives back once corrected."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from financement.formats.erreurs import propre
from financement.formats.modeles import EnTete
from financement.formats.registre import AVANCE, PAR_NOM, Format
from financement.formats.types import NombreIllisible
from financement.regles.commande.faits import Bon

PROFONDEUR = 6
TROP_PROFOND = "…"


def en_entete(*, dispositif: str, siren: str, nru: str | None = None, format: Format = AVANCE) -> EnTete:
    """Raises ValidationError when a value could not be read back."""
    lu = {"format": format.nom, "version": format.version, "dispositif": dispositif, "siren": siren, "nru": nru}
    return format.entete.model_validate(lu)


def en_commande(bon: Bon, pieces: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The order as the file holds it."""
    return en_objet(bon, pieces)


def en_objet(objet: Any, pieces: Mapping[str, str] | None = None, format: Format = AVANCE) -> dict[str, Any]:
    """What the rules judge, as the file holds it."""
    return format.en_donnees(objet) | {"pieces": dict(pieces or {})}


def ecrire(entete: EnTete, lignes: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8, one order or claim a line: a file of 50 000 stays readable by tools that go line by line."""
    debut = json.dumps(entete.model_dump(), ensure_ascii=False, indent=2).removesuffix("\n}")
    ecrites = ",\n".join(f"    {_en_ligne(ligne)}" for ligne in lignes)
    return f'{debut},\n  "{PAR_NOM[entete.format].liste}": [\n{ecrites}\n  ]\n}}\n'.encode()


def _en_ligne(commande: Mapping[str, Any]) -> str:
    return json.dumps(en_json(commande), ensure_ascii=False)


def en_json(valeur: Any, profondeur: int = PROFONDEUR) -> Any:
    """What was read, as JSON that any database takes: numbers that are no integer become texts, nothing is too deep."""
    if isinstance(valeur, str):
        return propre(valeur)
    if isinstance(valeur, Decimal | NombreIllisible):
        return valeur.ecrit[:40] if isinstance(valeur, NombreIllisible) else str(valeur)
    if not isinstance(valeur, Mapping | list):
        return valeur
    if profondeur == 0:
        return TROP_PROFOND
    if isinstance(valeur, list):
        return [en_json(element, profondeur - 1) for element in valeur]
    return {propre(nom): en_json(element, profondeur - 1) for nom, element in valeur.items()}


def vierge(entete: EnTete | None = None, format: Format = AVANCE) -> bytes:
    """Every field, nothing filled but what is known already: the names are read there."""
    if entete:
        format = PAR_NOM[entete.format]
    connu = {"format": format.nom, "version": format.version}
    debut = entete.model_dump() if entete else connu | _vide(format.entete, sauf=2)
    racine = debut | {format.liste: [_vide(format.ligne)]}
    return (json.dumps(racine, ensure_ascii=False, indent=2) + "\n").encode()


def _vide(modele: type[BaseModel], *, sauf: int = 0) -> dict[str, Any]:
    return {nom: _defaut(info) for nom, info in list(modele.model_fields.items())[sauf:]}


def _defaut(info: FieldInfo) -> Any:
    """Two empty rows where the field lists some."""
    if modele := _modele_des_lignes(info):
        return [_vide(modele), _vide(modele)]
    defaut = "" if info.is_required() else info.default
    return defaut.model_dump() if isinstance(defaut, BaseModel) else defaut


def _modele_des_lignes(info: FieldInfo) -> type[BaseModel] | None:
    if get_origin(info.annotation) is not list:
        return None
    (modele,) = get_args(info.annotation)
    return modele if isinstance(modele, type) and issubclass(modele, BaseModel) else None
