"""Version 1.0 of « demande d’avance »: the words of the rules are those of the file, so that a finding names its field.

The agency's own names are not published (decision 0048). Each field says its format in words and which rules read it.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StrictBool, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from financement.formats.types import Code, Jour, Montant, Nom, NomDePiece, Nru, Numero, Siren, Taux, Texte50, Texte200
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from financement.regles.lecture import fichier
from segur.noyau.annuaires import identifiants

FORMAT: Literal["demande-d-avance"] = "demande-d-avance"
VERSION: Literal["1.0"] = "1.0"
LIGNES_AU_PLUS = 20
PATIENTS_AU_PLUS = 100_000
SignatureLue = Literal["manuscrite", "cpx", "psc", "rgs", "eidas_simple", "eidas_avancee", "eidas_qualifiee", "aucune"]
EXEMPLE = fichier("format.toml")
"""The days that examples bear."""


def champ(titre: str, forme: str, exemple: Any, *, regles: str = "", aide: str = "", **options: Any) -> Any:
    """`forme`: what is expected, as people read it; `regles`: ids of the rules that read the field."""
    suite = {"x-forme": forme, "x-regles": regles.split()}
    return Field(title=titre, description=aide or None, examples=[exemple], json_schema_extra=suite, **options)  # type: ignore[arg-type]


class Stricte(BaseModel):
    """Nothing unknown is let through, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class LigneV1(Stricte):
    """Une ligne du bon de commande."""

    prestation: Literal["principale_vague_2", "principale_vague_1_et_2", "secondaire", "autre"] = champ(
        "Prestation", "une des valeurs de la liste", "principale_vague_2", regles="CMD-30 CMD-33 ELI-08"
    )
    libelle: Texte200 = champ(
        "Libellé",
        "200 caractères au plus, tel qu’écrit sur le bon",
        "Prestation principale Vague 2",
        regles="CMD-30",
        default="",
    )
    montant_ht: Montant = champ(
        "Montant hors taxes",
        "euros, point décimal, 2 décimales au plus",
        "376.25",
        regles="CMD-30 CMD-31 CMD-34 PRIX-01 PRIX-02",
    )
    montant_ttc: Montant | None = champ(
        "Montant toutes taxes comprises",
        "euros, point décimal, 2 décimales au plus ; null sans TVA",
        "451.50",
        regles="CMD-31 CMD-34 PRIX-01 TVA-01 TVA-03 TVA-04",
        default=None,
    )


class PiecesV1(Stricte):
    """Noms des fichiers de la commande dans l’archive ZIP jointe au dépôt. Le simulateur s’en passe."""

    bon: NomDePiece | None = champ(
        "Bon de commande signé", "nom d’un fichier PDF, JPEG ou PNG", "BC-2026-001.pdf", regles="AV-03", default=None
    )
    aides: NomDePiece | None = champ(
        "Déclaration des aides de minimis",
        "nom d’un fichier PDF, JPEG ou PNG",
        "BC-2026-001-aides.pdf",
        regles="PRIX-04",
        default=None,
    )
    autre: NomDePiece | None = champ("Autre pièce", "nom d’un fichier PDF, JPEG ou PNG", None, default=None)


