"""Version 1.0 of « demande de prestation secondaire »: what is paid on the level of the journal (decision 0068)."""

from typing import Any, Literal

from pydantic import StrictBool, field_validator

from financement.formats.modeles import EXEMPLE, VERSION, EnTete, Stricte, champ
from financement.formats.modeles_du_solde import JOUR, OUI_OU_NON, PIECE, cle_du_client
from financement.formats.types import Code, Jour, Montant, Nom, NomDePiece, Numero, Taux
from financement.regles.demande_secondaire.faits import Declaration, NiveauFacture

FORMAT: Literal["demande-de-prestation-secondaire"] = "demande-de-prestation-secondaire"


class PiecesDeSecondaireV1(Stricte):
    """Noms des fichiers dans l’archive ZIP jointe au dépôt. Le journal est celui qui est transmis par le portail."""

    facture: NomDePiece | None = champ("Copie de la facture", PIECE, "FS-001.pdf", regles="SEC-13", default=None)
    journal: NomDePiece | None = champ("Éléments du journal", PIECE, None, regles="SEC-08", default=None)
    autre: NomDePiece | None = champ("Autre pièce", PIECE, None, default=None)


class SecondaireV1(Stricte):
    """La prestation secondaire d’une commande, telle que le journal et la facture la portent."""

    reference: Numero = champ(
        "Numéro du bon de commande financé",
        "1 à 50 caractères, unique dans le fichier",
        "BC-2026-001",
        regles="SEC-06 SEC-09 SEC-12 SEC-13 SEC-14 REA-03",
    )
    cle: Code = champ(
        "RPPS ou FINESS du client",
        "RPPS de 11 chiffres, ou FINESS de 9 caractères ; celui de la commande, unique dans le fichier",
        "99000000028",
        regles="SEC-12",
    )
    periode_du: Jour = champ(
        "Début de la période du journal", JOUR, EXEMPLE["premier_mois"].isoformat(), regles="SEC-13"
    )
    periode_au: Jour = champ("Fin de la période du journal", JOUR, EXEMPLE["periode_au"].isoformat(), regles="SEC-13")
    facture_numero: Numero = champ("Numéro de la facture", "1 à 50 caractères", "FS-2028-001", regles="SEC-11")
    facture_du: Jour = champ("Date de la facture", JOUR, EXEMPLE["facture_secondaire_du"].isoformat(), regles="SEC-11")
    facture_client: Nom = champ(
        "Nom du client sur la facture", "1 à 200 caractères", "Cabinet du docteur Blanchard", regles="SEC-11"
    )
    facture_niveau: Literal["entier", "partiel"] = champ(
        "Niveau de performance porté par la facture", "une des valeurs de la liste", "partiel", regles="SEC-11"
    )
    facture_ht: Montant = champ(
        "Montant hors taxes de la facture",
        "euros, point décimal, 2 décimales au plus",
        "52.08",
        regles="SEC-10 SEC-11 CALC-03",
    )
    facture_ttc: Montant | None = champ(
        "Montant toutes taxes comprises de la facture",
        "euros, point décimal, 2 décimales au plus ; null sans TVA",
        "62.50",
        regles="SEC-10 SEC-11",
        default=None,
    )
    taux_tva: Taux | None = champ(
        "Taux de TVA de la facture",
        "pour cent, 2 décimales au plus ; null sans TVA",
        "20",
        regles="TVA-04",
        default=None,
    )
    surcout: StrictBool | None = champ(
        "Un surcoût a été demandé au client", OUI_OU_NON, False, regles="SEC-10", default=None
    )
    pieces: PiecesDeSecondaireV1 = champ(
        "Pièces", "objet : nature de la pièce, nom du fichier", {}, default=PiecesDeSecondaireV1()
    )

    _cle_du_client = field_validator("cle", mode="after")(cle_du_client)

    @property
    def declaration(self) -> Declaration:
        valeurs: dict[str, Any] = {nom: getattr(self, nom) for nom in DE_LA_DECLARATION}
        return Declaration(facture_niveau=NiveauFacture(self.facture_niveau), **valeurs)

    @property
    def noms_des_pieces(self) -> dict[str, str]:
        """By nature, those that are named."""
        return {nature: nom for nature, nom in self.pieces if nom}


DE_LA_DECLARATION = tuple(nom for nom in SecondaireV1.model_fields if nom not in ("facture_niveau", "pieces"))


class EnTeteDeSecondaire(EnTete):
    """Ce qui vaut pour toutes les demandes du fichier."""

    format: Literal["demande-de-prestation-secondaire"] = champ(  # type: ignore[assignment]
        "Format", "toujours « demande-de-prestation-secondaire »", FORMAT
    )
    version: Literal["1.0"] = champ("Version du format", "toujours « 1.0 »", VERSION)


class DemandeDeSecondaireV1(EnTeteDeSecondaire):
    """Demande de versement du montant de la prestation secondaire."""

    secondaires: list[SecondaireV1] = champ(
        "Demandes de prestation secondaire", "liste d’une demande au moins", [], min_length=1
    )
