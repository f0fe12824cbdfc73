"""Version 1.0 of « demande de solde »: the balance of orders whose advance is validated (decision 0056)."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, field_validator
from pydantic_core import PydanticCustomError

from financement.formats.modeles import EXEMPLE, VERSION, EnTete, SignatureLue, Stricte, champ
from financement.formats.types import Code, Jour, Montant, Nom, NomDePiece, Numero, Taux, Texte200
from financement.regles.commande.faits import Signature
from financement.regles.solde.faits import Declaration
from segur.noyau.annuaires import identifiants

FORMAT: Literal["demande-de-solde"] = "demande-de-solde"
FONCTIONS_AU_PLUS = 20
JOUR = "jour AAAA-MM-JJ"
OUI_OU_NON = "true, false ou null"
PIECE = "nom d’un fichier PDF, JPEG ou PNG"


def cle_du_client(valeur: str) -> str:
    """The RPPS or the FINESS as the rules write it."""
    numero = identifiants.canonique(valeur)
    rpps = len(numero) == identifiants.CHIFFRES_RPPS
    if defaut := identifiants.defaut_rpps(numero) if rpps else identifiants.defaut_finess(numero):
        raise PydanticCustomError("cle_du_client", "{defaut}", {"defaut": defaut})
    return numero


class PiecesDeSoldeV1(Stricte):
    """Noms des fichiers du solde dans l’archive ZIP jointe au dépôt. Le simulateur s’en passe."""

    va: NomDePiece | None = champ("Vérification d’aptitude signée", PIECE, "VA-001.pdf", regles="SOL-04", default=None)
    facture: NomDePiece | None = champ("Copie de la facture", PIECE, "F-001.pdf", regles="SOL-04", default=None)
    attestation: NomDePiece | None = champ(
        "Attestation de fin de prestation", PIECE, None, regles="SOL-02 REA-02", default=None
    )
    autre: NomDePiece | None = champ("Autre pièce", PIECE, None, default=None)


class SoldeV1(Stricte):
    """Le solde d’une commande, tel que la VA et la facture le portent."""

    reference: Numero = champ(
        "Numéro du bon de commande financé",
        "1 à 50 caractères, unique dans le fichier",
        "BC-2026-001",
        regles="SOL-01 REA-03",
    )
    cle: Code = champ(
        "RPPS ou FINESS du client",
        "RPPS de 11 chiffres, ou FINESS de 9 caractères ; celui de la commande, unique dans le fichier",
        "99000000028",
        regles="SOL-01",
    )
    achevee_le: Jour = champ(
        "Date d’achèvement de la prestation", JOUR, EXEMPLE["achevee_le"].isoformat(), regles="REA-01 SOL-01 PIL-F06"
    )
    va_signee_le: Jour = champ(
        "Date de signature de la VA", JOUR, EXEMPLE["va_signee_le"].isoformat(), regles="PIL-F09 SOL-06 REA-11"
    )
    va_signature: SignatureLue = champ("Signature de la VA", "une des valeurs de la liste", "psc", regles="REA-11")
    va_signataire: Texte200 = champ(
        "Signataire de la VA", "200 caractères au plus", "Camille Durand", regles="REA-11", default=""
    )
    va_signataire_habilite: StrictBool | None = champ(
        "Le signataire représente le client", OUI_OU_NON, True, regles="REA-11", default=None
    )
    fonctions: Annotated[
        list[
            Literal[
                "authentification",
                "ins",
                "mssante_pro",
                "mssante_patient",
                "mssante_reception",
                "mes_envoi",
                "mes_consultation",
                "cda",
                "ordonnance",
            ]
        ],
        Field(max_length=FONCTIONS_AU_PLUS),
    ] = champ(
        "Fonctions clés que la VA atteste",
        "liste de codes",
        ["authentification", "ins"],
        regles="REA-10 SOL-08",
        default=[],
    )
    conforme_au_bon: StrictBool | None = champ(
        "La VA atteste une prestation finalisée, conforme au bon",
        OUI_OU_NON,
        True,
        regles="SOL-06 SOL-08",
        default=None,
    )
    facture_numero: Numero = champ("Numéro de la facture", "1 à 50 caractères", "F-2027-001", regles="REA-30")
    facture_du: Jour = champ("Date de la facture", JOUR, EXEMPLE["facture_du"].isoformat(), regles="REA-30")
    facture_client: Nom = champ(
        "Nom du client sur la facture", "1 à 200 caractères", "Cabinet du docteur Blanchard", regles="REA-30"
    )
    facture_ht: Montant = champ(
        "Montant hors taxes de la facture",
        "euros, point décimal, 2 décimales au plus",
        "376.25",
        regles="REA-20 REA-30",
    )
    facture_ttc: Montant | None = champ(
        "Montant toutes taxes comprises de la facture",
        "euros, point décimal, 2 décimales au plus ; null sans TVA",
        "451.50",
        regles="REA-30",
        default=None,
    )
    taux_tva: Taux | None = champ(
        "Taux de TVA de la facture",
        "pour cent, 2 décimales au plus ; null sans TVA",
        "20",
        regles="TVA-04",
        default=None,
    )
    facture_unique: StrictBool | None = champ(
        "Une seule facture porte toute la prestation principale",
        OUI_OU_NON,
        True,
        regles="REA-30 HOP-08",
        default=None,
    )
    surcout: StrictBool | None = champ(
        "Un surcoût a été demandé au client", OUI_OU_NON, False, regles="REA-20", default=None
    )
    pieces: PiecesDeSoldeV1 = champ(
        "Pièces", "objet : nature de la pièce, nom du fichier", {}, default=PiecesDeSoldeV1()
    )

    _cle_du_client = field_validator("cle", mode="after")(cle_du_client)

    @property
    def declaration(self) -> Declaration:
        valeurs: dict[str, Any] = {nom: getattr(self, nom) for nom in DE_LA_DECLARATION}
        return Declaration(va_signature=Signature(self.va_signature), fonctions=frozenset(self.fonctions), **valeurs)

    @property
    def noms_des_pieces(self) -> dict[str, str]:
        """By nature, those that are named."""
        return {nature: nom for nature, nom in self.pieces if nom}


DE_LA_DECLARATION = tuple(nom for nom in SoldeV1.model_fields if nom not in ("va_signature", "fonctions", "pieces"))


class EnTeteDeSolde(EnTete):
    """Ce qui vaut pour toutes les demandes de solde du fichier."""

    format: Literal["demande-de-solde"] = champ(  # type: ignore[assignment]
        "Format", "toujours « demande-de-solde »", FORMAT
    )
    version: Literal["1.0"] = champ("Version du format", "toujours « 1.0 »", VERSION)


class DemandeDeSoldeV1(EnTeteDeSolde):
    """Demande de versement du solde."""

    soldes: list[SoldeV1] = champ("Demandes de solde", "liste d’une demande de solde au moins", [], min_length=1)
