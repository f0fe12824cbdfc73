"""From `donnees/*.toml` to the database. Loading twice changes nothing; nothing is ever removed."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, ValidationError, field_validator, model_validator

from segur.noyau.dispositifs.models import (
    Amendement,
    Chapitre,
    DateAmendee,
    Dispositif,
    Profil,
    SeuilAmende,
    VersionEcheance,
    VersionSeuil,
)
from segur.noyau.dispositifs.seuils import Initiale, Seuil, Valeur, initiales
from segur.noyau.temps import instant_de_paris

M = TypeVar("M", bound=models.Model)

DOSSIER = Path(__file__).parent / "donnees" / "dispositifs"
AMENDEMENTS = Path(__file__).parent / "donnees" / "amendements.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class DonneesProfil(_Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=60)
    libelle: str = Field(min_length=1, max_length=120)
    general: bool = False


class DonneesCalendrier(_Strict):
    """What one text says. Dates are Paris wall-clock times; `non_publiees` are Dates it leaves unknown."""

    depuis: date
    texte: str = Field(min_length=1, max_length=300)
    article: str = ""
    url: str = ""
    hypothese: str = ""
    dates: dict[int, NaiveDatetime] = {}
    non_publiees: list[int] = []

    @field_validator("dates", "non_publiees")
    @classmethod
    def _dates_0_a_6(cls, valeur: Any) -> Any:
        if any(not 0 <= numero <= 6 for numero in valeur):
            raise ValueError("les échéances vont de la Date 0 à la Date 6")
        return valeur

    @property
    def numeros(self) -> list[int]:
        return [*self.dates, *self.non_publiees]


class DonneesDispositif(_Strict):
    code: str = Field(min_length=1, max_length=20)
    libelle: str = Field(min_length=1, max_length=60)
    nom_long: str = Field(min_length=1, max_length=200)
    couloir: str = Field(min_length=1, max_length=60)
    vague: int = Field(ge=1)
    prefixe_nru: str = Field(pattern=r"^[A-Z]+$", max_length=10)
    nb_pilotes: int | None = Field(default=None, ge=1)
    chapitres: list[str] = []
    profils: list[DonneesProfil]
    calendriers: list[DonneesCalendrier]

    @model_validator(mode="after")
    def _coherence(self) -> "DonneesDispositif":
        defauts = [*self._defauts_de_calendrier(), *self._defauts_de_profil()]
        if defauts:
            raise ValueError(" ; ".join(defauts))
        return self

    def _defauts_de_calendrier(self) -> list[str]:
        vues = Counter((numero, c.depuis) for c in self.calendriers for numero in c.numeros)
        doubles = [f"Date {n} donnée deux fois depuis le {jour}" for (n, jour), fois in vues.items() if fois > 1]
        absentes = sorted(set(range(7)) - {numero for numero, _ in vues})
        return doubles + [f"Date {n} absente (la mettre dans « non_publiees » si elle est inconnue)" for n in absentes]

    def _defauts_de_profil(self) -> list[str]:
        codes = Counter(profil.code for profil in self.profils)
        defauts = [f"profil « {code} » en double" for code, fois in codes.items() if fois > 1]
        if sum(profil.general for profil in self.profils) != 1:
            defauts.append("il faut exactement un profil général")
        return defauts


class DonneesAmendement(_Strict):
    """A text that amended a calendar; what it changes is what cites it."""

    titre: str = Field(min_length=1, max_length=200)
    signe_le: date
    jo_le: date | None = None
    jo_numero: str = ""
    url: str = ""
    effet: date
    hypothese: str = ""


class DonneesInvalides(ValueError):
    """Every defect of every file, each naming its file and key."""

    def __init__(self, defauts: list[str]) -> None:
        self.defauts = defauts
        super().__init__("\n".join(defauts))


@dataclass(frozen=True)
class Bilan:
    creees: int
    modifiees: int
    inchangees: int


def lire_dispositifs(dossier: Path = DOSSIER) -> list[DonneesDispositif]:
    """Reads and checks every file; DonneesInvalides with all the defects at once."""
    donnees: list[DonneesDispositif] = []
    defauts: list[str] = []
    for fichier in sorted(dossier.glob("*.toml")):
        try:
            donnees.append(DonneesDispositif.model_validate(tomllib.loads(fichier.read_text(encoding="utf-8"))))
        except tomllib.TOMLDecodeError as erreur:
            defauts.append(f"{fichier.name} : TOML illisible, {erreur}")
        except ValidationError as erreur:
            defauts += [_defaut(fichier.name, e["loc"], e["msg"]) for e in erreur.errors()]
    codes = Counter(d.code for d in donnees)
    defauts += [f"dispositif « {code} » décrit par plusieurs fichiers" for code, fois in codes.items() if fois > 1]
    if defauts:
        raise DonneesInvalides(defauts)
    return donnees


def _defaut(fichier: str, cle: tuple[int | str, ...], message: str) -> str:
    return f"{fichier} : {'.'.join(map(str, cle)) or 'ensemble'} : {message}"


@transaction.atomic
def charger_dispositifs(dossier: Path = DOSSIER) -> Bilan:
    """Writes the files into the database, all or nothing. Rows an administrator added are left alone."""
    compte: Counter[str] = Counter()
    for donnees in lire_dispositifs(dossier):
        _charger(donnees, compte)
    for seuil, initiale in initiales():
        _charger_le_seuil(seuil, initiale, compte)
    for amendement in tomllib.loads(AMENDEMENTS.read_text(encoding="utf-8"))["amendements"]:
        _charger_l_amendement(DonneesAmendement.model_validate(amendement), compte)
    return Bilan(compte["creee"], compte["modifiee"], compte["inchangee"])


def _charger(donnees: DonneesDispositif, compte: Counter[str]) -> None:
    valeurs = donnees.model_dump(include={"libelle", "nom_long", "couloir", "vague", "prefixe_nru", "nb_pilotes"})
    dispositif = _poser(Dispositif, {"code": donnees.code}, valeurs, compte)
    for ordre, profil in enumerate(donnees.profils):
        cle = {"dispositif": dispositif, "code": profil.code}
        _poser(Profil, cle, {"libelle": profil.libelle, "est_general": profil.general, "ordre": ordre}, compte)
    for ordre, titre in enumerate(donnees.chapitres):
        _poser(Chapitre, {"dispositif": dispositif, "titre": titre}, {"ordre": ordre}, compte)
    for calendrier in donnees.calendriers:
        for numero in calendrier.numeros:
            cle = {"dispositif": dispositif, "numero": numero, "depuis": calendrier.depuis}
            _poser_une_version(VersionEcheance, cle, _valeurs_d_echeance(calendrier, numero), compte)


def _valeurs_d_echeance(calendrier: DonneesCalendrier, numero: int) -> dict[str, Any]:
    local = calendrier.dates.get(numero)
    valeurs = calendrier.model_dump(include={"texte", "article", "url", "hypothese"})
    return valeurs | {"instant": local and instant_de_paris(local.date(), local.time())}


def _charger_le_seuil(seuil: Seuil, initiale: Initiale, compte: Counter[str]) -> None:
    dispositif = Dispositif.objects.filter(code=initiale.dispositif).first()
    if dispositif is None:
        return
    version = initiale.version
    reference = version.reference
    valeurs = {"texte": reference.texte, "article": reference.article, "hypothese": reference.hypothese}
    cle = {"dispositif": dispositif, "code": seuil.code, "depuis": version.depuis}
    _poser_une_version(VersionSeuil, cle, valeurs | {"url": reference.url, **_en_colonnes(version.valeur)}, compte)


def _en_colonnes(valeur: Valeur) -> dict[str, Any]:
    est_un_nombre = isinstance(valeur, Decimal)
    return {"nombre": valeur if est_un_nombre else None, "instant": None if est_un_nombre else valeur}


def _charger_l_amendement(donnees: DonneesAmendement, compte: Counter[str]) -> None:
    """Published by the portal itself: its values are in the other files, no person entered them."""
    cle = {"titre": donnees.titre, "signe_le": donnees.signe_le, "origine": Amendement.Origine.TEXTE}
    valeurs = donnees.model_dump(exclude={"titre", "signe_le"}) | {
        "statut": Amendement.Statut.PUBLIE,
        "publie_le": instant_de_paris(donnees.effet, time.min),
    }
    amendement = _poser(Amendement, cle, valeurs, compte)
    for version in _qui_le_citent(VersionEcheance, amendement):
        ligne = {"amendement": amendement, "dispositif": version.dispositif, "numero": version.numero}
        _poser(DateAmendee, ligne, _de_la_version(version, amendement) | {"instant": version.instant}, compte)
    for seuil in _qui_le_citent(VersionSeuil, amendement):
        ligne = {"amendement": amendement, "dispositif": seuil.dispositif, "code": seuil.code}
        valeur = {"nombre": seuil.nombre, "instant": seuil.instant}
        _poser(SeuilAmende, ligne, _de_la_version(seuil, amendement) | valeur, compte)


def _qui_le_citent(modele: type[M], amendement: Amendement) -> models.QuerySet[M]:
    versions = modele._default_manager.filter(texte=amendement.citation)
    versions.filter(amendement=None).update(amendement=amendement)
    return versions.filter(amendement=amendement).select_related("dispositif")


def _de_la_version(version: VersionEcheance | VersionSeuil, amendement: Amendement) -> dict[str, Any]:
    effet: date | None = None if version.depuis == amendement.effet else version.depuis
    return {"article": version.article, "hypothese": version.hypothese, "effet": effet}


def _poser_une_version(modele: type[M], cle: dict[str, Any], valeurs: dict[str, Any], compte: Counter[str]) -> None:
    """What an amendment of the portal published on that day is never edited by a file."""
    if modele._default_manager.filter(**cle, amendement__origine=Amendement.Origine.SAISIE).exists():
        compte["inchangee"] += 1
    else:
        _poser(modele, cle, valeurs, compte)


def _poser(modele: type[M], cle: dict[str, Any], valeurs: dict[str, Any], compte: Counter[str]) -> M:
    ligne, creee = modele._default_manager.get_or_create(**cle, defaults=valeurs)
    differents = {champ: valeur for champ, valeur in valeurs.items() if getattr(ligne, champ) != valeur}
    if not creee and differents:
        for champ, valeur in differents.items():
            setattr(ligne, champ, valeur)
        ligne.save(update_fields=list(differents))
    compte["creee" if creee else "modifiee" if differents else "inchangee"] += 1
    return ligne
