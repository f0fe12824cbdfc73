"""The client of clamd: a clean answer is the whole one, after the whole content; everything else is « non analysé »."""

import shutil
import socket
import subprocess

import pytest

from segur.noyau.documents.antivirus.clamd import Clamd, NonAnalyse, Reponse
from tests.noyau.documents.antivirus.clamd import VERSION, en_marche
from tests.noyau.documents.corpus.eicar import EICAR

SAIN, INFECTE = Reponse("", VERSION), Reponse("Eicar-Test-Signature", VERSION)


@pytest.fixture
def faux():
    with en_marche() as serveur:
        yield serveur


def demander(faux, *morceaux: bytes, delai: float = 5) -> Reponse:
    return Clamd(faux.adresse, delai).analyser(morceaux)


def test_un_contenu_sain_et_un_infecte(faux):
    assert demander(faux, b"texte") == SAIN
    assert demander(faux, EICAR) == INFECTE


def test_par_une_prise_unix(tmp_path):
    with en_marche(tmp_path / "clamd.ctl") as faux:
        assert demander(faux, EICAR) == INFECTE


@pytest.mark.parametrize("morceaux", [[], [b""], [b"a"], [b"x" * 64 * 1024], [b"y" * (64 * 1024 + 1)], [b"ab", b"cd"]])
def test_tous_les_octets_arrivent_et_rien_d_autre(faux, morceaux):
    demander(faux, *morceaux)

    assert faux.recus == [b"".join(morceaux)]


def test_une_signature_a_cheval_sur_deux_morceaux(faux):
    assert demander(faux, EICAR[:30], EICAR[30:]) == INFECTE


@pytest.mark.parametrize(
    ("panne", "raison", "en_panne"),
    [
        ("ferme", "clamd", True),
        ("ferme avant", "clamd", True),
        ("moitié", "incomplète", True),
        ("muet", "clamd", True),
        (b"stream: OK", "incomplète", True),
        (b"stream: OK\0stream: Eicar FOUND\0", "répond", False),
        (b"stream: OK\nstream: Eicar FOUND\0", "répond", False),
        (b"OK\0", "répond", False),
        (b"stream: ok\0", "répond", False),
        (b"stream: OK \0", "répond", False),
        (b"stream:  FOUND\0", "répond", False),
        (b"\0", "répond", False),
        (b"INSTREAM size limit exceeded. ERROR\0", "size limit", False),
        (b"UNKNOWN COMMAND\0", "répond", False),
        (b"\xff\xfe\0", "clamd", True),
        (b"x" * 5000 + b"\0", "trop longue", True),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", "pas tout lu", False),
        (b"stream: Heuristics.Encrypted.Zip FOUND\0", "pas tout lu", False),
    ],
)
def test_toute_panne_est_un_contenu_non_analyse(faux, panne, raison, en_panne):
    faux.panne = panne

    with pytest.raises(NonAnalyse, match=raison) as absence:
        demander(faux, b"texte" * 1000, delai=1)

    assert absence.value.en_panne is en_panne or panne == "ferme avant"


def test_un_verdict_rendu_avant_la_fin_ne_compte_pas(faux):
    faux.panne = "tôt"

    def contenu():
        yield b"un peu"
        assert faux.parle.wait(10)
        yield b"le reste"

    with pytest.raises(NonAnalyse, match="avant la fin"):
        Clamd(faux.adresse, 20).analyser(contenu())


@pytest.mark.parametrize("version", [b"\0", b"autre chose\0", b"ClamAV 1\nfaux\0"])
def test_un_serveur_qui_n_est_pas_clamd_n_est_pas_cru(faux, version):
    faux.version = version

    with pytest.raises(NonAnalyse, match="sa version"):
        demander(faux, b"texte")


def test_personne_n_ecoute():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        adresse = f"tcp://127.0.0.1:{prise.getsockname()[1]}"
    with pytest.raises(NonAnalyse) as absence:
        Clamd(adresse, 1).analyser([b"texte"])

    assert absence.value.en_panne


@pytest.mark.skipif(not shutil.which("clamd"), reason="clamd n’est pas installé (paquet Debian clamav-daemon)")
def test_avec_un_vrai_clamd(tmp_path):
    """On a base of one signature, written here."""
    prise, base = tmp_path / "clamd.ctl", tmp_path / "base"
    base.mkdir()
    (base / "essai.ndb").write_text(f"Essai.Eicar:0:*:{EICAR.hex()}\n")
    reglages = (
        f"LocalSocket {prise}\nDatabaseDirectory {base}\nForeground yes\nAlertEncrypted yes\nAlertExceedsMax yes\n"
    )
    (tmp_path / "clamd.conf").write_text(reglages)
    commande = ["clamd", "--config-file", str(tmp_path / "clamd.conf")]
    with subprocess.Popen(commande, stdout=subprocess.PIPE, text=True) as processus:
        try:
            assert processus.stdout is not None
            next(ligne for ligne in processus.stdout if "listening" in ligne.lower() or "Self checking" in ligne)
            vrai = Clamd(f"unix://{prise}", 30)
            assert vrai.analyser([b"texte"]).signature == ""
            assert vrai.analyser([EICAR]).signature.startswith("Essai.Eicar")
        finally:
            processus.terminate()