class CommandeV1(Stricte):
    """Une commande, telle que le bon signé la porte."""

    reference: Numero = champ(
        "Numéro du bon de commande", "1 à 50 caractères, unique dans le fichier", "BC-2026-001", regles="CMD-01"
    )
    client: Literal["medecin", "structure", "etablissement"] = champ(
        "Nature du client", "une des valeurs de la liste", "medecin", regles="ELI-04 ELI-05 REM-03"
    )
    cle: Code = champ(
        "RPPS ou FINESS du client",
        "RPPS de 11 chiffres pour un médecin, FINESS géographique de 9 caractères sinon ; unique dans le fichier",
        "10003123451",
        regles="ELI-04 ELI-05 ELI-07 ELI-08 ELI-09 ELI-10",
    )
    nom: Nom = champ("Nom du client", "1 à 200 caractères", "Cabinet du docteur Durand", regles="CMD-01")
    emis_le: Jour = champ("Date d’émission", "jour AAAA-MM-JJ", EXEMPLE["emis_le"].isoformat(), regles="CMD-02")
    signe_le: Jour = champ(
        "Date de signature", "jour AAAA-MM-JJ", EXEMPLE["signe_le"].isoformat(), regles="CMD-01 CMD-03 CMD-04 CMD-05"
    )
    taux_tva: Taux | None = champ(
        "Taux de TVA",
        "pour cent, 2 décimales au plus ; null sans TVA",
        "20",
        regles="CMD-35 TVA-01 TVA-02 TVA-03 TVA-04",
        default=None,
    )
    lignes: Annotated[list[LigneV1], Field(min_length=1, max_length=LIGNES_AU_PLUS), Strict()] = champ(
        "Lignes du bon", "liste de 1 à 20 lignes", [], regles="CMD-30 CMD-31 CMD-33 CMD-34"
    )
    signature: SignatureLue = champ("Signature du client", "une des valeurs de la liste", "psc", regles="CMD-41")
    signataire: Texte200 = champ("Signataire", "200 caractères au plus", "Camille Durand", regles="CMD-41", default="")
    signataire_habilite: StrictBool | None = champ(
        "Le signataire peut engager le client", "true, false ou null", True, regles="CMD-41", default=None
    )
    version: Texte50 = champ("Version à installer", "50 caractères au plus", "5.0", regles="CMD-22", default="")
    version_installee: Texte50 = champ(
        "Version installée chez le client",
        "50 caractères au plus ; vide s’il n’en a pas",
        "4.2",
        regles="CMD-20 CMD-21",
        default="",
    )
    mise_a_jour_payante: StrictBool = champ(
        "Mise à jour préalable payante imposée", "true ou false", False, regles="CMD-20", default=False
    )
    mention_etat: StrictBool | None = champ(
        "Mention du financement par l’État", "true, false ou null", True, regles="CMD-32", default=None
    )
    mention_conditionnelle: StrictBool | None = champ(
        "Mention du bon conditionné au référencement", "true, false ou null", True, regles="CMD-06", default=None
    )
    conditionne: StrictBool | None = champ(
        "Commande conditionnée à un autre achat ou engagement",
        "true, false ou null",
        False,
        regles="CMD-10",
        default=None,
    )
    vague_1_autofinancee: StrictBool | None = champ(
        "Le client a payé lui-même la mise à jour de la vague 1",
        "true, false ou null",
        False,
        regles="ELI-08",
        default=None,
    )
    patients_mt: Annotated[int, Strict(), Field(ge=0, le=PATIENTS_AU_PLUS)] | None = champ(
        "Patients ayant déclaré ce médecin traitant", "nombre entier ou null", 320, regles="REM-04", default=None
    )
    formalites_organisation: StrictBool | None = champ(
        "La structure s’engage sur les formalités du certificat d’organisation",
        "true, false ou null",
        None,
        regles="CMD-40",
        default=None,
    )
    aides_de_minimis: Montant | None = champ(
        "Aides de minimis déclarées par le client",
        "euros, point décimal, 2 décimales au plus, ou null",
        "0.00",
        regles="PRIX-04",
        default=None,
    )
    aides_declarees_le: Jour | None = champ(
        "Date de la déclaration des aides",
        "jour AAAA-MM-JJ ou null",
        EXEMPLE["signe_le"].isoformat(),
        regles="PRIX-04",
        default=None,
    )
    pieces: PiecesV1 = champ("Pièces", "objet : nature de la pièce, nom du fichier", {}, default=PiecesV1())

    @field_validator("cle", mode="after")
    @classmethod
    def _cle_du_client(cls, valeur: str, infos: ValidationInfo) -> str:
        """Skipped when the kind of client is itself wrong: one cause is told once."""
        if "client" not in infos.data:
            return valeur
        numero = identifiants.canonique(valeur)
        medecin = infos.data["client"] == Client.MEDECIN
        if defaut := identifiants.defaut_rpps(numero) if medecin else identifiants.defaut_finess(numero):
            raise PydanticCustomError("cle_du_client", "{defaut}", {"defaut": defaut})
        return numero

    @property
    def bon(self) -> Bon:
        valeurs = {nom: getattr(self, nom) for nom in DU_BON}
        lignes = tuple(
            Ligne(Prestation(ligne.prestation), ligne.libelle, ligne.montant_ht, ligne.montant_ttc)
            for ligne in self.lignes
        )
        return Bon(client=Client(self.client), signature=Signature(self.signature), lignes=lignes, **valeurs)

    @property
    def noms_des_pieces(self) -> dict[str, str]:
        """By nature, those that are named."""
        return {nature: nom for nature, nom in self.pieces if nom}


DU_BON = tuple(nom for nom in CommandeV1.model_fields if nom not in ("client", "signature", "lignes", "pieces"))


class EnTete(Stricte):
    """Ce qui vaut pour toutes les commandes du fichier."""

    format: Literal["demande-d-avance"] = champ("Format", "toujours « demande-d-avance »", FORMAT)
    version: Literal["1.0"] = champ("Version du format", "toujours « 1.0 »", VERSION)
    dispositif: Code = champ("Dispositif", "code du dispositif", "MDV-LGC-Va2", regles="ELI-01")
    siren: Siren = champ("SIREN du fournisseur", "9 chiffres", "732829320", regles="ELI-01")
    nru: Nru | None = champ(
        "NRU de la solution",
        "numéro unique de référencement, ou null avant le référencement",
        None,
        regles="AV-01 RET-01",
        default=None,
    )


class DemandeV1(EnTete):
    """Demande de financement et d’avance."""

    commandes: list[CommandeV1] = champ("Commandes", "liste d’une commande au moins", [], min_length=1)
