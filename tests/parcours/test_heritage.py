"""A NRU comes later: the vérificateur reads what changes, confirms; the vendor reads why a proof is not asked."""

from collections.abc import Callable

import pytest

from preuves.models import Preuve
from segur.noyau.journal.verification import anomalies
from tests.monde import Monde, citer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
NRU = "LGCV1ABCDEF0"


@pytest.mark.exigence("HE-14", "E1-28")
@pytest.mark.parametrize("largeur", [320, 1280])
def test_un_nru_de_vague_1_vient_en_cours_de_parcours(portail: Callable[..., Onglet], largeur: int) -> None:
    verificateur = portail("verificateur@ans.example", largeur=largeur)
    scenario = Monde().eligible()
    citer(scenario.candidature, 1, NRU)
    verificateur.aller(f"/candidatures/{scenario.candidature.numero}/etape-3/").cliquer("Provenance des preuves")

    assert "7 preuves : n’est plus à déposer" in verificateur.lire()
    assert not verificateur.deborde()
    verificateur.page.get_by_label("Afficher les preuves").select_option(label="héritée (7)")
    verificateur.cliquer("Filtrer", role="button")
    assert verificateur.page.locator("tbody tr").count() == 7
    verificateur.cliquer("Confirmer et appliquer", role="button")

    assert "Rien à changer : les preuves suivent déjà la situation." in verificateur.lire()
    editeur = portail("mandataire@logipro.example", largeur=largeur)
    preuve = Preuve.objects.get(attendue__identifiant="INS/va1.05.01.01")
    editeur.aller(preuve.chapitre.get_absolute_url())
    assert "Rien à déposer : Preuve de la vague 1 héritée" in editeur.page.inner_text(f"#preuve-{preuve.pk}")
    assert editeur.page.locator(f"#preuve-{preuve.pk} [name=fichiers]").count() == 0
    assert not editeur.deborde()
    editeur.aller(f"/candidatures/{scenario.candidature.numero}/historique/")
    assert "dont la provenance change" in editeur.lire()
    assert list(anomalies()) == []


@pytest.mark.exigence("E3-42")
def test_l_ans_reclame_une_preuve_heritee(portail: Callable[..., Onglet]) -> None:
    verificateur = portail("verificateur@ans.example")
    scenario = Monde().soumise()
    citer(scenario.candidature, 1, NRU)
    scenario.declarer_eligible()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-3/provenance/"

    verificateur.aller(adresse).cliquer("Réclamer des preuves")
    verificateur.page.get_by_text("Preuve de la vague 1 exigée par l’ANS").click()
    verificateur.page.locator("#id_preuves").fill("INS/va1.05.01.01")
    verificateur.page.locator("#id_motif").fill("Contrôle de l’identité.")
    verificateur.cliquer("Enregistrer", role="button")
    verificateur.aller(adresse)
    assert "1 preuve : redevient à charger" in verificateur.lire()
    verificateur.cliquer("Confirmer et appliquer", role="button")

    preuve = Preuve.objects.get(attendue__identifiant="INS/va1.05.01.01")
    assert (preuve.provenance, preuve.statut) == ("a_deposer", "a_charger")
    assert "Contrôle de l’identité." in preuve.raison
