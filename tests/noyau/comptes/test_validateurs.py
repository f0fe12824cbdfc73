"""Numbers of a firm: the boundary of each format, and a message that says what was found and expected."""

import pytest
from django.core.exceptions import ValidationError

from segur.noyau.comptes.validateurs import valider_nie, valider_siren, valider_siret


@pytest.mark.parametrize("valeur", ["732829320", "552100554", "356000000"], ids=["", "", "La Poste"])
def test_un_siren_juste(valeur: str) -> None:
    valider_siren(valeur)


@pytest.mark.parametrize("valeur", ["73282932", "7328293200", "732829321", "73282932A", ""])
def test_un_siren_faux(valeur: str) -> None:
    with pytest.raises(ValidationError, match="9 chiffres sont attendus"):
        valider_siren(valeur)


def test_un_siret_juste() -> None:
    valider_siret("73282932000074")


@pytest.mark.parametrize("valeur", ["7328293200007", "732829320000740", "73282932000075", "732829320"])
def test_un_siret_faux(valeur: str) -> None:
    with pytest.raises(ValidationError, match="14 chiffres sont attendus"):
        valider_siret(valeur)


def test_un_nie_juste() -> None:
    valider_nie("212121212")


@pytest.mark.parametrize("valeur", ["21212121", "2121212121", "21212121A", "21212121٢", "212121212\n"])
def test_un_nie_faux(valeur: str) -> None:
    with pytest.raises(ValidationError, match="9 chiffres sont attendus"):
        valider_nie(valeur)
