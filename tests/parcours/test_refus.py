"""What goes wrong, seen in the browser: the reason is on the page, and nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from preuves.models import Depot
from segur.noyau import horloge
from segur.noyau.referentiel.demonstration import classeur
from segur.noyau.referentiel.models import VersionRem
from tests.monde import PDF, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("E1-03")
def test_une_seconde_apres_midi_la_candidature_est_refusee(portail: Callable[..., Onglet]) -> None:
    editeur = portail("mandataire@logipro.example")
    scenario = Monde().brouillon()
    scenario.remplir_etape_1()
    editeur.aller(f"/candidatures/{scenario.candidature.numero}/etape-1/recapitulatif/")
    editeur.cliquer("Soumettre votre candidature")
    horloge.regler(datetime(2025, 10, 15, 10, 0, 1, tzinfo=UTC))

    editeur.cliquer("Confirmer la soumission", role="button")

    lu = editeur.lire()
    assert "date limite le 15/10/2025 à 12:00 (heure de Paris)" in lu
    assert "arrêté du 30 avril 2025" in lu


def test_un_mauvais_fichier_est_refuse_sous_la_preuve(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    editeur = portail("mandataire@logipro.example")
    scenario = Monde().eligible()
    chapitre = scenario.chapitres()[0]
    preuve = chapitre.preuves.all()[0]
    editeur.aller(chapitre.get_absolute_url())
    for nom, contenu, raison in (
        ("outil.exe", b"MZ", "n’est pas dans un format accepté ici"),
        ("image.png", b"<html></html>", "n’est pas celui d’un fichier PNG"),
        ("gros.pdf", PDF + b"0" * 11_000_000, "Taille acceptée : moins de 10 Mo"),
    ):
        (tmp_path / nom).write_bytes(contenu)
        editeur.page.locator(f"#preuve-{preuve.pk} [name=fichiers]").set_input_files(tmp_path / nom)
        editeur.page.locator(f"#preuve-{preuve.pk} button", has_text="Déposer").click()
        editeur.page.locator("#envois li", has_text=raison).wait_for()
        editeur.verifier()
    assert editeur.page.url.endswith(chapitre.get_absolute_url())
    editeur.page.reload()

    assert (editeur.page.locator(f"#preuve-{preuve.pk}").count(), Depot.objects.count()) == (1, 0)


def test_la_candidature_d_un_autre_n_existe_pas(portail: Callable[..., Onglet]) -> None:
    autre = portail("mandataire@medisoft.example")
    candidature = Monde().eligible().candidature

    autre.aller(f"/candidatures/{candidature.numero}/")

    assert "Page introuvable" in autre.lire()


def test_un_mauvais_classeur_dit_tous_ses_defauts_puis_le_bon_s_importe(
    portail: Callable[..., Onglet], tmp_path: Path
) -> None:
    responsable = portail("responsable@ans.example")
    (tmp_path / "notes.xlsx").write_bytes(b"ceci n'est pas un classeur")
    (tmp_path / "rem.xlsx").write_bytes(classeur("MS-DUI-Va2"))
    responsable.aller("/rem/importer/")
    page = responsable.page
    page.get_by_label("Dispositif").select_option(label="DUI vague 2")
    page.locator("input[type=file]").set_input_files(tmp_path / "notes.xlsx")
    responsable.cliquer("Importer", role="button")
    assert VersionRem.objects.filter(dispositif__code="MS-DUI-Va2").count() == 0

    page.get_by_label("Dispositif").select_option(label="DUI vague 2")
    page.locator("input[type=file]").set_input_files(tmp_path / "rem.xlsx")
    responsable.cliquer("Importer", role="button")

    assert VersionRem.objects.get(dispositif__code="MS-DUI-Va2").nb_preuves == 215


@pytest.mark.parametrize("largeur", [320, 1280])
def test_les_pages_tiennent_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    editeur = portail("mandataire@logipro.example", largeur=largeur)
    scenario = Monde().convention()
    brouillon = Monde().brouillon(produit="Brouillon").candidature
    numero = scenario.candidature.numero
    adresses = [
        "/",
        "/produits/",
        "/produits/ajouter/",
        "/demarches/",
        "/demarches/MDV-LGC-Va2/",
        "/candidatures/",
        "/calendrier/",
        "/notifications/",
        "/composants/",
        "/compte/",
        "/horloge/",
        f"/candidatures/{numero}/",
        f"/candidatures/{numero}/historique/",
        f"/candidatures/{numero}/etape-1/",
        f"/candidatures/{numero}/etape-3/",
        f"/candidatures/{numero}/etape-4/",
        f"/candidatures/{brouillon.numero}/etape-1/",
        scenario.chapitres()[0].get_absolute_url(),
    ]

    debordent = [adresse for adresse in adresses if editeur.aller(adresse).deborde()]

    assert debordent == []


def test_une_preuve_se_juge_au_clavier(portail: Callable[..., Onglet]) -> None:
    verificateur = portail("verificateur@ans.example")
    scenario = Monde().eligible()
    chapitre = scenario.chapitres()[-1]
    scenario.soumettre(chapitre)
    preuve = chapitre.preuves.all()[0]
    verificateur.aller(chapitre.get_absolute_url())

    verificateur.page.locator(f"#preuve-{preuve.pk} [name=motif]").focus()
    verificateur.page.keyboard.press("Tab")
    assert verificateur.page.evaluate("document.activeElement.value") == "conforme"
    verificateur.page.keyboard.press("Enter")
    verificateur.page.locator(f"#preuve-{preuve.pk}", has_text="conforme").wait_for()
    verificateur.page.locator(f"#preuve-{preuve.pk}:focus").wait_for()

    preuve.refresh_from_db()
    assert preuve.statut == "conforme"
