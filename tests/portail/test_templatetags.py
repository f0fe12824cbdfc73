"""Small words of the pages."""

import pytest

from segur.noyau.documents.mesures import en_octets
from segur.portail.templatetags.portail import oui_non, pluriel


@pytest.mark.parametrize(("nombre", "marque"), [(0, ""), (1, ""), (2, "s"), (200, "s")])
def test_le_pluriel_commence_a_deux(nombre: int, marque: str) -> None:
    assert pluriel(nombre) == marque


@pytest.mark.parametrize(
    ("octets", "texte"), [(1, "1 ko"), (999_499, "999 ko"), (1_400_000, "1,4 Mo"), (9_960_000, "10,0 Mo")]
)
def test_le_poids_se_lit_en_unites_decimales(octets: int, texte: str) -> None:
    assert en_octets(octets) == texte


@pytest.mark.parametrize(("valeur", "texte"), [(True, "Oui"), (False, "Non"), ("LogiPro", "LogiPro"), (2, 2)])
def test_une_reponse_se_lit_en_francais(valeur: object, texte: object) -> None:
    assert oui_non(valeur) == texte
