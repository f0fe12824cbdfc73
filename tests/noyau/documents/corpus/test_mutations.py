"""Honest files with a few bytes changed: welcome, or refused with a reason; nothing else ever comes out.

So many archives (`SEGUR_MUTATIONS`), a quarter as many PDFs, a tenth as many of each office format. `make mutations`
runs 20 000, 5 000 and 6 000, and `MUTATIONS=1000000 make mutations` the night's million.
"""

import os
import struct
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segur.noyau.documents.examen import Examen, examiner
from segur.noyau.documents.remarques import REMARQUES
from segur.noyau.documents.structure.examen import constater
from tests.noyau.documents.corpus.bureautique import ooxml
from tests.noyau.documents.corpus.pdfs import GROS, JS, a_l_ouverture
from tests.noyau.documents.corpus.zips import SIMPLE, par_flux
from tests.noyau.documents.formats import HONNETES, xlsx

NOMBRE = int(os.environ.get("SEGUR_MUTATIONS", "400"))
AU_PLUS_A_PART = 200  # each one starts a process
DEPARTS = {
    "zip": ([SIMPLE, par_flux(("a.txt", b"a" * 99)), HONNETES["vide.zip"]], NOMBRE),
    "pdf": ([HONNETES["rapport.pdf"], GROS, a_l_ouverture(**JS)()], NOMBRE // 4),
    "docx": ([ooxml("docx"), HONNETES["texte.docx"]], NOMBRE // 10),
    "xlsx": ([xlsx()], NOMBRE // 10),
    "doc": ([HONNETES["texte.doc"]], NOMBRE // 10),
    "png": ([HONNETES["capture.png"]], NOMBRE // 10),
    "jpg": ([HONNETES["photo.jpg"]], NOMBRE // 10),
    "mp4": ([HONNETES["video-isom.mp4"]], NOMBRE // 10),
    "csv": ([HONNETES["liste.csv"]], NOMBRE // 10),
}


@st.composite
def mutes(tirer: Any, departs: list[bytes]) -> bytes:
    """Bytes replaced, removed, repeated, or numbers made extreme: what a careless tool or a patient enemy does."""
    octets = bytearray(tirer(st.sampled_from(departs)))
    for _ in range(tirer(st.integers(1, 4))):
        place = tirer(st.integers(0, max(0, len(octets) - 1)))
        longueur = tirer(st.integers(1, 16))
        geste = tirer(st.sampled_from(["remplacer", "couper", "doubler", "extreme", "finir"]))
        if geste == "remplacer":
            octets[place : place + longueur] = tirer(st.binary(min_size=longueur, max_size=longueur))
        elif geste == "couper":
            del octets[place : place + longueur]
        elif geste == "doubler":
            octets[place:place] = octets[place : place + longueur]
        elif geste == "extreme":
            octets[place : place + 4] = struct.pack("<I", tirer(st.sampled_from([0, 1, 2**31 - 1, 2**32 - 1])))
        else:
            del octets[place + 1 :]
    return bytes(octets)


@pytest.mark.parametrize("suffixe", DEPARTS)
def test_un_fichier_mute_est_accepte_ou_refuse_avec_une_raison(suffixe):
    departs, nombre = DEPARTS[suffixe]

    @settings(max_examples=nombre, suppress_health_check=list(HealthCheck))
    @given(mutes(departs))
    def essayer(contenu: bytes) -> None:
        refus, remarques = constater(BytesIO(contenu), suffixe)

        assert set(remarques) <= REMARQUES.keys()
        assert not refus or (refus.endswith(".") and not remarques)

    essayer()


@settings(max_examples=min(AU_PLUS_A_PART, max(10, NOMBRE // 40)), suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(DEPARTS)), st.data())
def test_de_meme_par_le_processus_a_part(suffixe, donnees):
    contenu = donnees.draw(mutes(DEPARTS[suffixe][0]))

    examen = examiner(BytesIO(contenu), suffixe, f"mute-{hash(contenu)}")

    assert isinstance(examen, Examen)
    assert examen.definitif
