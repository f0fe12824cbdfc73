"""Ranges for videos, and the front server that sends the files in our place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuves.models import Depot, Preuve
from segur.noyau.documents import plages
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.models import Document
from tests.monde import AVANT_DATE_1
from tests.noyau.documents.corpus.noms import ACCEPTES
from tests.noyau.documents.formats import ftyp

VIDEO = ftyp(b"isom")
TAILLE = len(VIDEO)


@pytest.fixture
def video(monde, client) -> Document:
    preuve: Preuve = monde.eligible().chapitres()[0].preuves.first()
    document = deposer_octets(VIDEO, nom="démo.mp4", zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)
    par = monde.mandataire.utilisateur
    Depot.objects.create(preuve=preuve, document=document, depose_le=AVANT_DATE_1, depose_par=par)
    client.force_login(monde.verificateur.utilisateur)
    return document


def demander(client, document, plage: str, **entetes: str):
    return client.get(f"{document.get_absolute_url()}apercu/", headers={"Range": plage, **entetes})


def contenu(reponse) -> bytes:
    return b"".join(reponse.streaming_content)


@pytest.mark.parametrize(
    ("plage", "debut", "fin"),
    [
        ("bytes=0-", 0, TAILLE - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=4-7", 4, 7),
        (f"bytes={TAILLE - 1}-", TAILLE - 1, TAILLE - 1),
        (f"bytes=2-{TAILLE + 100}", 2, TAILLE - 1),
        ("bytes=-4", TAILLE - 4, TAILLE - 1),
        (f"bytes=-{TAILLE + 1}", 0, TAILLE - 1),
    ],
)
def test_une_plage_est_rendue_seule(client, video, plage, debut, fin):
    reponse = demander(client, video, plage)

    assert (reponse.status_code, contenu(reponse)) == (206, VIDEO[debut : fin + 1])
    assert reponse["Content-Range"] == f"bytes {debut}-{fin}/{TAILLE}"
    assert (reponse["Content-Length"], reponse["Content-Type"]) == (str(fin - debut + 1), "video/mp4")
    assert (reponse["X-Content-Type-Options"], reponse["X-Frame-Options"]) == ("nosniff", "SAMEORIGIN")
    assert "default-src 'none'" in reponse["Content-Security-Policy"]


@pytest.mark.parametrize("plage", [f"bytes={TAILLE}-", f"bytes={TAILLE + 5}-{TAILLE + 9}", "bytes=-0"])
def test_une_plage_hors_du_fichier_est_impossible(client, video, plage):
    reponse = demander(client, video, plage)

    assert (reponse.status_code, reponse["Content-Range"]) == (416, f"bytes */{TAILLE}")


@pytest.mark.parametrize(
    "plage", ["bytes=5-2", "bytes=-", "bytes=a-b", "octets=0-1", "bytes=0-1,4-5", "bytes=1", "bytes=0-" + "9" * 40]
)
def test_une_plage_mal_ecrite_ou_multiple_rend_le_fichier_entier(client, video, plage):
    reponse = demander(client, video, plage)

    assert (reponse.status_code, contenu(reponse), reponse["Accept-Ranges"]) == (200, VIDEO, "bytes")


def test_une_plage_conditionnelle_rend_le_fichier_entier(client, video):
    assert contenu(demander(client, video, "bytes=0-3", **{"If-Range": '"a"'})) == VIDEO


def test_le_telechargement_reprend_ou_il_en_etait(client, video):
    reponse = client.get(video.get_absolute_url(), headers={"Range": "bytes=10-"})

    assert (reponse.status_code, contenu(reponse)) == (206, VIDEO[10:])
    assert reponse["Content-Disposition"].startswith("attachment")


@given(st.text("bytes=0123456789-, ", max_size=30), st.integers(0, 100))
def test_aucun_entete_ne_fait_planter(entete, taille):
    try:
        plage = plages.lire(entete, taille)
    except plages.PlageImpossible:
        return
    assert plage is None or 0 <= plage[0] <= plage[1] < taille


@pytest.mark.parametrize("suite", ["", "apercu/"])
def test_le_mandataire_envoie_le_fichier_a_notre_place(client, video, settings, suite):
    settings.X_ACCEL = "/fichiers-internes/"

    reponse = client.get(f"{video.get_absolute_url()}{suite}", headers={"Range": "bytes=0-3"})

    assert (reponse.status_code, reponse.content) == (200, b"")
    assert reponse["X-Accel-Redirect"] == f"/fichiers-internes/{video.fichier.chemin}"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in reponse["Content-Security-Policy"]


def test_le_mandataire_n_envoie_rien_a_qui_ne_voit_pas(client, monde, video, settings):
    settings.X_ACCEL = "/fichiers-internes/"
    client.force_login(monde.autre_editeur.utilisateur)

    reponse = client.get(video.get_absolute_url())

    assert (reponse.status_code, "X-Accel-Redirect" in reponse) == (404, False)


def test_chaque_nom_du_corpus_sort_entier_dans_un_seul_entete(client, video):
    from email.message import Message

    for nom in ACCEPTES:
        Document.objects.filter(pk=video.pk).update(nom=nom)
        entete = client.get(video.get_absolute_url())["Content-Disposition"]
        assert "\r" not in entete
        assert "\n" not in entete
        lu = Message()
        lu["Content-Disposition"] = entete
        assert lu.get_filename() == nom.replace("\\", "/").split("/")[-1].strip()  # which this reader strips
