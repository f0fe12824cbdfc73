"""The INS audit: announced, validated with its documents, seen by the vendor alone with the ANS."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from preuves.models import AuditIns
from preuves.transitions import audit as audits
from segur.noyau import horloge
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde, citer, fichier
from tests.preuves.test_transitions import refus_de, relu

pytestmark = pytest.mark.django_db
VISITE = date(2026, 3, 12)
PAIRE = {"rapport": [fichier("rapport.pdf", b"%PDF-rapport")], "pas_a_pas": [fichier("pas.pdf", b"%PDF-pas")]}


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    return petit_monde.eligible()


def grille(client: Client, scenario: Scenario) -> str:
    return client.get(f"/candidatures/{scenario.candidature.numero}/etape-3/").content.decode()


def annoncer(monde: Monde, scenario: Scenario, jour: date = VISITE) -> AuditIns:
    demande = scenario.demande(monde.verificateur, visite_le=jour)
    audits.annoncer_la_visite_ins(scenario.candidature, demande)
    return AuditIns.objects.get(candidature=scenario.candidature)


@pytest.mark.exigence("E3-30")
def test_la_date_de_la_visite_est_rappelee_a_l_editeur(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    avant = grille(connecter(monde.mandataire), scenario)
    annoncer(monde, scenario)
    annoncer(monde, scenario, date(2026, 3, 13))

    page = grille(connecter(monde.mandataire), scenario)

    assert ("Audit INS" in avant, "Visite INS le 13/03/2026." in page) == (False, True)
    assert "Changer la date de la visite INS" not in page


@pytest.mark.exigence("E3-31")
def test_l_audit_valide_met_ses_documents_a_disposition(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    audit = annoncer(monde, scenario)
    audits.valider(audit, scenario.demande(monde.responsable, **PAIRE))

    client = connecter(monde.mandataire)
    page = grille(client, scenario)
    audit = relu(audit)
    assert "L’audit Audit INS a été validé. Vous pouvez télécharger les documents associés ci-dessous." in page
    adresses = [document.get_absolute_url() for document in (audit.rapport, audit.pas_a_pas)]
    assert [client.get(adresse).getvalue() for adresse in adresses] == [b"%PDF-rapport", b"%PDF-pas"]
    autre = Client()
    autre.force_login(monde.autre_editeur.personne)
    assert [autre.get(adresse).status_code for adresse in adresses] == [404, 404]


@pytest.mark.exigence("E3-30")
def test_pas_de_visite_pour_une_solution_referencee_en_vague_1(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    citer(scenario.candidature, 1, "LGCV1ABCDE1")

    refus = refus_de(
        audits.annoncer_la_visite_ins, scenario.candidature, scenario.demande(monde.verificateur, visite_le=VISITE)
    )

    assert refus == ["La solution est déjà référencée en vague 1 : pas de visite INS."]
    assert "Audit INS" not in grille(connecter(monde.verificateur), scenario)


@pytest.mark.exigence("E3-31")
def test_un_audit_valide_ne_change_plus(monde: Monde, scenario: Scenario) -> None:
    audit = annoncer(monde, scenario)
    audits.valider(audit, scenario.demande(monde.verificateur, **PAIRE))

    demande = scenario.demande(monde.verificateur, visite_le=VISITE)
    assert refus_de(audits.annoncer_la_visite_ins, scenario.candidature, demande) == ["L’audit INS est déjà validé."]
    (encore,) = refus_de(audits.valider, audit, scenario.demande(monde.verificateur, **PAIRE))
    assert encore.startswith("Statut actuel : « Validé ». Audit INS validé par vous-même le ")


def test_l_ans_annonce_et_valide_depuis_la_grille(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    client = connecter(monde.verificateur)
    annonce = f"/actions/candidature.annoncer_la_visite_ins/{scenario.candidature.pk}/"
    assert annonce in grille(client, scenario)

    vide = client.post(annonce, {"visite_le": ""})
    client.post(annonce, {"visite_le": "2026-03-12"})
    audit = AuditIns.objects.get()
    valider = f"/actions/auditins.valider/{audit.pk}/"
    seul = client.post(valider, {"rapport": fichier("rapport.pdf")})
    page = grille(client, scenario)
    client.post(valider, {"rapport": fichier("rapport.pdf"), "pas_a_pas": fichier("pas.pdf")})

    assert (vide.status_code, "Indiquez la date de la visite." in vide.content.decode()) == (422, True)
    assert (seul.status_code, audit.visite_le, valider in page) == (422, VISITE, True)
    assert relu(audit).statut == "valide"
    assert valider not in grille(client, scenario)
