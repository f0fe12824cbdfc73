"""What the bases said on a day, for any history of files."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from segur.noyau.annuaires import faits
from segur.noyau.annuaires.generation import ENTETES, finess, rpps
from segur.noyau.annuaires.models import VersionDeBase
from tests.noyau.annuaires.fichiers import JOUR, activite, annuaire, en_vigueur, importer, structures

pytestmark = pytest.mark.django_db
HISTOIRES = st.lists(
    st.tuples(st.integers(0, 3), st.dictionaries(st.integers(0, 5), st.sampled_from("ABC"), min_size=1)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30)
@given(HISTOIRES)
def test_la_base_au_jour_dit_est_le_fichier_en_vigueur_ce_jour(histoire: list[tuple[int, dict[int, str]]]) -> None:
    """Each version comes some days after the one before it, possibly the same day: a correction."""
    with transaction.atomic(), TemporaryDirectory() as dossier:
        jour, attendus = JOUR, {}
        for ecart, tranches in histoire:
            jour += timedelta(days=ecart)
            importer(Path(dossier), structures(tranches), jour=jour)
            attendus[jour] = {finess(rang): tranche for rang, tranche in tranches.items()}

        for decalage in range((jour - JOUR).days + 2):
            au = JOUR + timedelta(days=decalage)
            version = VersionDeBase.objects.en_vigueur_au(au).first()
            passees = [d for d in attendus if d <= au]
            lu = en_vigueur("reference", version.numero) if version else {}
            assert lu == (attendus[max(passees)] if passees else {})
        transaction.set_rollback(True)


@pytest.mark.parametrize(("ecart", "tranche"), [(-1, None), (0, "A"), (9, "A"), (10, "B"), (11, "B")])
def test_la_veille_et_le_jour_d_un_changement_de_version(tmp_path: Path, ecart: int, tranche: str | None) -> None:
    importer(tmp_path, structures({1: "A"}))
    importer(tmp_path, structures({1: "B"}), jour=JOUR + timedelta(days=10))

    lue = faits.structure(finess(1), faits.bases_au(JOUR + timedelta(days=ecart)))

    assert (lue.tranche if lue else None) == tranche


def test_l_eligibilite_se_rejoue_a_sa_date(tmp_path: Path) -> None:
    importer(tmp_path, annuaire(activite(1)), "annuaire")
    importer(tmp_path, annuaire(activite(1, **{"Code mode exercice": "S"})), "annuaire", JOUR + timedelta(days=10))

    avant = faits.examiner(rpps(1), JOUR + timedelta(days=9)).verdicts["MDV-LGC-Va2"]
    apres = faits.examiner(rpps(1), JOUR + timedelta(days=10)).verdicts["MDV-LGC-Va2"]

    assert (avant.favorable, apres.favorable) == (True, False)
    assert str(avant.motifs[0].reference) == "Annuaire santé, version du 02/02/2026"
    assert str(apres.motifs[0].reference) == "Annuaire santé, version du 12/02/2026"


@pytest.mark.parametrize("cle", [rpps(1), finess(1)])
def test_un_examen_coute_toujours_autant(tmp_path: Path, cle: str) -> None:
    importer(tmp_path, annuaire(*(activite(1, **{"Code secteur d'activité": f"SA{n}"}) for n in range(9))), "annuaire")
    importer(tmp_path, structures({1: "A"}))

    with CaptureQueriesContext(connection) as requetes:
        faits.examiner(cle, JOUR)

    assert len(requetes) <= 4


@pytest.mark.exigence("HOP-05", "ENR-11", "ELI-08", "ELI-12")
def test_un_finess_a_un_verdict_par_dispositif(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A"}))
    entete = ";".join(ENTETES["es"])
    es = f"{entete}\n{finess(1)};CH;900;1 000,50;\n"
    importer(tmp_path, es, "es")
    importer(tmp_path, f"RPPS ou FINESS;SONS\n{finess(1)};MDV-LGC-Va1\n", "vague1")

    examen = faits.examiner(finess(1), JOUR)

    assert {code: verdict.favorable for code, verdict in examen.verdicts.items()} == {
        "MDV-LGC-Va2": True,
        "HOP-DPI-Va2": True,
        "HOP-PFI-Va2": False,
    }
    assert examen.verdicts["HOP-DPI-Va2"].motifs[1].explication == "Montant maximal : 1\u202f000,50 €."
    assert examen.vague_1 is not None
    assert examen.vague_1.satisfait is False
