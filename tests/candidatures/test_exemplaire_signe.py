"""The signed copy of the convention: its electronic signatures are read, told, and never broken."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from candidatures.models import Convention
from candidatures.transitions import convention as transitions
from segur.noyau.documents.autorite_de_test import NOM_DU_SIGNATAIRE
from segur.noyau.documents.signature import signatures, signatures_de, signer
from segur.portail.demonstration.scenario import Scenario, pdf
from tests.candidatures.test_transitions import refus_de
from tests.monde import Monde, fichier

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    """The convention is sent."""
    scenario = petit_monde.convention()
    scenario.produire_les_documents()
    transitions.envoyer(scenario.candidature.convention, scenario.demande(petit_monde.responsable))
    return scenario


def etape() -> Convention:
    return Convention._default_manager.get()


def deposer(monde: Monde, scenario: Scenario, contenu: bytes) -> Convention:
    exemplaire = [fichier("convention.pdf", contenu)]
    transitions.signer(etape(), scenario.demande(monde.mandataire, exemplaire=exemplaire))
    return etape()


def test_une_signature_electronique_se_lit_et_se_dit_a_l_ans(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    signee = deposer(petit_monde, scenario, signer(pdf("Convention"), raison="Convention"))

    page = connecter(petit_monde.responsable).get(signee.get_absolute_url()).content.decode()
    assert [(s["signataire"], s["reconnue"]) for s in signee.signatures] == [(NOM_DU_SIGNATAIRE, True)]
    assert f"Signé électroniquement par {NOM_DU_SIGNATAIRE}, autorité reconnue." in page


def test_un_exemplaire_signe_a_la_main_est_admis_et_l_ans_le_sait(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    signee = deposer(petit_monde, scenario, pdf("Convention signée à la main"))

    page = connecter(petit_monde.responsable).get(signee.get_absolute_url()).content.decode()
    assert (signee.statut, signee.signatures) == ("signee", [])
    assert "Aucune signature électronique dans ce fichier" in page


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_un_exemplaire_change_apres_sa_signature_est_refuse(
    petit_monde: Monde, scenario: Scenario, place: float
) -> None:
    origine = pdf("Convention")
    change = bytearray(signer(origine, raison="Convention"))
    change[int(place * len(origine))] ^= 1

    demande = scenario.demande(petit_monde.mandataire, exemplaire=[fichier("c.pdf", bytes(change))])
    (refus,) = refus_de(transitions.signer, etape(), demande)

    assert refus.startswith("L’exemplaire a été changé après sa signature")
    assert (etape().statut, etape().exemplaire_signe) == ("envoyee", None)


def test_deux_signatures_l_une_apres_l_autre_sont_intactes(tmp_path: Path) -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    from segur.noyau.documents.signature import certificat

    cle = certificat()
    qui = signers.SimpleSigner.load_pkcs12(str(cle.p12), passphrase=cle.mot_de_passe.encode())
    octets = pdf("Convention")
    for champ in ("Editeur", "Direction"):
        meta = signers.PdfSignatureMetadata(field_name=champ)
        octets = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(octets)), meta, signer=qui).getvalue()

    assert [lue.intacte for lue in signatures(octets)] == [True, True]
    assert [lue.intacte for lue in signatures(octets + b"\n% ajout")][-1] is False


def test_un_pdf_qui_se_dit_signe_et_ne_se_lit_pas_est_rompu() -> None:
    (lue,) = signatures_de(b"%PDF-1.7 /ByteRange [0 1 2 3] coupe")

    assert not lue.intacte
    assert signatures_de(b"%PDF-1.7 sans signature") == []


def test_une_nouvelle_signature_remplace_ce_qui_etait_lu(petit_monde: Monde, scenario: Scenario) -> None:
    deposer(petit_monde, scenario, signer(pdf("Convention"), raison="Convention"))
    demande = scenario.demande(petit_monde.responsable, motif="Ce n’est pas la convention.")
    transitions.demander_signature(etape(), demande)

    assert deposer(petit_monde, scenario, pdf("Convention signée à la main")).signatures == []
