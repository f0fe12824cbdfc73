"""Searching without accents."""

import pytest

from segur.noyau.recherche import normaliser


@pytest.mark.exigence("CP-21")
@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("LogiMéd", "logimed"),
        ("  Éric   Œuvre ", "eric oeuvre"),
        ("L’ordonnance", "l'ordonnance"),
        ("STRASSE / Straße", "strasse / strasse"),
        ("a\x00b\tc", "a b c"),
        ("1½ – ﬁn", "11⁄2 – fin"),
        ("100 %_", "100 %_"),
        ("", ""),
    ],
)
def test_un_texte_se_compare_sans_accent_ni_casse(texte: str, attendu: str) -> None:
    assert normaliser(texte) == attendu


@pytest.mark.parametrize("texte", ["LogiMéd ﬁn", "Œ", "İstanbul", "½"])
def test_normaliser_deux_fois_ne_change_rien(texte: str) -> None:
    assert normaliser(normaliser(texte)) == normaliser(texte)
