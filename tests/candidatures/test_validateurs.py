import pytest
from django.core.exceptions import ValidationError

from candidatures.validateurs import valider_numero_cnda, valider_siret, valider_telephone


def accepte(valider, valeur: str) -> bool:
    try:
        valider(valeur)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("valider", [valider_siret, valider_telephone, valider_numero_cnda])
def test_l_erreur_cite_ce_qui_a_ete_tape(valider):
    with pytest.raises(ValidationError, match="« 12 »"):
        valider("12")


@pytest.mark.exigence("E1-15")
@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("7328293200007", False),
        ("732829320000744", False),
        ("", False),
        ("SIRET", False),
        ("73282932O00074", False),
        ("35600000000048", True),
    ],
)
def test_un_siret(valeur, attendu):
    assert accepte(valider_siret, valeur) is attendu


@pytest.mark.exigence("E1-14")
@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("06 12 34 56 78", True),
        ("0612345678", True),
        ("+33 6 12 34 56 78", True),
        ("+590 590 12 34 56", True),
        ("+32 470 12 34 56", True),
        ("02.99.00.00.00", True),
        ("06 12 34 56", False),
        ("06 12 34 56 78 90", False),
        ("00 00 00 00 00", False),
        ("téléphone", False),
        ("", False),
    ],
)
def test_un_telephone(valeur, attendu):
    assert accepte(valider_telephone, valeur) is attendu


@pytest.mark.exigence("E2-10")
@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("212121212", True),
        ("123456789", True),
        ("000000000", True),
        ("12345678", False),
        ("1234567890", False),
        ("12345678A", False),
        ("123 456 789", False),
        ("123456789\n", False),
        ("١٢٣٤٥٦٧٨٩", False),
        ("", False),
    ],
)
def test_un_numero_du_cnda(valeur, attendu):
    assert accepte(valider_numero_cnda, valeur) is attendu
