from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segur.noyau import horloge

INSTANT = datetime(2025, 10, 15, 9, 59, tzinfo=UTC)


def test_l_horloge_est_en_temps_universel():
    avant = datetime.now(UTC)

    instant = horloge.maintenant()

    assert avant <= instant <= datetime.now(UTC)
    assert instant.utcoffset() == timedelta()


def test_une_demonstration_part_de_l_instant_regle(settings):
    settings.DEMO = True
    avant = datetime.now(UTC)

    horloge.regler(INSTANT)

    assert INSTANT <= horloge.maintenant() <= INSTANT + (datetime.now(UTC) - avant)


def test_l_horloge_reglee_avance(settings):
    settings.DEMO = True
    horloge.regler(INSTANT)

    premier, second = horloge.maintenant(), horloge.maintenant()

    assert INSTANT <= premier <= second


def test_hors_demonstration_l_horloge_ne_se_regle_pas(settings):
    with pytest.raises(PermissionError, match="que dans une démonstration"):
        horloge.regler(INSTANT)

    assert list(Path(settings.VAR_DIR).iterdir()) == []


def test_hors_demonstration_un_decalage_laisse_la_n_est_pas_lu(settings):
    (Path(settings.VAR_DIR) / "horloge").write_text("-86400")

    assert horloge.decalage() == timedelta()


@pytest.mark.parametrize("contenu", ["", "demain", "nan"])
def test_un_decalage_illisible_vaut_zero(settings, contenu):
    settings.DEMO = True
    (Path(settings.VAR_DIR) / "horloge").write_text(contenu)

    assert horloge.decalage() == timedelta()


def test_sans_reglage_la_demonstration_est_a_l_heure(settings):
    settings.DEMO = True

    assert horloge.decalage() == timedelta()
