"""The process apart: bounded in time and memory, without secrets nor disk, and never believed beyond its answer."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from segur.noyau.documents import examen
from segur.noyau.documents.examen import INVERIFIABLE, TROP_LONG, Examen, examiner
from tests.monde import PDF


@pytest.fixture(autouse=True)
def sans_memoire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examen, "_FAITS", type(examen._FAITS)())


def remplacer(monkeypatch: pytest.MonkeyPatch, dossier: Path, programme: str) -> None:
    """Another program in the place of the examiner."""
    (dossier / "__main__.py").write_text(programme)
    monkeypatch.setattr(examen, "PROGRAMME", dossier)


def test_un_fichier_honnete():
    assert examiner(BytesIO(PDF), "pdf", "a") == Examen()


def test_le_fichier_revient_au_debut():
    flux = BytesIO(PDF)
    flux.seek(7)

    examiner(flux, "pdf", "a")

    assert flux.read() == PDF


@pytest.mark.parametrize(
    ("programme", "refus"),
    [
        ("import time; time.sleep(60)", TROP_LONG),
        ("import os; os.kill(os.getpid(), 9)", TROP_LONG),
        ("raise SystemExit(3)", TROP_LONG),
        ("raise ValueError('inattendu')", TROP_LONG),
        ("", INVERIFIABLE),
        ("print('ouvrez-moi')", INVERIFIABLE),
        ("print('[1, 2, 3]')", INVERIFIABLE),
        ("print('null')", INVERIFIABLE),
    ],
)
def test_un_processus_qui_finit_mal_est_un_refus_que_rien_ne_garde(monkeypatch, tmp_path, programme, refus):
    remplacer(monkeypatch, tmp_path, programme)
    monkeypatch.setattr(examen, "SECONDES", 0.5)

    assert examiner(BytesIO(PDF), "pdf", "a") == Examen(refus, definitif=False)
    assert not examen._FAITS


def test_un_processus_qui_ne_part_pas_est_un_refus(monkeypatch):
    monkeypatch.setattr(examen.sys, "executable", "/nulle/part")

    assert examiner(BytesIO(PDF), "pdf", "a").refus == INVERIFIABLE


def test_un_processus_trop_long_est_arrete(monkeypatch, tmp_path):
    temoin = tmp_path / "pid"
    remplacer(
        monkeypatch, tmp_path, f"import os, time\nopen({str(temoin)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    )
    monkeypatch.setattr(examen, "SECONDES", 2)

    examiner(BytesIO(PDF), "pdf", "a")

    with pytest.raises(ProcessLookupError):
        os.kill(int(temoin.read_text()), 0)


def test_une_remarque_inconnue_ne_sort_pas(monkeypatch, tmp_path):
    remplacer(monkeypatch, tmp_path, """print('["", ["macros", "<script>"]]')""")

    assert examiner(BytesIO(PDF), "pdf", "a").remarques == ("macros",)


def test_les_memes_octets_ne_s_ouvrent_qu_une_fois(monkeypatch):
    examiner(BytesIO(PDF), "pdf", "a")
    monkeypatch.setattr(examen.sys, "executable", "/nulle/part")

    assert examiner(BytesIO(PDF), "pdf", "a") == Examen()
    assert examiner(BytesIO(PDF), "docx", "a").refus == INVERIFIABLE


def test_la_memoire_des_examens_est_bornee(monkeypatch, tmp_path):
    remplacer(monkeypatch, tmp_path, """print('["", []]')""")
    monkeypatch.setattr(examen, "GARDES", 2)

    for empreinte in "abc":
        examiner(BytesIO(PDF), "pdf", empreinte)

    assert [cle for cle, _ in examen._FAITS] == ["b", "c"]


SONDE = """
import json, os, resource, runpy, sys
sys.argv = ["structure", "pdf"]
espace = runpy.run_path({programme!r} + "/__main__.py", run_name="sonde")
espace["_borner"]()
limites = [resource.getrlimit(getattr(resource, f"RLIMIT_{{n}}")) for n in ("CPU", "AS", "FSIZE", "CORE", "NOFILE")]
def refuse(essai):
    try:
        essai()
    except (MemoryError, OSError) as refus:
        return type(refus).__name__
ecrire = lambda: open({temoin!r}, "wb", 0).write(b"x")
print(json.dumps([limites, refuse(lambda: bytearray(2 * 1024**3)), refuse(ecrire)]))
"""


def test_les_bornes_du_processus(tmp_path):
    """Memory beyond the bound is refused by the system, a byte written on the disk too, a minute of work is killed."""
    sonde = SONDE.format(programme=str(examen.PROGRAMME), temoin=str(tmp_path / "ecrit"))
    fini = subprocess.run([sys.executable, "-c", sonde], capture_output=True, text=True, check=True)

    limites, memoire, disque = json.loads(fini.stdout)
    assert limites == [[10, 10], [768 * 1024**2] * 2, [0, 0], [0, 0], [64, 64]]
    assert (memoire, disque) == ("MemoryError", "OSError")


def test_une_minute_de_calcul_est_arretee_par_le_systeme():
    """The bound of processor time, brought down to a second for the test."""
    programme = (
        "import resource, runpy\n"
        f"espace = runpy.run_path({str(examen.PROGRAMME / '__main__.py')!r}, run_name='sonde')\n"
        "espace['_borner'].__globals__['SECONDES'] = 1\n"
        "espace['_borner']()\n"
        "while True: pass\n"
    )

    assert subprocess.run([sys.executable, "-c", programme], check=False).returncode < 0


def test_le_processus_ne_recoit_aucun_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "très secret")
    remplacer(monkeypatch, tmp_path, "import json, os\nprint(json.dumps([' '.join(sorted(os.environ)), []]))")

    assert examiner(BytesIO(PDF), "pdf", "a").refus in ("PATH", "LC_CTYPE PATH")


FINAL = "sys.stdout.write(json.dumps(constater(flux, suffixe)))"
CHARGES = """constater(flux, "pdf")
        print(json.dumps([" ".join(m for m in ("django", "celery", "pikepdf") if m in sys.modules), []]))"""


def test_ni_le_portail_ni_celery_ne_s_y_chargent(tmp_path, monkeypatch):
    lanceur = (examen.PROGRAMME / "__main__.py").read_text().replace(FINAL, CHARGES)
    racine = f"Path({str(examen.PROGRAMME.parents[2])!r})"
    remplacer(monkeypatch, tmp_path, lanceur.replace("Path(__file__).resolve().parents[3]", racine))

    assert examiner(BytesIO(PDF), "pdf", "a").refus == "pikepdf"


def test_une_archive_de_quinze_mega_n_est_jamais_en_memoire(tmp_path):
    """It goes to the process by the disk: what the worker holds does not grow with the file."""
    import tracemalloc

    chemin = tmp_path / "a.zip"
    with ZipFile(chemin, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", os.urandom(15 * 1024**2))
    tracemalloc.start()
    with chemin.open("rb") as flux:
        examiner(flux, "zip", "a")
    pointe = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert pointe < 2 * 1024**2
