"""A signature with the time stamp of an authority (RFC 3161), or none at all: never silently without it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from weasyprint import HTML

from segur.noyau.documents.horodatage import horodateur
from segur.noyau.documents.signature import HorodatageIndisponible, certificat, contresigner, signatures, signer
from tests.noyau.documents.tsa import INSTANT, Autorite, servir


@pytest.fixture(scope="module")
def pdf() -> bytes:
    octets: bytes = HTML(string="<html lang=fr><title>Essai</title><h1>Convention</h1></html>").write_pdf()
    return octets


@pytest.fixture
def autorite(tmp_path: Path, settings: Any) -> Iterator[Autorite]:
    """Its root is trusted beside the portal's."""
    tsa = Autorite(tmp_path / "tsa.pem")
    cle = certificat()
    racines = tmp_path / "racines.pem"
    racines.write_bytes(cle.racines.read_bytes() + tsa.racine.read_bytes())
    settings.SIGNATURE_P12, settings.SIGNATURE_MOT_DE_PASSE = str(cle.p12), cle.mot_de_passe
    settings.SIGNATURE_RACINES = str(racines)
    horodateur.cache_clear()
    with servir(tsa):
        settings.SIGNATURE_HORODATAGE_URL = tsa.url
        yield tsa
    horodateur.cache_clear()


def test_une_signature_porte_l_instant_de_l_autorite(autorite: Autorite, pdf: bytes) -> None:
    (certifiee,) = signatures(signer(pdf, raison="Essai"))
    (contresignee,) = signatures(contresigner(pdf, raison="Essai", lieu="Paris"))

    assert (certifiee.intacte, certifiee.reconnue, certifiee.horodatee_le) == (True, True, INSTANT)
    assert (contresignee.intacte, contresignee.horodatee_le) == (True, INSTANT)
    assert autorite.demandes == 3  # one for the size, then one per signature


def test_un_horodatage_d_une_autorite_inconnue_ne_compte_pas(autorite: Autorite, pdf: bytes, settings: Any) -> None:
    signe = signer(pdf, raison="Essai")
    settings.SIGNATURE_P12 = settings.SIGNATURE_RACINES = ""

    (lue,) = signatures(signe)

    assert (lue.intacte, lue.reconnue, lue.horodatee_le) == (True, True, None)


@pytest.mark.parametrize("panne", ["statut", "refus", "longue", "autre type", "illisible"])
def test_une_autorite_en_panne_ne_laisse_rien_signer(autorite: Autorite, pdf: bytes, panne: str) -> None:
    autorite.panne = panne

    with pytest.raises(HorodatageIndisponible):
        signer(pdf, raison="Essai")
    with pytest.raises(HorodatageIndisponible):
        contresigner(pdf, raison="Essai", lieu="Paris")

    autorite.panne = ""
    assert signatures(signer(pdf, raison="Essai"))[0].horodatee_le == INSTANT


def test_une_autorite_injoignable_ne_laisse_rien_signer(pdf: bytes, settings: Any) -> None:
    settings.SIGNATURE_HORODATAGE_URL = "http://127.0.0.1:9/"

    with pytest.raises(HorodatageIndisponible):
        signer(pdf, raison="Essai")


def test_sans_adresse_rien_n_est_demande(pdf: bytes, settings: Any) -> None:
    assert settings.SIGNATURE_HORODATAGE_URL == ""
    assert signatures(signer(pdf, raison="Essai"))[0].horodatee_le is None
