"""Version 1.0 of « journal de monitoring »: one row for one month of one client, in JSON or in CSV (decision 0061)."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from financement.formats.modeles import EXEMPLE, VERSION, EnTete, Stricte, champ
from financement.formats.types import DERNIER_JOUR, PREMIER_JOUR, Code, Numero
from financement.regles.secondaire.faits import Mois
from financement.regles.secondaire.mois import AU_PLUS
from segur.noyau.annuaires import identifiants

FORMAT: Literal["journal-de-monitoring"] = "journal-de-monitoring"
_MOIS = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MOIS_FRANCAIS = re.compile(r"(\d{2})/(\d{4})", re.ASCII)
NOMBRE = "nombre entier, 0 ou plus"


def _mois(valeur: Any) -> date:
    """AAAA-MM; MM/AAAA as spreadsheets write it."""
    texte = valeur.strip() if isinstance(valeur, str) else ""
    if lu := _MOIS.fullmatch(texte):
        annee, mois = int(lu[1]), int(lu[2])
    elif lu := _MOIS_FRANCAIS.fullmatch(texte):
        annee, mois = int(lu[2]), int(lu[1])
    else:
        raise PydanticCustomError("mois_illisible", "mois illisible")
    if not (1 <= mois <= 12 and PREMIER_JOUR.year <= annee <= DERNIER_JOUR.year):
        raise PydanticCustomError("mois_illisible", "mois illisible")
    return date(annee, mois, 1)


MoisLu = Annotated[
    date,
    BeforeValidator(_mois),
    WithJsonSchema({"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}|[0-9]{2}/[0-9]{4})$"}),
]
Nombre = Annotated[int, Strict(), Field(ge=0, le=AU_PLUS)]


class MoisV1(Stricte):
    """Un mois d’un client."""

    commande: Numero = champ("Numéro du bon de commande", "1 à 50 caractères", "BC-2026-001", regles="SEC-05")
    cle: Code = champ(
        "RPPS ou FINESS du client", "RPPS de 11 chiffres, ou FINESS de 9 caractères", "99000000028", regles="SEC-05"
    )
    mois: MoisLu = champ(
        "Mois", "mois AAAA-MM ; MM/AAAA est accepté", EXEMPLE["premier_mois"].strftime("%Y-%m"), regles="SEC-01 SEC-02"
    )
    dt: Nombre = champ("Documents devant être envoyés automatiquement (Dt)", NOMBRE, 120, regles="SEC-03 SEC-04")
    dm: Nombre = champ("Alimentations réussies (Dm)", f"{NOMBRE}, au plus Dt", 84, regles="SEC-03 SEC-04")
    t: Nombre = champ("Patients uniques reçus en consultation (T)", NOMBRE, 310, regles="SEC-03")
    tq: Nombre = champ("Dont INS qualifiée (Tq)", f"{NOMBRE}, au plus T", 280, regles="SEC-03")
    ts: Nombre = champ("Dont procédure spécifique transitoire (Ts)", f"{NOMBRE}, au plus Tq", 12, regles="SEC-03")

    @field_validator("cle", mode="after")
    @classmethod
    def _cle_du_client(cls, valeur: str) -> str:
        numero = identifiants.canonique(valeur)
        rpps = len(numero) == identifiants.CHIFFRES_RPPS
        if defaut := identifiants.defaut_rpps(numero) if rpps else identifiants.defaut_finess(numero):
            raise PydanticCustomError("cle_du_client", "{defaut}", {"defaut": defaut})
        return numero

    @property
    def valeurs(self) -> Mois:
        return Mois(self.mois, self.dt, self.dm, self.t, self.tq, self.ts)


class EnTeteDuJournal(EnTete):
    """Ce qui vaut pour tout le fichier JSON ; un fichier CSV n’en a pas."""

    format: Literal["journal-de-monitoring"] = champ(  # type: ignore[assignment]
        "Format", "toujours « journal-de-monitoring »", FORMAT
    )
    version: Literal["1.0"] = champ("Version du format", "toujours « 1.0 »", VERSION)


class JournalV1(EnTeteDuJournal):
    """Journal de monitoring des alimentations de Mon espace santé."""

    lignes: list[MoisV1] = champ("Mois", "liste d’un mois au moins", [], min_length=1)


COLONNES = tuple(MoisV1.model_fields)
ENTIERS = ("dt", "dm", "t", "tq", "ts")
