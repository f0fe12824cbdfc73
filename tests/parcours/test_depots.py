"""Many proofs at once: a whole folder, a network that gives way, a file dropped on its proof."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from preuves.models import Chapitre, Depot, FichierDuLot, Preuve
from segur.noyau.referentiel.models import PreuveAttendue
from segur.portail.demonstration.scenario import Scenario
from tests.monde import PDF, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
CENT_VINGT_QUATRE = 124
MANDATAIRE = "mandataire@logipro.example"
DEPOSER_SUR = """async ([cle, fichiers]) => {
  const transfert = new DataTransfer();
  for (const [nom, texte] of fichiers) transfert.items.add(new File([texte], nom));
  const carte = document.getElementById(cle);
  for (const geste of ["dragover", "drop"])
    carte.dispatchEvent(new DragEvent(geste, { dataTransfer: transfert, bubbles: true, cancelable: true }));
}"""
COLLER_DANS = """cle => {
  const transfert = new DataTransfer();
  const encode = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADE"
    + "lEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC";
  const png = Uint8Array.from(atob(encode), c => c.charCodeAt(0));
  transfert.items.add(new File([png], "image.png", { type: "image/png" }));
  document.getElementById(cle).focus();
  const collage = new ClipboardEvent("paste", { clipboardData: transfert, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(collage);
}"""


def _chapitre_de(nombre: int) -> tuple[Scenario, Chapitre]:
    """The longest chapter of a candidature, brought to that many proofs."""
    scenario = Monde().eligible()
    chapitre = max(scenario.chapitres(), key=lambda chapitre: chapitre.preuves.count())
    modele = PreuveAttendue.objects.filter(scenario__exigence__chapitre=chapitre.chapitre_rem)[0]
    for rang in range(nombre - chapitre.preuves.count()):
        attendue = PreuveAttendue.objects.create(
            version=modele.version, scenario=modele.scenario, identifiant=f"PLUS/{rang:03}.01", ordre=900 + rang
        )
        Preuve.objects.create(chapitre=chapitre, attendue=attendue)
    return scenario, chapitre


def _dossier(racine: Path, chapitre: Chapitre) -> list[Preuve]:
    """One small PDF per proof, named after it; but for the last one, whose name says nothing."""
    racine.mkdir()
    preuves = list(Preuve.objects.filter(chapitre=chapitre).select_related("attendue"))
    for preuve in preuves[:-1]:
        nom = str(preuve).replace("/", "_")
        (racine / f"{nom} – capture (2).PDF").write_bytes(PDF + nom.encode())
    (racine / "notice de l’utilisateur.pdf").write_bytes(PDF + b"notice")
    return preuves


def _termine(page: Page, texte: str) -> None:
    expect(page.locator("#envois [role=status]")).to_have_text(f"Terminé : {texte}.", timeout=60_000)


@pytest.mark.exigence("E3-13", "E3-14")
def test_un_chapitre_de_124_preuves_se_remplit_par_un_dossier(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail(MANDATAIRE)
    scenario, chapitre = _chapitre_de(CENT_VINGT_QUATRE)
    racine = tmp_path / "preuves du chapitre"
    preuves = _dossier(racine, chapitre)
    page = onglet.page
    onglet.aller(chapitre.get_absolute_url()).cliquer("Déposer un dossier ou une archive ZIP d’un coup")

    page.locator("#dossier").set_input_files(racine)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    _termine(page, "124 reçus, 0 refusé, 0 coupé")
    expect(page.locator("#lot")).to_contain_text("123 placés, 1 à placer à la main, 0 refusé, 0 déposé.")
    onglet.verifier()
    assert Depot.objects.filter(preuve__chapitre=chapitre).count() == 0

    page.get_by_label("Preuve de preuves du chapitre/notice de l’utilisateur.pdf").fill(str(preuves[-1]))
    page.get_by_role("button", name="Confirmer et déposer les fichiers placés").click()
    expect(page.locator("#lot")).to_contain_text("124 déposés.", timeout=60_000)
    onglet.verifier()

    chapitre = Chapitre.objects.avec_compteurs().get(pk=chapitre.pk)
    assert (chapitre.nb_preuves, chapitre.nb_chargees) == (CENT_VINGT_QUATRE, CENT_VINGT_QUATRE)  # type: ignore[attr-defined]
    assert Depot.objects.get(preuve=preuves[-1]).document.nom == "notice de l’utilisateur.pdf"  # type: ignore[union-attr]
    onglet.aller(chapitre.get_absolute_url())
    assert page.get_by_role("link", name="Soumettre").or_(page.get_by_role("button", name="Soumettre")).count() > 0


def test_une_coupure_se_reprend_sans_refaire_le_reste(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail(MANDATAIRE, largeur=320)
    _, chapitre = _chapitre_de(10)
    racine = tmp_path / "preuves"
    _dossier(racine, chapitre)
    page = onglet.page
    onglet.aller(f"/candidatures/{chapitre.candidature.numero}/etape-3/lot/")
    passes: list[str] = []

    def couper_a_60_pour_cent(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        passes.append(route.request.url)
        route.abort() if len(passes) in (7, 8) else route.continue_()

    page.route("**/etape-3/lot/", couper_a_60_pour_cent)
    page.locator("#fichiers").set_input_files(sorted(racine.iterdir()))
    page.get_by_role("button", name="Envoyer", exact=True).click()
    _termine(page, "8 reçus, 0 refusé, 2 coupés")
    assert FichierDuLot.objects.count() == 8
    assert page.get_by_text("coupé : la connexion n’a pas tenu.").count() == 2
    onglet.erreurs = [erreur for erreur in onglet.erreurs if "net::ERR_FAILED" not in erreur]
    onglet.verifier()
    assert not onglet.deborde()

    page.get_by_role("button", name="Réessayer tout ce qui est coupé").click()
    _termine(page, "2 reçus, 0 refusé, 0 coupé")

    expect(page.locator("#lot")).to_contain_text("9 placés, 1 à placer à la main")
    assert (FichierDuLot.objects.count(), len(passes)) == (10, 12)


@pytest.mark.exigence("E3-17", "E3-18")
def test_un_fichier_se_glisse_se_colle_ou_se_choisit_sur_sa_preuve(portail: Callable[..., Onglet]) -> None:
    onglet = portail(MANDATAIRE)
    _, chapitre = _chapitre_de(5)
    preuve, autre = chapitre.preuves.all()[:2]
    page = onglet.page
    onglet.aller(chapitre.get_absolute_url())
    page.locator(f"#preuve-{autre.pk} [name=lien]").fill("https://preuves.example/en-cours")

    texte = PDF.decode()
    page.evaluate(
        DEPOSER_SUR, [f"preuve-{preuve.pk}", [["un.pdf", texte], ["faux.png", "<html>"], ["deux.pdf", texte + "2"]]]
    )
    _termine(page, "2 reçus, 1 refusé, 0 coupé")
    assert f"faux.png → Preuve {preuve} : refusé : Le contenu de « faux.png »" in page.inner_text("#envois")
    onglet.verifier()

    page.evaluate(COLLER_DANS, f"preuve-{preuve.pk}")
    _termine(page, "1 reçu, 1 refusé, 0 coupé")
    page.locator(f"#preuve-{preuve.pk} [name=fichiers]").set_input_files(
        {"name": "choisi.pdf", "mimeType": "application/pdf", "buffer": PDF + b"3"}
    )
    page.locator(f"#preuve-{preuve.pk}").get_by_role("button", name="Ajouter").click()
    _termine(page, "1 reçu, 1 refusé, 0 coupé")
    onglet.verifier()

    noms = _noms(preuve)
    assert (noms[0], noms[1], noms[2].startswith("capture-"), noms[3]) == ("un.pdf", "deux.pdf", True, "choisi.pdf")
    assert "choisi.pdf" in page.inner_text(f"#preuve-{preuve.pk}")
    assert f"1/{chapitre.preuves.count()} preuve chargée" in page.inner_text("#compteurs")
    assert page.locator(f"#preuve-{autre.pk} [name=lien]").input_value() == "https://preuves.example/en-cours"


def test_une_coupure_sur_une_preuve_se_reessaie(portail: Callable[..., Onglet]) -> None:
    onglet = portail(MANDATAIRE)
    _, chapitre = _chapitre_de(5)
    preuve = chapitre.preuves.all()[0]
    page = onglet.page
    onglet.aller(chapitre.get_absolute_url())
    page.route("**/deposer/", lambda route: route.abort(), times=1)

    page.evaluate(DEPOSER_SUR, [f"preuve-{preuve.pk}", [["un.pdf", PDF.decode()]]])
    _termine(page, "0 reçu, 0 refusé, 1 coupé")
    assert _noms(preuve) == []
    page.get_by_role("button", name="Réessayer : un.pdf").click()
    _termine(page, "1 reçu, 0 refusé, 0 coupé")

    assert _noms(preuve) == ["un.pdf"]
    expect(page.get_by_role("button", name="Réessayer", exact=False)).to_have_count(0)
    page.get_by_role("button", name="Fermer").click()
    expect(page.locator("#envois")).to_be_hidden()


def _noms(preuve: Any) -> list[str]:
    return [str(depot) for depot in Depot.objects.actuels().filter(preuve=preuve).select_related("document")]
