"""Scenarios common without their project prefix; dispositifs known by their family."""

import pytest

from preuves.heritage import famille, sans_prefixe


@pytest.mark.exigence("B-REM-04")
@pytest.mark.parametrize(
    ("identifiant", "nu"),
    [
        ("SC.MSS/CDA.01.01", "MSS/CDA.01.01"),
        ("CH.MSS/CDA.01.01", "MSS/CDA.01.01"),
        ("LGC.DMP/UX.10.01", "DMP/UX.10.01"),
        ("DPI.CDA/DD.04.01", "CDA/DD.04.01"),
        ("MSS/CDA.01.01", "MSS/CDA.01.01"),
        ("PSC.01.01", "PSC.01.01"),
        ("RUM.01.01", "RUM.01.01"),
        ("APCV.01.01", "APCV.01.01"),
        ("MS.VACC/NOTE.07", "MS.VACC/NOTE.07"),
    ],
)
def test_un_scenario_commun_se_reconnait_sans_son_prefixe(identifiant: str, nu: str) -> None:
    assert sans_prefixe(identifiant) == nu


@pytest.mark.exigence("HE-03")
@pytest.mark.parametrize(
    ("texte", "attendue"),
    [
        ("MS-DUI-Va2", "DUI"),
        ("MS1", "DUI"),
        ("dui vague 1 (MS2-PDS)", "DUI"),
        ("LGC vague 2", "LGC"),
        ("IMG-DB-Va2", "DB"),
        ("DRIMbox", "DB"),
        ("LGC et DPI", ""),
        ("inconnu", ""),
        ("", ""),
    ],
)
def test_un_dispositif_se_reconnait_a_sa_famille(texte: str, attendue: str) -> None:
    assert famille(texte) == attendue
