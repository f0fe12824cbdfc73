"""The client before clamd itself, with the settings of production and a base of one signature."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from segur.noyau.dispositifs.zones import PLAFOND
from segur.noyau.documents.antivirus.clamd import Clamd, NonAnalyse
from segur.noyau.documents.structure.constats import Constats
from tests.noyau.documents.corpus.eicar import EICAR

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
CONF = Path(__file__).resolve().parents[4] / "production" / "clamd.conf"
TROUVE = "Eicar-Test-Signature.UNOFFICIAL"
SIGNATURE = f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"
PAS_LU = "non analysé : clamd n’a pas tout lu : Heuristics"
PATIENCE = 30  # seconds, on a busy machine; it starts in a few tenths
ICI = {
    "TCPSocket": "",
    "LocalSocket": "{dossier}/clamd.sock",
    "DatabaseDirectory": "{dossier}/base",
    "StreamMaxLength": "3M",
    "MaxFileSize": "1M",
    "MaxScanSize": "2M",
}

pytestmark = pytest.mark.skipif(CLAMD is None, reason="clamd absent : apt-get install clamav-daemon")


def _reglages(dossier: Path) -> str:
    """Those of production, but for the places and the three sizes, made small."""
    lignes = []
    for ligne in CONF.read_text().splitlines():
        nom = ligne.split(" ")[0]
        if nom not in ICI:
            lignes.append(ligne)
        elif ICI[nom]:
            lignes.append(f"{nom} {ICI[nom].format(dossier=dossier)}")
    return "\n".join([*lignes, f"TemporaryDirectory {dossier}", ""])


def _attendre(prise: Path, processus: subprocess.Popen[bytes]) -> None:
    """Until it answers; one that stopped never will."""
    fin = time.monotonic() + PATIENCE
    while time.monotonic() < fin:
        with socket.socket(socket.AF_UNIX) as essai:
            if essai.connect_ex(str(prise)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            processus.wait(0.05)
            break
    raise AssertionError("clamd n’a pas démarré")


class Reel:
    def __init__(self, dossier: Path) -> None:
        (dossier / "base").mkdir()
        (dossier / "base" / "essai.ndb").write_text(SIGNATURE)
        (dossier / "clamd.conf").write_text(_reglages(dossier))
        commande = [str(CLAMD), "--foreground", "--config-file", str(dossier / "clamd.conf")]
        with (dossier / "journal").open("wb") as journal:
            self.processus = subprocess.Popen(commande, stdout=journal, stderr=journal)
        self.prise = dossier / "clamd.sock"
        _attendre(self.prise, self.processus)

    def analyser(self, contenu: bytes) -> str:
        """The signature, « sain », or why it was not analysed."""
        try:
            return Clamd(f"unix://{self.prise}", PATIENCE).analyser([contenu]).signature or "sain"
        except NonAnalyse as absence:
            return f"non analysé : {absence}"

    def arreter(self) -> None:
        self.processus.terminate()
        self.processus.wait(PATIENCE)


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reel]:
    demarre = Reel(tmp_path_factory.mktemp("clamd"))
    yield demarre
    demarre.arreter()


def archive(*contenus: tuple[str, bytes]) -> bytes:
    flux = BytesIO()
    with ZipFile(flux, "w", ZIP_DEFLATED) as ouverte:
        for nom, contenu in contenus:
            ouverte.writestr(nom, contenu)
    return flux.getvalue()


def chiffree() -> bytes:
    """An archive whose headers say that its entry is encrypted."""
    octets = bytearray(archive(("a.txt", EICAR)))
    for entete, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        octets[octets.index(entete) + place] |= 1
    return bytes(octets)


def emboitee(profondeur: int) -> bytes:
    contenu = archive(("eicar.txt", EICAR))
    for _ in range(profondeur):
        contenu = archive(("dedans.zip", contenu))
    return contenu


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"un texte", "sain"),
        (archive(("a.txt", b"un texte")), "sain"),
        (EICAR, TROUVE),
        (archive(("a.txt", b"un texte"), ("eicar.txt", EICAR)), TROUVE),
        (emboitee(1), TROUVE),
        (chiffree(), f"{PAS_LU}.Encrypted"),
        (emboitee(30), f"{PAS_LU}.Limits.Exceeded"),
        (archive(*((f"{n}.txt", bytes([n]) * 900_000) for n in range(4))), f"{PAS_LU}.Limits.Exceeded"),
        (b"x" * 1_500_000, f"{PAS_LU}.Limits.Exceeded"),
        (b"x" * 4_000_000, "non analysé : clamd"),
    ],
    ids=[
        "texte",
        "zip",
        "eicar",
        "eicar dans un zip",
        "deux zips",
        "chiffré",
        "trente zips",
        "trop en tout",
        "trop gros",
        "trop long",
    ],
)
def test_ce_que_clamd_dit_vraiment(reel, contenu, attendu):
    dit = reel.analyser(contenu)

    assert dit.startswith(attendu)
    assert dit == attendu or attendu.startswith("non analysé")


def test_une_entree_plus_grosse_que_le_plafond_est_lue_a_moitie_et_dite_saine(reel):
    """The alerts do not cover it: the settings of production leave nothing that this could happen to."""
    octets = {"M": 1024**2}
    plafonds = dict(re.findall(r"^(MaxFileSize|MaxScanSize) (\d+)M$", CONF.read_text(), re.MULTILINE))

    assert reel.analyser(archive(("longue.txt", b"x" * 1_500_000 + EICAR))) == "sain"
    assert int(plafonds["MaxFileSize"]) * octets["M"] > Constats().octets
    assert int(plafonds["MaxScanSize"]) * octets["M"] > Constats().octets + PLAFOND


def test_le_moteur_est_note(reel):
    moteur = Clamd(f"unix://{reel.prise}", PATIENCE).analyser([b"a"]).moteur

    assert re.match(r"ClamAV \d+\.\d+", moteur)


def test_clamd_arrete_n_a_rien_analyse(tmp_path):
    reel = Reel(tmp_path)
    assert reel.analyser(EICAR) == TROUVE

    reel.arreter()

    assert reel.analyser(EICAR).startswith("non analysé : clamd ne répond pas")
