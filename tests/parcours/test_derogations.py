"""A CNDA proof: a provisional piece on the last minute of Date 2, then the attestation before the collège."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from preuves.models import Preuve
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.dispositifs.models import VersionEcheance
from tests.monde import Monde
from tests.parcours.conftest import Onglet
from tests.preuves.derogations.petit_dui import DATE_2, dui_eligible, preuve_de

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)
DATE_3 = datetime(2027, 4, 1, 10, tzinfo=UTC)


@pytest.mark.exigence("DER-01", "DER-06", "E4-13")
def test_une_derogation_a_la_date_2_puis_l_attestation(
    portail: Callable[..., Onglet], regler_horloge: Callable[[datetime], None]
) -> None:
    editeur = portail("mandataire@logipro.example", largeur=320)
    verificateur = portail("verificateur@ans.example")
    monde = Monde()
    scenario = dui_eligible(monde)
    VersionEcheance.objects.filter(dispositif=scenario.dispositif, numero=3).update(instant=DATE_3)
    cnda, autre = preuve_de(scenario, "SC.INS/DEM.01"), preuve_de(scenario, "SC.INS/DEM.02")
    regler_horloge(DATE_2 - MINUTE)

    editeur.aller(cnda.adresse_de_la_salle)
    editeur.page.get_by_text("À défaut, déposer une pièce provisoire").click()
    editeur.page.get_by_label("Pièce provisoire : Dépôt au CNDA").check(force=True)
    editeur.page.get_by_label("L’ensemble des éléments attendus est déposé au CNDA").check(force=True)
    editeur.page.locator("#lien-provisoire").fill("https://exemple.fr/depot-cnda")
    editeur.cliquer("Déposer la pièce provisoire", role="button")
    assert "La pièce doit aussi montrer : Le CNDA atteste ce dépôt." in editeur.lire()
    assert editeur.page.get_by_label("L’ensemble des éléments attendus est déposé au CNDA").is_checked()
    editeur.page.get_by_label("Le CNDA atteste ce dépôt").check(force=True)
    editeur.cliquer("Déposer la pièce provisoire", role="button")
    assert "PROVISOIRE" in editeur.page.locator(f"#preuve-{cnda.pk}").inner_text()
    assert not editeur.deborde()

    preuves.deposer(autre, scenario.demande(monde.mandataire, lien="https://exemple.fr/autre"))
    chapitres.soumettre(cnda.chapitre, scenario.demande(monde.mandataire))
    scenario.valider(cnda.chapitre)
    regler_horloge(DATE_3 + MINUTE)

    editeur.aller(cnda.adresse_de_la_salle)
    editeur.page.locator("#lien-definitif").fill("https://exemple.fr/attestation")
    editeur.cliquer("Déposer l’attestation définitive", role="button")
    verificateur.aller(cnda.adresse_de_la_salle)
    assert "https://exemple.fr/attestation" in verificateur.lire()
    verificateur.cliquer("Conforme, et suivante", role="button")

    assert Preuve.objects.get(pk=cnda.pk).statut == "conforme"
    assert not Preuve.objects.provisoires().exists()
    verificateur.aller(cnda.adresse_de_la_salle)
    assert "pièce provisoire : Dépôt au CNDA" in verificateur.page.locator("#historique + ol").inner_text()


@pytest.mark.exigence("CAL-06", "E3-30")
def test_le_plan_le_jalon_et_l_audit_se_lisent_a_320_px(
    portail: Callable[..., Onglet], regler_horloge: Callable[[datetime], None]
) -> None:
    monde = Monde()
    editeur = portail("mandataire@logipro.example", largeur=320)
    verificateur = portail("verificateur@ans.example", largeur=320)
    scenario = monde.eligible()
    scenario.charger(scenario.chapitres()[0])
    regler_horloge(datetime(2026, 7, 1, 10, tzinfo=UTC))
    grille = f"/candidatures/{scenario.candidature.numero}/etape-3/"

    editeur.aller(grille).cliquer("Plan de dépôt")
    assert "Aucune preuve n’a été déposée ces 28 derniers jours" in editeur.lire()
    verificateur.aller("/pilotage/jalon/")
    assert "Jalon manqué" in verificateur.lire()
    assert not editeur.deborde()
    assert not verificateur.deborde()

    verificateur.aller(grille).cliquer("Annoncer la visite INS")
    verificateur.page.locator("#id_visite_le").fill("2026-07-15")
    verificateur.cliquer("Enregistrer", role="button")
    assert "Visite INS le 15/07/2026." in editeur.aller(grille).lire()
    assert not verificateur.deborde()
