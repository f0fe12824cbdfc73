from datetime import date

import pytest

from segur.noyau.jours import jour


@pytest.mark.parametrize(
    ("le", "attendu", "ouvre"),
    [
        pytest.param(date(2026, 7, 10), "vendredi, vacances d’été", True, id="jour ouvré, vacances"),
        pytest.param(date(2027, 1, 20), "mercredi", True, id="jour ouvré"),
        pytest.param(date(2026, 11, 14), "samedi", False, id="samedi"),
        pytest.param(date(2026, 11, 15), "dimanche", False, id="dimanche"),
        pytest.param(date(2027, 3, 29), "lundi, jour férié (Lundi de Pâques)", False, id="fête mobile"),
        pytest.param(date(2026, 11, 11), "mercredi, jour férié (Armistice)", False, id="fête fixe"),
        pytest.param(date(2027, 6, 10), "jeudi, férié en Guyane (Abolition de l’esclavage)", True, id="outre-mer"),
        pytest.param(date(2028, 2, 29), "mardi, vacances d’hiver (zone", True, id="29 février"),
    ],
)
def test_le_jour_se_dit_pour_information(le: date, attendu: str, ouvre: bool) -> None:
    lu = jour(le)

    assert str(lu).startswith(attendu)
    assert lu.est_ouvre is ouvre


def test_un_jour_ferie_partout_n_est_pas_dit_ferie_quelque_part() -> None:
    assert jour(date(2027, 12, 25)).localement == ""
    assert jour(date(2027, 12, 26)).localement == "férié en Alsace et Moselle (Saint-Étienne)"
