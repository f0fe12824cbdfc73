from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel import views
from segur.noyau.referentiel.importation import importer_rem
from segur.noyau.referentiel.models import VersionRem

from .classeurs import classeur, ligne

LE = datetime(2026, 7, 1, 8, tzinfo=UTC)


def connecter(client: Client, role: str, nature: str = Organisation.Nature.ANS) -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user("agent@exemple.test", nom="Martin", prenom="Ada")
    organisation = Organisation.objects.create(nom="Organisation", nature=nature)
    Appartenance.objects.create(utilisateur=utilisateur, organisation=organisation, role=role)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def responsable(client: Client, dui: Dispositif) -> Utilisateur:
    return connecter(client, Role.RESPONSABLE)


def deposer(client: Client, contenu: bytes, nom: str = "rem.xlsx"):
    donnees = {"dispositif": "MS-DUI-Va2", "fichier": SimpleUploadedFile(nom, contenu)}
    return client.post(reverse("referentiel:importer"), donnees)


def test_importer_cree_une_version_et_montre_ses_avertissements(client, responsable):
    reponse = deposer(client, classeur(ligne(1, profil=None)))

    version = VersionRem.objects.get()
    assert (reponse.status_code, reponse.url) == (302, reverse("referentiel:version", args=[version.pk]))
    assert (version.importee_par, version.nom_fichier) == (responsable, "rem.xlsx")
    page = client.get(reponse.url)
    assert "Le profil est vide" in page.content.decode()


def test_importer_montre_chaque_probleme_et_n_ecrit_rien(client, responsable):
    reponse = deposer(client, classeur(ligne(1, perimetre="<b>9</b>"), ligne(2, ordre="x")))

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert VersionRem.objects.count() == 0
    for texte in (
        "Périmètre inconnu.",
        "&lt;b&gt;9&lt;/b&gt;",
        "Écrivez « Vague 1 » ou « Vague 2 ».",
        "Écrivez 1, 2, 3…",
    ):
        assert texte in page


def test_importer_le_contenu_en_vigueur_ne_change_rien(client, responsable):
    deposer(client, classeur(ligne(1)))
    reponse = deposer(client, classeur(ligne(1)))

    assert (reponse.status_code, VersionRem.objects.count()) == (302, 1)


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [("rem.csv", b"a;b", "n’est pas au format xlsx"), ("rem.xlsx", b"", "vide")],
)
def test_un_fichier_d_une_autre_sorte_est_refuse(client, responsable, nom, contenu, message):
    reponse = deposer(client, contenu, nom)

    assert reponse.status_code == 422
    assert message in reponse.content.decode()


def test_le_formulaire_s_affiche_et_n_ecrit_rien(client, responsable):
    reponse = client.get(reverse("referentiel:importer"))

    assert reponse.status_code == 200
    assert VersionRem.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "nature", "code"),
    [
        (Role.RESPONSABLE, Organisation.Nature.ANS, 200),
        (Role.ADMINISTRATEUR, Organisation.Nature.ANS, 200),
        (Role.VERIFICATEUR, Organisation.Nature.ANS, 403),
        (Role.MANDATAIRE, Organisation.Nature.EDITEUR, 403),
        (Role.GESTIONNAIRE, Organisation.Nature.ASP, 403),
    ],
)
def test_seuls_les_responsables_et_l_administrateur_entrent(client, dui, role, nature, code):
    version = importer_rem(classeur(ligne(1)), nom_fichier="rem.xlsx", dispositif=dui, importee_par=None, le=LE).version
    connecter(client, role, nature)

    adresses = [reverse("referentiel:liste"), reverse("referentiel:importer")]
    adresses.append(reverse("referentiel:version", args=[version.pk]))

    assert [client.get(adresse).status_code for adresse in adresses] == [code] * 3


def test_seuls_les_responsables_et_l_administrateur_importent(client, dui):
    connecter(client, Role.VERIFICATEUR)

    reponse = deposer(client, classeur(ligne(1)))

    assert (reponse.status_code, VersionRem.objects.count()) == (403, 0)


def test_la_liste_est_paginee(client, responsable, dui, monkeypatch):
    monkeypatch.setattr(views, "VERSIONS_PAR_PAGE", 2)
    for rang in (1, 2, 3):
        importer_rem(classeur(ligne(rang)), nom_fichier="rem.xlsx", dispositif=dui, importee_par=responsable, le=LE)

    pages = [client.get(reverse("referentiel:liste"), {"page": page}).context["page"] for page in (1, 2)]

    assert [[version.numero for version in page] for page in pages] == [[3, 2], [1]]


def test_le_cout_de_la_liste_ne_depend_pas_du_nombre_de_versions(client, responsable, dui):
    couts = []
    for rang in (1, 2, 3):
        importer_rem(classeur(ligne(rang)), nom_fichier="rem.xlsx", dispositif=dui, importee_par=responsable, le=LE)
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("referentiel:liste"))
        couts.append(len(requetes))

    assert couts == [couts[0]] * 3


def test_la_page_d_une_version_inconnue_n_existe_pas(client, responsable):
    assert client.get(reverse("referentiel:version", args=[404])).status_code == 404
