"""What the page of step 4 says of the electronic signature."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidatures.models import DemandeDeSignature
from candidatures.signature.suivi import actualiser, preparer_les_demandes
from preuves.transitions.convention import valider
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.yousign.serveur import Prestataire
from tests.monde import Monde

pytestmark = pytest.mark.django_db
RENVOYER = "Renvoyer pour signature électronique"


@pytest.fixture
def lire(monde: Monde, scenario: Scenario) -> Callable[..., str]:
    """`lire(acteur)`: the page, for that person."""

    def page(acteur: Any) -> str:
        client = Client()
        client.force_login(acteur.utilisateur)
        return client.get(scenario.candidature.convention.get_absolute_url()).content.decode()

    return page


@pytest.mark.exigence("E4-03")
def test_la_page_dit_qui_doit_signer_et_jusqu_a_quand(
    monde: Monde, demande: DemandeDeSignature, lire: Callable[..., str]
) -> None:
    page = lire(monde.mandataire)

    attendus = ["Signature électronique", "En attente de signature", demande.signataire, "06/04/2026 à 23:59"]
    assert [attendu for attendu in attendus if attendu not in page] == []
    assert (RENVOYER in page, RENVOYER in lire(monde.responsable)) == (False, False)


def test_avant_l_invitation_la_page_dit_qu_elle_va_partir(
    monde: Monde, yousign: Prestataire, scenario: Scenario, lire: Callable[..., str]
) -> None:
    preparer_les_demandes(scenario.instant)

    assert "va être adressée" in lire(monde.mandataire)


def test_apres_un_refus_la_page_le_dit_et_le_responsable_peut_renvoyer(
    monde: Monde,
    yousign: Prestataire,
    demande: DemandeDeSignature,
    scenario: Scenario,
    lire: Callable[..., str],
    connecter: Callable[..., Client],
) -> None:
    yousign.demande["status"] = "declined"
    actualiser(demande.pk, scenario.instant)

    page = lire(monde.responsable)
    adresse = f"/actions/convention.redemander_la_signature/{scenario.candidature.convention.pk}/"
    reponse = connecter(monde.responsable).post(adresse, {})

    assert ("Refusée par le signataire" in page, RENVOYER in page) == (True, True)
    assert (reponse.status_code, RENVOYER in lire(monde.responsable)) == (302, False)


@pytest.mark.exigence("E4-04")
def test_l_exemplaire_signe_dit_d_ou_il_vient_et_l_ans_le_valide(
    monde: Monde, yousign: Prestataire, demande: DemandeDeSignature, scenario: Scenario, lire: Callable[..., str]
) -> None:
    yousign.demande["status"] = "done"
    actualiser(demande.pk, scenario.instant)

    page = lire(monde.mandataire)

    valider(scenario.candidature.convention, scenario.demande(monde.responsable))
    assert ("exemplaire signé électroniquement" in page, "déposé par l’éditeur" in page) == (True, False)
    assert "Les équipes de l’ANS ont validé la convention signée" in lire(monde.mandataire)


def test_sans_raccordement_la_page_n_en_dit_rien(
    monde: Monde, demande: DemandeDeSignature, lire: Callable[..., str], settings: Any
) -> None:
    settings.YOUSIGN_URL = ""

    pages = [lire(acteur) for acteur in (monde.mandataire, monde.responsable)]

    assert [mot for page in pages for mot in ("électronique", "Yousign") if mot in page] == []


def test_la_page_lit_autant_quel_que_soit_le_nombre_de_demandes(
    monde: Monde, demande: DemandeDeSignature, scenario: Scenario, lire: Callable[..., str]
) -> None:
    with CaptureQueriesContext(connection) as une:
        lire(monde.mandataire)
    for rang in range(2):
        DemandeDeSignature.objects.create(
            candidature=scenario.candidature,
            cle=f"ancienne-{rang}",
            reference=f"ancienne-{rang}",
            statut="expired",
            signataire="A",
            envoi_le=scenario.demande(monde.mandataire).recu_le,
            creee_le=scenario.instant,
        )

    with CaptureQueriesContext(connection) as trois:
        lire(monde.mandataire)

    assert len(une) == len(trois)
