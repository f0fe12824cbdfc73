"""Files written in the format: blank, example, and what the simulator gives back once corrected."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from financement.formats.erreurs import propre
from financement.formats.modeles import EXEMPLE, FORMAT, VERSION, CommandeV1, EnTete, LigneV1
from financement.formats.types import NombreIllisible
from financement.regles.baremes import plafond
from financement.regles.commande.donnees import en_donnees
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature

LGC = "MDV-LGC-Va2"
PROFONDEUR = 6
TROP_PROFOND = "…"


def en_entete(*, dispositif: str, siren: str, nru: str | None = None) -> EnTete:
    """Raises ValidationError when a value could not be read back."""
    return EnTete(format=FORMAT, version=VERSION, dispositif=dispositif, siren=siren, nru=nru)


def en_commande(bon: Bon, pieces: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The order as the file holds it."""
    return en_donnees(bon) | {"pieces": dict(pieces or {})}


def ecrire(entete: EnTete, commandes: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8, one order a line: a file of 50 000 orders stays readable by tools that go line by line."""
    debut = json.dumps(entete.model_dump(), ensure_ascii=False, indent=2).removesuffix("\n}")
    lignes = ",\n".join(f"    {_en_ligne(commande)}" for commande in commandes)
    return f'{debut},\n  "commandes": [\n{lignes}\n  ]\n}}\n'.encode()


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


def vierge(entete: EnTete | None = None) -> bytes:
    """Every field, nothing filled but what is known already: the names are read there."""
    debut = entete.model_dump() if entete else {"format": FORMAT, "version": VERSION} | _vide(EnTete, sauf=2)
    racine = debut | {"commandes": [_vide(CommandeV1) | {"lignes": [_vide(LigneV1), _vide(LigneV1)]}]}
    return (json.dumps(racine, ensure_ascii=False, indent=2) + "\n").encode()


def _vide(modele: type[BaseModel], *, sauf: int = 0) -> dict[str, Any]:
    return {nom: _defaut(info) for nom, info in list(modele.model_fields.items())[sauf:]}


def _defaut(info: FieldInfo) -> Any:
    defaut = "" if info.is_required() else info.default
    return defaut.model_dump() if isinstance(defaut, BaseModel) else defaut


def exemple() -> bytes:
    """A doctor and a structure, at the amounts of the price list of the LGC."""
    entete = en_entete(dispositif=LGC, siren="732829320")
    pieces = {"bon": "BC-2026-001.pdf", "aides": "BC-2026-001-aides.pdf"}
    return ecrire(
        entete, [en_commande(_d_un_medecin(), pieces), en_commande(_d_une_structure(), {"bon": "BC-2026-002.pdf"})]
    )


def _d_un_medecin() -> Bon:
    return Bon(
        reference="BC-2026-001",
        client=Client.MEDECIN,
        cle="99000000028",
        nom="Cabinet du docteur Blanchard",
        emis_le=EXEMPLE["emis_le"],
        signe_le=EXEMPLE["signe_le"],
        taux_tva=Decimal(20),
        lignes=_aux_plafonds(Client.MEDECIN),
        signature=Signature.PSC,
        signataire="Anne Blanchard",
        signataire_habilite=True,
        version="5.0",
        version_installee="4.2",
        mention_etat=True,
        mention_conditionnelle=True,
        conditionne=False,
        vague_1_autofinancee=False,
        patients_mt=320,
        aides_de_minimis=Decimal("0.00"),
        aides_declarees_le=EXEMPLE["signe_le"],
    )


def _d_une_structure() -> Bon:
    return Bon(
        reference="BC-2026-002",
        client=Client.STRUCTURE,
        cle="059000000",
        nom="Maison de santé Germain",
        emis_le=EXEMPLE["structure_emis_le"],
        signe_le=EXEMPLE["structure_signe_le"],
        taux_tva=Decimal(20),
        lignes=_aux_plafonds(Client.STRUCTURE),
        signature=Signature.MANUSCRITE,
        signataire="Dominique Martin",
        signataire_habilite=True,
        version="5.0",
        mention_etat=True,
        mention_conditionnelle=True,
        conditionne=False,
        vague_1_autofinancee=False,
        formalites_organisation=True,
    )


def _aux_plafonds(client: Client) -> tuple[Ligne, ...]:
    """The two lines of a LGC order, as the price list has them at 20 %; tranche A for a structure."""
    libelles = {Prestation.VAGUE_2: "Prestation principale Vague 2", Prestation.SECONDAIRE: "Prestation secondaire"}
    return tuple(
        Ligne(prestation, libelle, _plafond(client, prestation, taxe=False), _plafond(client, prestation, taxe=True))
        for prestation, libelle in libelles.items()
    )


def _plafond(client: Client, prestation: Prestation, *, taxe: bool) -> Decimal:
    lu = plafond(
        dispositif=LGC,
        prestation=prestation,
        client=client,
        tranche="A",
        taux=Decimal(20),
        assujetti=taxe,
        jour=EXEMPLE["emis_le"],
        perf=Decimal(1),
    )
    if lu is None:
        raise LookupError(f"Aucun plafond pour {client}, {prestation}.")
    return lu.montant
