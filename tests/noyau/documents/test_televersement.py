"""Sizes are measured while the bytes arrive; what is too large is counted and not kept."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from preuves.models import Preuve
from segur.noyau.dispositifs.zones import PLAFOND
from segur.noyau.documents.televersement import FichierTropGrand
from tests.monde import PDF


def televerser(*fichiers: SimpleUploadedFile):
    return RequestFactory().post("/", {"f": list(fichiers), "apres": "lu"})


@pytest.fixture
def atelier(settings, tmp_path) -> Path:
    atelier = tmp_path / "televersements"
    atelier.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(atelier)
    return atelier


@pytest.mark.parametrize(("ecart", "garde"), [(-1, True), (0, True), (1, False), (5_000_000, False)])
def test_le_plafond(atelier, ecart, garde):
    requete = televerser(SimpleUploadedFile("a.pdf", PDF.ljust(PLAFOND + ecart, b"x")))

    recu = requete.FILES["f"]
    assert (recu.name, recu.size) == ("a.pdf", PLAFOND + ecart)
    assert isinstance(recu, FichierTropGrand) is not garde
    assert requete.POST["apres"] == "lu"
    recu.close()


def test_ce_qui_depasse_ne_reste_pas_sur_le_disque(atelier):
    requete = televerser(SimpleUploadedFile("gros.pdf", b"x" * (PLAFOND + 3_000_000)))

    assert requete.FILES["f"].size == PLAFOND + 3_000_000
    assert sum(fichier.stat().st_size for fichier in atelier.iterdir()) == 0


def test_un_gros_fichier_n_empeche_pas_le_suivant(atelier):
    requete = televerser(SimpleUploadedFile("gros.pdf", b"x" * (PLAFOND + 1)), SimpleUploadedFile("petit.pdf", PDF))

    gros, petit = requete.FILES.getlist("f")
    assert (gros.size, petit.size, petit.read()) == (PLAFOND + 1, len(PDF), PDF)


@pytest.mark.parametrize(
    ("nom", "recu"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\rapport.pdf", "rapport.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("\u202efdp.pdf", "fdp.pdf"),
        ("été d’essai.pdf", "été d’essai.pdf"),
    ],
)
def test_le_nom_recu_est_nettoye(nom, recu):
    fichier = SimpleUploadedFile("x.pdf", PDF)
    fichier._name = nom

    assert televerser(fichier).FILES["f"].name == recu


def test_seule_la_page_des_lots_recoit_une_grande_archive(client, monde, connecter):
    """The same bytes are kept where an archive is expected, and dropped while they arrive anywhere else."""
    grande = b"PK\x03\x04".ljust(PLAFOND + 1, b"x")
    numero = monde.eligible().candidature.numero
    editeur = connecter(monde.mandataire)

    au_lot = editeur.post(f"/candidatures/{numero}/etape-3/lot/", {"archive": SimpleUploadedFile("a.zip", grande)})
    ailleurs = editeur.post(
        f"/preuves/{Preuve.objects.all()[0].pk}/deposer/", {"fichiers": SimpleUploadedFile("a.zip", grande)}
    )

    assert "abîmée ou n’est pas un ZIP" in au_lot.content.decode()
    assert "pèse 15,7 Mo" in ailleurs.content.decode()
