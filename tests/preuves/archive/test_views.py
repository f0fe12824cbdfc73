"""The page of the archives: for the vendor alone, and it tells how far the making is."""

import hashlib

import pytest
from django.urls import reverse

from preuves.models import ExportDossier
from preuves.tasks import produire_archive
from segur.noyau.documents.models import Document


@pytest.fixture
def adresse(candidature) -> str:
    return reverse("preuves:export", args=[candidature.numero])


def test_l_editeur_demande_suit_puis_telecharge(scenario, adresse, connecter):
    client = connecter(scenario.editeur)

    assert client.post(adresse)["Location"] == adresse
    en_attente = client.get(adresse).content.decode()
    export = ExportDossier.objects.get()
    export.avancer(3, 8)
    en_cours = client.get(adresse, headers={"HX-Request": "true"}).content.decode()
    ExportDossier.objects.update(signe_de_vie_le=None)
    produire_archive(export.pk)
    export.refresh_from_db()
    finie = client.get(adresse).content.decode()
    recue = client.get(export.document.get_absolute_url())

    assert "La préparation va commencer." in en_attente
    assert f'hx-get="{adresse}"' in en_attente
    assert "3 fichiers sur 8" in en_cours
    assert "<html" not in en_cours
    assert "hx-trigger" not in finie
    assert export.document.get_absolute_url() in finie
    octets = b"".join(recue)
    assert hashlib.sha256(octets).hexdigest() == export.document.fichier.empreinte


def test_une_seconde_demande_est_refusee_en_clair(scenario, adresse, connecter):
    client = connecter(scenario.editeur)
    client.post(adresse)

    reponse = client.post(adresse)

    assert (reponse.status_code, ExportDossier.objects.count()) == (422, 1)
    assert "Archive en préparation" in reponse.content.decode()


def test_sans_cle_la_page_dit_pourquoi_et_n_offre_pas_de_bouton(scenario, adresse, connecter, settings):
    settings.CLE_ARCHIVES = ""

    page = connecter(scenario.editeur).get(adresse).content.decode()

    assert "Le portail n’a pas encore de clé pour signer ses archives" in page
    assert "Préparer l’archive" not in page


@pytest.mark.parametrize("qui", ["verificateur", "responsable", "college", "direction", "autre_editeur"])
def test_l_archive_d_un_editeur_n_existe_pour_personne_d_autre(exporter, petit_monde, adresse, connecter, qui):
    export = exporter()
    client = connecter(getattr(petit_monde, qui))

    assert [client.get(a).status_code for a in (adresse, export.document.get_absolute_url())] == [404, 404]
    assert client.post(adresse).status_code == 404


@pytest.mark.parametrize(("qui", "offerte"), [("mandataire", True), ("verificateur", False)])
def test_le_tableau_de_bord_l_offre_a_l_editeur_seul(candidature, petit_monde, adresse, connecter, qui, offerte):
    page = connecter(getattr(petit_monde, qui)).get(candidature.get_absolute_url()).content.decode()

    assert ("Télécharger tout le dossier" in page, adresse in page) == (offerte, offerte)


def test_une_archive_redemandee_sans_changement_le_dit(exporter, scenario, adresse, connecter):
    exporter()
    Document.objects.filter(zone="archive").update(depose_le=scenario.instant)
    exporter()

    page = connecter(scenario.editeur).get(adresse).content.decode()

    assert page.count("rien n’avait changé depuis cette version") == 1
