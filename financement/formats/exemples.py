"""The example of each format, without a fault: what a supplier copies."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from financement.formats.ecriture import ecrire, en_commande, en_entete, en_objet
from financement.formats.modeles import EXEMPLE
from financement.formats.registre import AVANCE, SECONDAIRE, SOLDE, Format
from financement.regles.baremes import plafond
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from financement.regles.demande_secondaire.faits import Declaration as DeclarationSecondaire
from financement.regles.demande_secondaire.faits import NiveauFacture
from financement.regles.solde.faits import Declaration
from financement.regles.solde.parametres import fonctions_connues

LGC = "MDV-LGC-Va2"
UN, DEMI = Decimal(1), Decimal("0.5")


def exemple(format: Format = AVANCE) -> bytes:
    """A doctor and a structure, at the amounts of the price list of the LGC."""
    entete = en_entete(dispositif=LGC, siren="732829320", format=format)
    return ecrire(entete, EXEMPLES[format.nature]())


def _commandes() -> list[dict[str, Any]]:
    pieces = {"bon": "BC-2026-001.pdf", "aides": "BC-2026-001-aides.pdf"}
    return [en_commande(_d_un_medecin(), pieces), en_commande(_d_une_structure(), {"bon": "BC-2026-002.pdf"})]


def _soldes() -> list[dict[str, Any]]:
    """Of the same orders, once done."""
    bons = (_d_un_medecin(), _d_une_structure())
    pieces = ({"va": f"VA-{rang}.pdf", "facture": f"F-{rang}.pdf"} for rang in ("001", "002"))
    return [en_objet(_solde_de(bon), noms, SOLDE) for bon, noms in zip(bons, pieces, strict=True)]


def _secondaires() -> list[dict[str, Any]]:
    """Of the same orders, once their journals are sent: one at a part of the level, the other at the whole of it."""
    niveaux = ((_d_un_medecin(), NiveauFacture.PARTIEL, DEMI), (_d_une_structure(), NiveauFacture.ENTIER, UN))
    pieces = ({"facture": f"FS-{rang}.pdf"} for rang in ("001", "002"))
    return [en_objet(_secondaire_de(*n), noms, SECONDAIRE) for n, noms in zip(niveaux, pieces, strict=True)]


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


def _plafond(client: Client, prestation: Prestation, *, taxe: bool, perf: Decimal = UN) -> Decimal:
    lu = plafond(
        dispositif=LGC,
        prestation=prestation,
        client=client,
        tranche="A",
        taux=Decimal(20),
        assujetti=taxe,
        jour=EXEMPLE["emis_le"],
        perf=perf,
    )
    if lu is None:
        raise LookupError(f"Aucun plafond pour {client}, {prestation}.")
    return lu.montant


def _solde_de(bon: Bon) -> Declaration:
    principale, *_ = bon.lignes
    return Declaration(
        reference=bon.reference,
        cle=bon.cle,
        achevee_le=EXEMPLE["achevee_le"],
        va_signee_le=EXEMPLE["va_signee_le"],
        va_signature=bon.signature,
        va_signataire=bon.signataire,
        va_signataire_habilite=True,
        fonctions=frozenset(fonctions_connues()),
        conforme_au_bon=True,
        facture_numero=bon.reference.replace("BC", "F"),
        facture_du=EXEMPLE["facture_du"],
        facture_client=bon.nom,
        facture_ht=principale.montant_ht,
        facture_ttc=principale.montant_ttc,
        taux_tva=bon.taux_tva,
        facture_unique=True,
        surcout=False,
    )


def _secondaire_de(bon: Bon, niveau: NiveauFacture, perf: Decimal) -> DeclarationSecondaire:
    ht, ttc = (_plafond(bon.client, Prestation.SECONDAIRE, taxe=taxe, perf=perf) for taxe in (False, True))
    return DeclarationSecondaire(
        reference=bon.reference,
        cle=bon.cle,
        periode_du=EXEMPLE["premier_mois"],
        periode_au=EXEMPLE["periode_au"],
        facture_numero=bon.reference.replace("BC", "FS"),
        facture_du=EXEMPLE["facture_secondaire_du"],
        facture_client=bon.nom,
        facture_niveau=niveau,
        facture_ht=ht,
        facture_ttc=ttc,
        taux_tva=bon.taux_tva,
        surcout=False,
    )


EXEMPLES: Mapping[str, Callable[[], list[dict[str, Any]]]] = {
    AVANCE.nature: _commandes,
    SOLDE.nature: _soldes,
    SECONDAIRE.nature: _secondaires,
}
