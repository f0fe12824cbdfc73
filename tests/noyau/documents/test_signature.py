"""A PDF signed by the portal: whole, it says so; one byte changed or added, it says so too."""

import shutil
import subprocess
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings as reglages_hypothesis
from hypothesis import strategies as st
from weasyprint import HTML

from segur.noyau.documents.autorite_de_test import NOM_DU_SIGNATAIRE, autorite_de_test
from segur.noyau.documents.signature import PdfIllisible, certificat, signatures, signatures_de, signer


@pytest.fixture(scope="module")
def pdf() -> bytes:
    octets: bytes = HTML(string="<html lang=fr><title>Essai</title><h1>Attestation</h1></html>").write_pdf(
        pdf_variant="pdf/a-3a", pdf_tags=True
    )
    return octets


def test_une_signature_neuve_est_intacte_et_reconnue(pdf: bytes) -> None:
    (lue,) = signatures(signer(pdf, raison="Essai"))

    assert (lue.intacte, lue.reconnue) == (True, True)
    assert NOM_DU_SIGNATAIRE in lue.signataire


def test_un_pdf_non_signe_n_a_pas_de_signature(pdf: bytes) -> None:
    assert signatures(pdf) == []


def test_un_octet_change_ne_laisse_jamais_une_signature_intacte(pdf: bytes) -> None:
    entier = signer(pdf, raison="Essai")

    @reglages_hypothesis(max_examples=25, deadline=None)
    @given(rang=st.integers(0, len(pdf) - 1), masque=st.integers(1, 255))
    def changer(rang: int, masque: int) -> None:
        change = bytearray(entier)
        change[rang] ^= masque
        try:
            lues = signatures(bytes(change))
        except PdfIllisible:
            return
        assert not any(lue.intacte for lue in lues)

    changer()


@pytest.mark.parametrize(("avant", "apres"), [(b"/FlateDecode", b"/FlateDecdde"), (b"/XRef", b"/XRee")])
def test_un_flux_abime_n_est_jamais_une_erreur_du_portail(pdf: bytes, avant: bytes, apres: bytes) -> None:
    change = signer(pdf, raison="Essai").replace(avant, apres)

    assert not any(lue.intacte for lue in signatures_de(change))


def test_ce_qui_s_ajoute_apres_la_signature_se_voit(pdf: bytes) -> None:
    (lue,) = signatures(signer(pdf, raison="Essai") + b"\n% ajout")

    assert not lue.intacte


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.4\n", b"x" * 100, b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF"])
def test_ce_qui_ne_se_lit_pas_est_dit_illisible(octets: bytes) -> None:
    with pytest.raises(PdfIllisible):
        signatures(octets)


def test_une_autre_autorite_n_est_pas_reconnue(pdf: bytes, settings: Any, tmp_path: Path) -> None:
    signe = signer(pdf, raison="Essai")
    p12, phrase, racine = autorite_de_test(tmp_path / "autre")
    settings.SIGNATURE_P12, settings.SIGNATURE_MOT_DE_PASSE = str(p12), phrase
    settings.SIGNATURE_RACINES = str(racine)

    (lue,) = signatures(signe)

    assert (lue.intacte, lue.reconnue, certificat().de_test) == (True, False, False)
    assert signatures(signer(pdf, raison="Essai"))[0].reconnue


def test_un_mauvais_mot_de_passe_ne_signe_rien(pdf: bytes, settings: Any, tmp_path: Path) -> None:
    p12, _, racine = autorite_de_test(tmp_path / "autre")
    settings.SIGNATURE_P12, settings.SIGNATURE_RACINES = str(p12), str(racine)
    settings.SIGNATURE_MOT_DE_PASSE = "faux"

    with pytest.raises(ValueError, match="SIGNATURE_P12"):
        signer(pdf, raison="Essai")


def test_huit_ouvriers_qui_commencent_ensemble_ont_la_meme_autorite(tmp_path: Path) -> None:
    dossier, depart, obtenus = tmp_path / "autorite", threading.Barrier(8), []

    def demander() -> None:
        depart.wait()
        obtenus.append(autorite_de_test(dossier)[1])

    fils = [threading.Thread(target=demander) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert (len(obtenus), len(set(obtenus))) == (8, 1)
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["autorite"]


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) n’est pas installé")
def test_un_outil_public_reconnait_la_signature(pdf: bytes, tmp_path: Path) -> None:
    chemin = tmp_path / "signe.pdf"
    chemin.write_bytes(signer(pdf, raison="Essai"))

    dit = subprocess.run(["pdfsig", str(chemin)], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" in dit
    assert "Total document signed" in dit


def test_le_pdf_signe_reste_un_pdf_a_balise(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(signer(pdf, raison="Essai"))) as ouvert:
        assert ouvert.open_metadata().pdfa_status == "3A"
        assert bool(ouvert.Root.MarkInfo.Marked)
