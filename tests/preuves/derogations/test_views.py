"""The proof room of the proofs with rules of their own, by HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from preuves.models import Depot, Preuve
from preuves.transitions import chapitre as chapitres
from segur.noyau import horloge
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde
from tests.preuves.derogations.petit_dui import OUVERTURE, dui_eligible, preuve_de

pytestmark = pytest.mark.django_db
BUDGET = 15
CAPTURE = {"substitut": "edc-chapitres-valides", "lien": "https://exemple.fr/edc"}
ELEMENTS = [f"edc-chapitres-valides:{rang}" for rang in range(3)]


@pytest.fixture(autouse=True)
def avant_la_date_2(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(OUVERTURE)


@pytest.fixture
def scenario(monde: Monde) -> Scenario:
    return dui_eligible(monde, profils=("general", "ahi"))


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


def salle(client: Client, preuve: Preuve) -> str:
    return client.get(preuve.adresse_de_la_salle).content.decode()


@pytest.mark.exigence("DER-05")
def test_une_piece_provisoire_se_depose_en_cochant_ce_qu_elle_montre(editeur: Client, scenario: Scenario) -> None:
    psc = preuve_de(scenario, "PSC.01")
    assert "Pièce provisoire : Capture d’écran du guichet EDC PSC, chapitres validés" in salle(editeur, psc)

    reponse = editeur.post(f"/preuves/{psc.pk}/deposer-provisoire/", {**CAPTURE, "elements": ELEMENTS})

    assert reponse.status_code == 302
    for page in (salle(editeur, psc), editeur.get(psc.chapitre.get_absolute_url()).content.decode()):
        assert 'fr-badge--warning">provisoire</span>' in page
    grille = editeur.get(f"/candidatures/{scenario.candidature.numero}/etape-3/").content.decode()
    assert "<br>1 provisoire</p>" in grille


@pytest.mark.exigence("DER-05")
def test_ce_qui_manque_est_dit_et_rien_n_est_perdu(editeur: Client, scenario: Scenario) -> None:
    psc = preuve_de(scenario, "PSC.01")

    autres = ["edc-chapitres-soumis:2", "edc-chapitres-valides:x", "edc-chapitres-valides:9999"]
    reponse = editeur.post(f"/preuves/{psc.pk}/deposer-provisoire/", {**CAPTURE, "elements": [ELEMENTS[0], *autres]})

    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "montrer : Le nom de la solution ; L’ensemble des chapitres EDC PSC validés." in page
    assert 'value="edc-chapitres-valides:0" checked' in page
    assert 'value="edc-chapitres-valides" checked' in page
    assert 'value="https://exemple.fr/edc"' in page
    assert Depot.objects.count() == 0


def test_sans_choix_ni_fichier_toutes_les_erreurs_sont_dites(editeur: Client, scenario: Scenario) -> None:
    psc = preuve_de(scenario, "PSC.01")

    reponse = editeur.post(f"/preuves/{psc.pk}/deposer-provisoire/", {"lien": "pas un lien"})

    page = reponse.content.decode()
    assert (reponse.status_code, "Choisissez la pièce provisoire" in page) == (422, True)
    assert "n’est pas une adresse valide" in page


@pytest.mark.exigence("E3-45", "E3-46")
def test_les_chiffres_du_test_d_intrusion_sont_juges_des_deux_cotes(
    monde: Monde, editeur: Client, scenario: Scenario
) -> None:
    test = preuve_de(scenario, "SSI/GEN.18")
    adresse = f"/preuves/{test.pk}/test-intrusion/"

    illisible = editeur.post(adresse, {"ko_hauts": "-1", "ko_moyens": "beaucoup"})
    editeur.post(adresse, {"ko_hauts": "0", "ko_moyens": "11"})
    verificateur = Client()
    verificateur.force_login(monde.verificateur.personne)

    assert illisible.status_code == 422
    assert "Gravité haute : indiquez un nombre positif ou nul." in illisible.content.decode()
    assert "Gravité moyenne : indiquez un nombre entier." in illisible.content.decode()
    for page in (salle(editeur, test), salle(verificateur, test)):
        assert "Gravité haute : 0 point(s) de contrôle KO, 0 au plus." in page
        assert "Gravité moyenne : 11 point(s) de contrôle KO, 10 au plus." in page


@pytest.mark.exigence("E3-47")
def test_hors_ahi_la_salle_dit_ou_se_fait_le_test(monde: Monde, editeur: Client) -> None:
    scenario = dui_eligible(monde)

    page = salle(editeur, preuve_de(scenario, "SSI/GEN.18"))

    assert ("dans le parcours EDC PSC" in page, 'name="ko_hauts"' in page) == (True, False)


@pytest.mark.exigence("E3-48")
def test_une_case_suffit_pour_le_label(editeur: Client, scenario: Scenario) -> None:
    label = preuve_de(scenario, "LABEL.01")
    adresse = f"/preuves/{label.pk}/declarer/"

    sans_case = editeur.post(adresse, {"precision": "Label n° 12"})
    editeur.post(adresse, {"dispose": "on", "precision": "Label n° 12"})

    page = salle(editeur, label)
    assert (sans_case.status_code, "Cochez la case" in sans_case.content.decode()) == (422, True)
    assert "L’éditeur déclare disposer du label e-santé. Label n° 12" in page
    assert 'href=""' not in page


@pytest.mark.exigence("E3-33")
def test_la_salle_dit_combien_d_attestations_sont_attendues(monde: Monde, editeur: Client) -> None:
    scenario = dui_eligible(monde, noms=("222222222", "333333333"))

    cnda = salle(editeur, preuve_de(scenario, "SC.INS/DEM.01"))
    psc = salle(editeur, preuve_de(scenario, "PSC.01"))

    assert "3 attestations sont attendues, une par NIL : 123456789, 222222222, 333333333." in cnda
    assert "Une seule attestation est attendue : elle mentionne tous les noms commerciaux et tous les NIL" in psc


@pytest.mark.exigence("E3-33")
@pytest.mark.parametrize("exigence", ["SC.INS/DEM.01", "PSC.01", "SSI/GEN.18", "LABEL.01"])
def test_la_salle_coute_autant_pour_trois_noms_que_pour_un(monde: Monde, editeur: Client, exigence: str) -> None:
    couts = []
    for noms in ((), ("222222222", "333333333")):
        scenario = dui_eligible(monde, profils=("general", "ahi"), noms=noms)
        preuve = preuve_de(scenario, exigence)
        salle(editeur, preuve)
        with CaptureQueriesContext(connection) as requetes:
            salle(editeur, preuve)
        couts.append(len(requetes))

    assert max(couts) <= BUDGET
    assert couts[1] - couts[0] <= 1  # the list of names is read when there is one


@pytest.mark.exigence("DER-06")
def test_le_verificateur_juge_la_definitive_dans_un_chapitre_valide(
    monde: Monde, editeur: Client, scenario: Scenario
) -> None:
    psc = preuve_de(scenario, "PSC.01")
    editeur.post(f"/preuves/{psc.pk}/deposer-provisoire/", {**CAPTURE, "elements": ELEMENTS})
    chapitres.soumettre(psc.chapitre, scenario.demande(monde.mandataire))
    scenario.valider(psc.chapitre)
    verificateur = Client()
    verificateur.force_login(monde.verificateur.personne)
    avant = salle(verificateur, psc)

    editeur.post(f"/preuves/{psc.pk}/deposer-definitive/", {"lien": "https://exemple.fr/habilitation"})

    assert ('id="decision"' in avant, 'id="decision"' in salle(verificateur, psc)) == (False, True)
    grille = verificateur.get(f"/candidatures/{scenario.candidature.numero}/etape-3/").content.decode()
    assert "<br>1 attestation définitive à vérifier</p>" in grille
