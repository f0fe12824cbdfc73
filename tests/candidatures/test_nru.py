import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.codes import ALPHABET
from candidatures.models import Candidature
from candidatures.nru import est_un_nru, nouveau_nru
from segur.noyau.dispositifs.models import Dispositif

LGC = Dispositif(prefixe_nru="LGC", vague=2)
FORME = re.compile(rf"LGCV2[{ALPHABET}]{{6}}[0-9A-Z]")


@pytest.mark.exigence("E4-07")
def test_un_nru_dit_son_dispositif_et_sa_vague_et_se_controle():
    tires = [nouveau_nru(LGC) for _ in range(500)]

    assert [nru for nru in tires if not FORME.fullmatch(nru) or not est_un_nru(nru)] == []
    assert len(set(tires)) == 500


def test_un_nru_se_lit_sans_confusion():
    assert set("01IO").isdisjoint(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 32


@given(st.data())
def test_une_lettre_changee_se_voit(data):
    nru = nouveau_nru(LGC)
    place = data.draw(st.integers(0, len(nru) - 1))
    autre = data.draw(st.sampled_from(sorted(set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {nru[place]})))

    assert not est_un_nru(nru[:place] + autre + nru[place + 1 :])


@given(st.integers(0, 10))
def test_deux_lettres_voisines_interverties_se_voient(place):
    nru = nouveau_nru(LGC)
    interverti = nru[:place] + nru[place + 1] + nru[place] + nru[place + 2 :]

    assert est_un_nru(interverti) == (interverti == nru)


@pytest.mark.parametrize("valeur", ["", "LGCV2", "LGCV2ABCDEF!", "é" * 12])
def test_ce_qui_n_est_pas_un_nru(valeur):
    assert not est_un_nru(valeur)


def test_un_nru_tient_dans_sa_colonne():
    place = Candidature._meta.get_field("nru").max_length
    assert len(nouveau_nru(Dispositif(prefixe_nru="X" * 10, vague=99))) <= place
