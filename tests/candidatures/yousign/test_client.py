"""The client of Yousign, over real HTTP."""

import json
from datetime import UTC, datetime

import pytest
from django.conf import settings

from candidatures.signature import fournisseur
from candidatures.signature.interface import FournisseurIndisponible, Signataire
from candidatures.signature.yousign import OCTETS_DU_PDF, Yousign
from tests.candidatures.yousign.serveur import CLE, SIGNE, Prestataire
from tests.monde import PDF

SEQUENCE = [
    "GET /v3/signature_requests?external_id%5Beq%5D=cle-1",
    "POST /v3/signature_requests",
    "POST /v3/signature_requests/*/documents",
    "POST /v3/signature_requests/*/signers",
    "POST /v3/signature_requests/*/activate",
]


def chez_lui() -> Yousign:
    return Yousign(settings.YOUSIGN_URL, CLE)


def ouvrir(cle: str = "cle-1") -> str:
    return chez_lui().ouvrir(cle, "Convention — LogiMed", PDF, Signataire("Zoé", "Müller", "zoe@logipro.example"))


@pytest.mark.exigence("B-YS-01")
def test_une_demande_suit_la_sequence_documentee(yousign: Prestataire) -> None:
    reference = ouvrir()

    creation, document, signataire = (yousign.corps_recus[rang] for rang in (1, 2, 3))
    lu = json.loads(signataire)
    assert yousign.appels == SEQUENCE
    assert json.loads(creation) == {
        "name": "Convention — LogiMed",
        "delivery_mode": "email",
        "timezone": "Europe/Paris",
        "external_id": "cle-1",
    }
    assert (b'name="nature"\r\n\r\nsignable_document\r\n' in document, PDF in document) == (True, True)
    assert lu["info"] == {
        "first_name": "Zoé",
        "last_name": "Müller",
        "email": "zoe@logipro.example",
        "locale": "fr",
    }
    assert (lu["signature_level"], lu["fields"][0]["page"]) == ("electronic_signature", 2)
    assert lu["fields"][0]["document_id"] == yousign.demande["documents"][0]["id"]
    assert yousign.demande["id"] == reference


@pytest.mark.exigence("B-YS-02")
def test_l_etat_et_l_exemplaire_se_lisent(yousign: Prestataire) -> None:
    reference = ouvrir()
    yousign.demande["status"] = "done"

    etat = chez_lui().etat(reference)

    assert (etat.statut, etat.expire_le) == ("done", datetime(2026, 4, 6, 21, 59, tzinfo=UTC))
    assert chez_lui().exemplaire(reference) == SIGNE


@pytest.mark.parametrize("perdue", range(5), ids=SEQUENCE)
def test_une_reponse_perdue_n_ouvre_pas_de_seconde_demande(yousign: Prestataire, perdue: int) -> None:
    yousign.pannes = [""] * perdue + ["perdu"]
    with pytest.raises(FournisseurIndisponible):
        ouvrir()

    reference = ouvrir()

    demande = yousign.demande
    assert (demande["id"], demande["status"]) == (reference, "ongoing")
    assert (len(demande["documents"]), len(demande["signers"])) == (1, 1)


@pytest.mark.parametrize("panne", ["503", "html", "tronque", "muet", "perdu", "ailleurs"])
def test_un_prestataire_qui_repond_mal_est_indisponible(yousign: Prestataire, panne: str) -> None:
    reference = ouvrir()
    yousign.pannes = [panne]

    with pytest.raises(FournisseurIndisponible):
        chez_lui().etat(reference)


@pytest.mark.parametrize(
    "intrus",
    [
        {"status": "inconnu"},
        {"id": "../../autre"},
        {"documents": [{"id": "../x", "nature": "signable_document"}]},
        {"documents": []},
        {"expiration_date": "2026-04-06T21:59:00"},
    ],
    ids=["statut", "référence", "document", "sans document", "date sans fuseau"],
)
def test_une_reponse_inattendue_n_est_pas_suivie(yousign: Prestataire, intrus: dict) -> None:
    reference = ouvrir()
    yousign.demande.update(intrus)

    with pytest.raises(FournisseurIndisponible):
        chez_lui().exemplaire(reference)


def test_un_exemplaire_trop_gros_ou_interrompu_n_est_pas_lu(yousign: Prestataire) -> None:
    reference = ouvrir()
    yousign.exemplaire = b"%PDF-" + b"0" * OCTETS_DU_PDF
    with pytest.raises(FournisseurIndisponible):
        chez_lui().exemplaire(reference)
    yousign.exemplaire, yousign.pannes = SIGNE, ["", "tronque"]

    with pytest.raises(FournisseurIndisponible):
        chez_lui().exemplaire(reference)


def test_la_cle_fausse_est_refusee(yousign: Prestataire) -> None:
    with pytest.raises(FournisseurIndisponible):
        Yousign(settings.YOUSIGN_URL, "autre").etat("1")


def test_sans_raccordement_l_editeur_depose(settings) -> None:
    settings.YOUSIGN_URL = ""
    depot = fournisseur()

    assert depot.electronique is False
    with pytest.raises(FournisseurIndisponible, match="n’est pas raccordée"):
        depot.etat("1")


@pytest.mark.parametrize("manque", ["YOUSIGN_URL", "YOUSIGN_CLE", "YOUSIGN_SECRET_WEBHOOK"])
def test_un_raccordement_incomplet_n_en_est_pas_un(yousign: Prestataire, settings, manque: str) -> None:
    assert fournisseur().electronique is True

    setattr(settings, manque, "")

    assert fournisseur().electronique is False
