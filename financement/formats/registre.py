"""The formats that the portal reads and writes: what each says of itself, so that nothing else names its models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from pydantic import BaseModel

from financement.formats import modeles_de_la_secondaire as de_la_secondaire
from financement.formats import modeles_du_solde as du_solde
from financement.formats.modeles import FORMAT, VERSION, CommandeV1, DemandeV1, EnTete, LigneV1, PiecesV1
from financement.regles.commande import donnees as de_la_commande
from financement.regles.demande_secondaire import donnees as de_la_demande_secondaire
from financement.regles.solde import donnees as de_la_declaration

ObjetsDecrits = tuple[tuple[str, str, type[BaseModel]], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """`nature`: of the requests that it brings. `liste`: the field that holds the lines; `une`, `des`: their names.

    `objet`: from a line that was read, what the rules judge; `en_donnees`: the way back. `uniques`: fields that no two
    lines of a file share.
    """

    nature: str
    nom: str
    version: str
    titre: str
    liste: str
    une: str
    des: str
    entete: type[EnTete]
    ligne: type[BaseModel]
    racine: type[BaseModel]
    objets: ObjetsDecrits
    objet: Callable[[Any], Any]
    en_donnees: Callable[[Any], dict[str, Any]]
    uniques: tuple[str, ...] = ("reference", "cle")


AVANCE = Format(
    nature="avance",
    nom=FORMAT,
    version=VERSION,
    titre="Demande de financement et d’avance",
    liste="commandes",
    une="commande",
    des="commandes",
    entete=EnTete,
    ligne=CommandeV1,
    racine=DemandeV1,
    objets=(
        ("En-tête du fichier", "", EnTete),
        ("Chaque commande", "commandes[…].", CommandeV1),
        ("Chaque ligne d’une commande", "commandes[…].lignes[…].", LigneV1),
        ("Pièces d’une commande", "commandes[…].pieces.", PiecesV1),
    ),
    objet=attrgetter("bon"),
    en_donnees=de_la_commande.en_donnees,
)
SOLDE = Format(
    nature="solde",
    nom=du_solde.FORMAT,
    version=VERSION,
    titre="Demande de solde",
    liste="soldes",
    une="demande de solde",
    des="demandes de solde",
    entete=du_solde.EnTeteDeSolde,
    ligne=du_solde.SoldeV1,
    racine=du_solde.DemandeDeSoldeV1,
    objets=(
        ("En-tête du fichier", "", du_solde.EnTeteDeSolde),
        ("Chaque demande de solde", "soldes[…].", du_solde.SoldeV1),
        ("Pièces d’une demande de solde", "soldes[…].pieces.", du_solde.PiecesDeSoldeV1),
    ),
    objet=attrgetter("declaration"),
    en_donnees=de_la_declaration.en_donnees,
)
SECONDAIRE = Format(
    nature="secondaire",
    nom=de_la_secondaire.FORMAT,
    version=VERSION,
    titre="Demande de prestation secondaire",
    liste="secondaires",
    une="demande de prestation secondaire",
    des="demandes de prestation secondaire",
    entete=de_la_secondaire.EnTeteDeSecondaire,
    ligne=de_la_secondaire.SecondaireV1,
    racine=de_la_secondaire.DemandeDeSecondaireV1,
    objets=(
        ("En-tête du fichier", "", de_la_secondaire.EnTeteDeSecondaire),
        ("Chaque demande de prestation secondaire", "secondaires[…].", de_la_secondaire.SecondaireV1),
        ("Pièces d’une demande", "secondaires[…].pieces.", de_la_secondaire.PiecesDeSecondaireV1),
    ),
    objet=attrgetter("declaration"),
    en_donnees=de_la_demande_secondaire.en_donnees,
)
FORMATS: Mapping[str, Format] = {format.nature: format for format in (AVANCE, SOLDE, SECONDAIRE)}
"""By nature of the request."""
PAR_NOM: Mapping[str, Format] = {format.nom: format for format in FORMATS.values()}
