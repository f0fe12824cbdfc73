"""The catalogue in a real browser: found, shared, changed, exported."""

from collections.abc import Callable
from pathlib import Path

import pytest

from candidatures.models import Collaborateur, Produit
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("CP-11", "CP-21", "CP-23", "CP-25", "CP-26", "CP-34", "E1-08", "ROL-08")
def test_un_produit_se_partage_se_corrige_et_s_exporte(portail: Callable[..., Onglet]) -> None:
    mandataire = portail("mandataire@logipro.example")
    monde = Monde()
    for nom in ("LogiMed", "Écho"):
        monde.scenario(produit=nom)
    nouveau = Utilisateur.objects.create_user("zoe@logipro.example", MOT_DE_PASSE, nom="Petit", prenom="Zoé")
    logipro = Organisation.objects.get(nom="LogiPro")
    Appartenance.objects.create(utilisateur=nouveau, organisation=logipro, role=Role.SALARIE)
    salarie = portail("zoe@logipro.example")
    assert "Aucun produit pour le moment." in salarie.aller("/produits/").lire()

    _partager(mandataire)
    _corriger(salarie)
    _demarrer(mandataire)

    assert Collaborateur.objects.get(utilisateur=nouveau).droit == "saisie"


def _partager(mandataire: Onglet) -> None:
    page = mandataire.page
    mandataire.aller("/produits/")
    page.get_by_label("Rechercher (nom").fill("echo")
    mandataire.cliquer("Rechercher", role="button")
    assert ("Écho" in mandataire.lire(), "LogiMed" in mandataire.lire()) == (True, False)
    mandataire.aller("/produits/").cliquer("Nom du produit")
    page.locator("th[aria-sort=descending]").wait_for()
    mandataire.cliquer("Voir la fiche de Écho").cliquer("Ajouter un collaborateur")
    page.locator("#id_utilisateur").select_option(label="Zoé Petit")
    page.get_by_text("Saisie : remplir les brouillons").click()
    mandataire.cliquer("Ajouter", role="button", exact=True)
    assert "Zoé Petit a accès à Écho - 1.0 : saisie." in mandataire.lire()


def _corriger(salarie: Onglet) -> None:
    salarie.aller("/produits/").cliquer("Voir la fiche de Écho")
    assert "Votre droit sur ce produit : saisie." in salarie.lire()
    with salarie.page.expect_download() as attente:
        salarie.page.get_by_role("link", name="Exporter la fiche produit").click()
    assert Path(attente.value.path()).read_bytes().startswith(b"%PDF-")
    salarie.cliquer("Modifier le produit")
    salarie.page.get_by_label("Certifications").fill("ISO 27001")
    salarie.cliquer("Enregistrer", role="button")
    assert "Certifications : vide devient « ISO 27001 »" in salarie.lire()


def _demarrer(mandataire: Onglet) -> None:
    mandataire.aller("/parcours/").cliquer("En savoir plus").cliquer("LGC vague 2", exact=True)
    assert "Vos démarches LGC vague 2 (2)" in mandataire.lire()
    mandataire.page.get_by_label("Trié par").select_option(label="Statut")
    mandataire.cliquer("Rechercher", role="button").cliquer("Démarrer Écho - 1.0")
    assert "Inscription au référencement LGC vague 2" in mandataire.lire()


@pytest.mark.parametrize("largeur", [320, 1280])
def test_les_pages_du_catalogue_tiennent_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    editeur = portail("mandataire@logipro.example", largeur=largeur)
    scenario = Monde().soumise(produit="Un nom de produit qui prend toute la place")
    fiche = Produit.objects.get(pk=scenario.produit.pk).get_absolute_url()
    adresses = [
        "/produits/?tri=-version",
        fiche,
        f"{fiche}modifier/",
        f"{fiche}collaborateurs/",
        "/parcours/",
        "/parcours/segur-vague-2/",
        "/demarches/",
        "/demarches/MDV-LGC-Va2/",
        scenario.candidature.get_absolute_url(),
    ]

    assert [adresse for adresse in adresses if editeur.aller(adresse).deborde()] == []


@pytest.mark.parametrize("suite", ["modifier/", "collaborateurs/"])
def test_chaque_case_se_voit(portail: Callable[..., Onglet], suite: str) -> None:
    """The design system draws a box in front of the label that follows it at once; wrapped, it would be invisible."""
    editeur = portail("mandataire@logipro.example")
    editeur.aller(f"{Monde().scenario().produit.get_absolute_url()}{suite}")

    dessins = editeur.page.locator("main input[type=checkbox] + label, main input[type=radio] + label")

    cases = editeur.page.locator("main input[type=checkbox], main input[type=radio]").count()
    vues = dessins.evaluate_all("l => l.map(e => getComputedStyle(e, '::before').content)")
    assert vues == ['""'] * cases != []
