"""The format told from its models: nothing here is written twice."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from financement.formats.erreurs import forme_de
from financement.formats.registre import AVANCE, Format
from financement.regles.solde.parametres import fonctions_connues


@dataclass(frozen=True, slots=True)
class ChampDecrit:
    """One field. `valeurs`: the only ones accepted and their labels, when listed; `regles`: ids of the rules."""

    nom: str
    titre: str
    forme: str
    obligatoire: bool
    exemple: str
    valeurs: tuple[tuple[str, str], ...]
    regles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjetDecrit:
    titre: str
    prefixe: str
    champs: tuple[ChampDecrit, ...]


LIBELLES_DES_VALEURS = {
    "medecin": "Médecin libéral (RPPS)",
    "structure": "Structure (FINESS géographique)",
    "etablissement": "Établissement de santé (FINESS)",
    "principale_vague_2": "Prestation principale Vague 2",
    "principale_vague_1_et_2": "Prestation principale Vague 1 + Vague 2",
    "secondaire": "Prestation secondaire",
    "autre": "Autre prestation",
    "manuscrite": "Manuscrite",
    "cpx": "Électronique, par carte CPx",
    "psc": "Électronique, par Pro Santé Connect",
    "rgs": "Électronique, certificat logiciel RGS une étoile",
    "eidas_simple": "Électronique, eIDAS simple",
    "eidas_avancee": "Électronique, eIDAS avancée",
    "eidas_qualifiee": "Électronique, eIDAS qualifiée",
    "aucune": "Aucune",
    "entier": "Niveau entier (PERF = 1)",
    "partiel": "Niveau partiel (PERF = 0,5)",
    **fonctions_connues(),
}


def schema(format: Format = AVANCE) -> dict[str, Any]:
    """JSON Schema 2020-12 of the whole file."""
    adresse = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return adresse | format.racine.model_json_schema()


def decrire(format: Format = AVANCE) -> tuple[ObjetDecrit, ...]:
    return tuple(ObjetDecrit(titre, prefixe, tuple(_champs(modele))) for titre, prefixe, modele in format.objets)


def libelles(format: Format = AVANCE) -> dict[str, str]:
    """Title of each field of a line and of what it holds, by its name; its own come before."""
    _, *des_lignes = (modele for _, _, modele in format.objets)
    return {nom: str(info.title) for modele in reversed(des_lignes) for nom, info in modele.model_fields.items()}


def _champs(modele: type[BaseModel]) -> Iterator[ChampDecrit]:
    for nom, info in modele.model_fields.items():
        yield ChampDecrit(
            nom=nom,
            titre=str(info.title),
            forme=forme_de(info),
            obligatoire=info.is_required(),
            exemple=_exemple(info),
            valeurs=tuple((valeur, LIBELLES_DES_VALEURS.get(valeur, "")) for valeur in valeurs_de(info)),
            regles=regles_de(info),
        )


def _exemple(info: FieldInfo) -> str:
    (exemple,) = info.examples or [None]
    if isinstance(exemple, bool):
        return "true" if exemple else "false"
    if isinstance(exemple, list):
        return json.dumps(exemple) if exemple else ""
    return "" if exemple in (None, {}) else str(exemple)


def valeurs_de(info: FieldInfo) -> tuple[str, ...]:
    """Of the field, or of what its list holds."""
    annotation = info.annotation
    if get_origin(annotation) is list:
        (annotation,) = get_args(annotation)
    return tuple(valeur for valeur in get_args(annotation) if isinstance(valeur, str))


def genre_de(info: FieldInfo) -> Any:
    """What the field holds, null aside: bool, int, date, Decimal, str…"""
    seul, *_ = [sous for sous in get_args(info.annotation) if sous is not NoneType] or [info.annotation]
    return get_args(seul)[0] if get_origin(seul) is Annotated else seul


def regles_de(info: FieldInfo) -> tuple[str, ...]:
    extra = info.json_schema_extra
    return tuple(map(str, extra["x-regles"])) if isinstance(extra, dict) else ()  # type: ignore[arg-type]
