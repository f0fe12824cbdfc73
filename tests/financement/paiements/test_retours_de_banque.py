"""What banks write otherwise than we would: one line never speaks for the others, and nothing is read the wrong way."""

from decimal import Decimal

import pytest

from financement.models import Ecriture, Virement
from financement.regles.paiement import CONTREDIT
from financement.sepa.retour import CompteRendu, lire_le_retour
from segur.noyau.messagerie.models import Notification
from tests.financement.paiements.caisse import ENTETE, Caisse, compte_rendu, releve

MESSAGE = "SEGUR-LOT-12"


def statuts(corps: str, groupe: str = "<GrpSts>PART</GrpSts>", message: str = MESSAGE) -> bytes:
    debut = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>{groupe}</OrgnlGrpInfAndSts>"
    texte = f"{ENTETE.format('pain.002.001.03')}<CstmrPmtStsRpt>{debut}{corps}</CstmrPmtStsRpt></Document>"
    return texte.encode()


def sans_reference(statut: str, montant: str = "") -> str:
    somme = f'<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">{montant}</InstdAmt></Amt></OrgnlTxRef>' if montant else ""
    raison = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"
    lue = f"<OrgnlInstrId>I-1</OrgnlInstrId><TxSts>{statut}</TxSts>{raison}{somme}"
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId><TxInfAndSts>{lue}</TxInfAndSts></OrgnlPmtInfAndSts>"


def lignes(contenu: bytes) -> list[CompteRendu]:
    return list(lire_le_retour(contenu).lignes)


@pytest.mark.django_db
@pytest.mark.parametrize("montant", ["", "481.82"], ids=["sans montant", "au même montant"])
@pytest.mark.parametrize("statut", ["RJCT", "ACSC"])
def test_une_ligne_sans_reference_ne_parle_pas_de_tout_le_lot(a_deux: Caisse, statut: str, montant: str) -> None:
    """The reference is optional in a `pain.002`: such a line is an anomaly, and no transfer moves."""
    a_deux.commande("1204.55")
    a_deux.commande("1204.55", a_deux.dossiers[1])
    lot = a_deux.exporte()
    avant = Ecriture.objects.count()

    retour = a_deux.appliquer(statuts(sans_reference(statut, montant), message=lot.message))

    assert [bool(ligne.anomalie) for ligne in retour.lignes.all()] == [True]
    assert set(Virement.objects.values_list("statut", flat=True)) == {"exporte"}
    assert Ecriture.objects.count() == avant


def test_un_bloc_rejete_rejette_le_message() -> None:
    raison = "<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>"
    bloc = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>{raison}</OrgnlPmtInfAndSts>"

    assert lignes(statuts(bloc)) == [CompteRendu(MESSAGE, "", None, "rejete", "AM04")]
    assert len(lignes(statuts(bloc, "<GrpSts>RJCT</GrpSts>"))) == 1
    assert lignes(statuts(bloc.replace("RJCT", "ACSP"))) == []


@pytest.mark.parametrize(
    ("sens", "attendues"),
    [
        ("CRDT", [CompteRendu("", "V-1", Decimal("12.50"), "rejete", "", retour_de_fonds=True)]),
        ("DBIT", []),
    ],
)
def test_une_ecriture_extournee_se_lit_a_l_endroit(sens: str, attendues: list[CompteRendu]) -> None:
    """A debit undone is money that came back; a credit undone pays nobody."""
    detail = '<Refs><EndToEndId>V-1</EndToEndId></Refs><Amt Ccy="EUR">12.50</Amt>'
    mouvement = (
        f'<Ntry><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>{sens}</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<NtryDtls><TxDtls>{detail}</TxDtls></NtryDtls></Ntry>"
    )
    corps = f"<BkToCstmrDbtCdtNtfctn><Ntfctn>{mouvement}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"

    assert lignes(f"{ENTETE.format('camt.054.001.08')}{corps}".encode()) == attendues


@pytest.mark.django_db
def test_un_virement_rejete_puis_dit_paye_alerte_ceux_qui_paient(caisse: Caisse) -> None:
    """Its sums are to be paid again since the reject: had they left, they would leave twice."""
    caisse.commande("1204.55")
    lot = caisse.exporte()
    virement = lot.vifs().get()
    caisse.appliquer(compte_rendu(lot.message, {virement.reference: "AC04"}))

    retour = caisse.appliquer(releve((virement.reference, virement.montant)))

    assert [ligne.anomalie for ligne in retour.lignes.all()] == [CONTREDIT]
    dites = Notification.objects.filter(sujet=f"{virement} : rejeté, puis payé")
    assert {dite.destinataire for dite in dites} >= {caisse.payeur.personne, caisse.valideur.personne}
    assert Ecriture.objects.filter(nature="rejet").count() == 1


@pytest.mark.django_db
def test_un_releve_qui_dit_le_retour_avant_le_debit_n_alerte_personne(caisse: Caisse) -> None:
    caisse.commande("1204.55")
    virement = caisse.exporte().vifs().get()

    caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))
    avant = Notification.objects.count()
    rendu = releve(
        (virement.reference, virement.montant), rejets={virement.reference: "AC04"}, montant=virement.montant
    )
    caisse.appliquer(rendu)

    assert Notification.objects.count() == avant
