"""One minute late: one person of the ANS proposes a reopening, another grants it, the vendor files."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from candidatures.models import DerogationDeDelai
from segur.noyau import horloge
from tests.monde import DATE_1, PDF, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.mark.exigence("E1-03", "CAL-01")
def test_en_retard_d_une_minute_un_depot_est_rouvert_a_deux_et_recu(
    portail: Callable[..., Onglet], tmp_path: Path
) -> None:
    editeur, responsable = portail("mandataire@logipro.example"), portail("responsable@ans.example")
    direction = portail("direction@ans.example")
    scenario = Monde().brouillon()
    scenario.remplir_etape_1()
    numero = scenario.candidature.numero
    (tmp_path / "constat.pdf").write_bytes(PDF)

    horloge.regler(DATE_1 + MINUTE)
    editeur.aller(f"/candidatures/{numero}/etape-1/recapitulatif/")
    assert "cette date est passée" in editeur.lire()
    assert "Votre envoi a été reçu le 15/10/2025" in editeur.lire()

    responsable.aller("/derogations/").cliquer("Proposer une dérogation")
    responsable.cliquer("Proposer", role="button", exact=True)
    assert "Donnez un n° de candidature, ou choisissez un dispositif." in responsable.lire()
    page = responsable.page
    page.get_by_label("N° de la candidature").fill(numero)
    page.get_by_label("Ce qui est reporté ou rouvert").select_option("depots-1")
    page.get_by_label("Jusqu’au").fill("2025-10-16T12:00")
    page.get_by_label("Motif", exact=False).first.fill("Le portail ne répondait pas à 11:59.")
    page.get_by_label("Pièces justificatives").set_input_files(tmp_path / "constat.pdf")
    assert not responsable.deborde()
    responsable.cliquer("Proposer", role="button", exact=True)
    assert "vous avez proposé cette dérogation" in responsable.lire()

    derogation = DerogationDeDelai.objects.get()
    direction.aller("/derogations/").cliquer(f"n° {derogation.pk}")
    assert "reportée au 16/10/2025 à 12:00 (heure de Paris)" in direction.lire()
    direction.cliquer("Accorder la dérogation")
    direction.cliquer("Accorder", role="button", exact=True)
    assert f"Réouverture n° {derogation.pk}" in direction.lire()

    editeur.aller(f"/candidatures/{numero}/")
    assert "la Date 1 est reportée au 16/10/2025 à 12:00 (heure de Paris)" in editeur.lire()
    editeur.cliquer(f"Réouverture n° {derogation.pk}")
    assert "Le portail ne répondait pas à 11:59." in editeur.lire()
    editeur.aller(f"/candidatures/{numero}/etape-1/recapitulatif/")
    editeur.cliquer("Soumettre votre candidature")
    editeur.cliquer("Confirmer la soumission", role="button")

    editeur.cliquer("Récépissé")
    recu = editeur.lire()
    assert "Date 1 : 16/10/2025 à 12:00 (heure de Paris)." in recu
    assert f"Réouverture n° {derogation.pk} accordée le 15/10/2025" in recu
    assert "arrêté du 30 avril 2025" in recu


@pytest.mark.exigence("E1-03")
def test_le_compte_a_rebours_suit_l_horloge_du_serveur_et_ne_parle_qu_aux_seuils(
    portail: Callable[..., Onglet],
) -> None:
    editeur = portail("mandataire@logipro.example")
    scenario = Monde().brouillon()
    page = editeur.page
    page.clock.install(time=DATE_1 + timedelta(days=400))  # the user's own clock is wrong by more than a year
    horloge.regler(DATE_1 - timedelta(minutes=61))
    page.goto(f"{editeur.adresse}/candidatures/{scenario.candidature.numero}/etape-1/")
    reste, annonce = page.locator("[data-reste]"), page.locator("[data-annonce]")
    assert reste.inner_text().startswith("1 h 0")
    assert annonce.inner_text() == ""

    page.clock.run_for(2 * 60_000)
    assert reste.inner_text() in ("58 min", "59 min")
    assert annonce.inner_text() == "Il reste 1 h 00 min avant la date limite."

    page.clock.run_for(10 * 60_000)
    assert annonce.inner_text() == "Il reste 1 h 00 min avant la date limite.", "rien entre les seuils"
    page.clock.run_for(41 * 60_000)
    assert annonce.inner_text() == "Il reste 10 min avant la date limite."
    page.clock.run_for(9 * 60_000)
    assert annonce.inner_text() == "Cette date limite est passée."
    assert editeur.erreurs == []


def test_sans_script_la_banniere_dit_l_heure_et_ce_qui_reste(portail: Callable[..., Onglet]) -> None:
    scenario = Monde().brouillon()
    horloge.regler(DATE_1 - timedelta(hours=3, minutes=5, seconds=30))
    editeur = portail("mandataire@logipro.example")
    temoin = editeur.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    temoin.add_cookies(editeur.page.context.cookies())  # type: ignore[arg-type]
    page = temoin.new_page()

    page.goto(f"{editeur.adresse}/candidatures/{scenario.candidature.numero}/etape-1/")

    assert "Il reste 3 h" in page.locator("[role=timer]").inner_text()
    temoin.close()
