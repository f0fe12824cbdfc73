"""Suspension, end of a suspension, withdrawal: proposed by one, decided by another, seen by everybody (E4-14)."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from candidatures.models import Candidature, DocumentOfficiel, Mesure
from candidatures.recours import voies_de_recours
from candidatures.transitions import mesures
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.test_transitions import refus_de
from tests.monde import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    scenario = petit_monde.convention()
    scenario.signer_la_convention()
    scenario.referencer()
    return scenario


def candidature() -> Candidature:
    return Candidature.objects.get()


def proposer(monde: Monde, scenario: Scenario, nature: str) -> Mesure:
    demande = scenario.demande(monde.responsable, nature=nature, motif="Faille non corrigée.")
    mesures.proposer_une_mesure(candidature(), demande)
    return Mesure._default_manager.latest("pk")


def decider(monde: Monde, scenario: Scenario, nature: str) -> Mesure:
    mesure = proposer(monde, scenario, nature)
    mesures.prononcer_la_mesure(mesure, scenario.demande(monde.direction))
    return Mesure._default_manager.get(pk=mesure.pk)


@pytest.mark.exigence("E4-14")
def test_un_retrait_prononce_se_voit_partout_et_ne_se_defait_pas(
    petit_monde: Monde, scenario: Scenario, client: Client
) -> None:
    Notification.objects.all().delete()
    mesure = decider(petit_monde, scenario, "retrait")

    assert (candidature().statut, candidature().situation_depuis) == ("retiree", mesure.decidee_le)
    assert candidature().nru
    code = DocumentOfficiel.objects.get(nature="attestation").code
    situation = client.get(f"/verifier/{code}.json").json()["situation"]
    assert (situation["libelle"], situation["en_vigueur"]) == ("Référencement retiré", False)
    assert "Référencement retiré" in client.get(f"/verifier/{code}/").content.decode()
    client.force_login(petit_monde.mandataire.personne)
    etape_4 = client.get(candidature().convention.get_absolute_url()).content.decode()
    assert ("n’est plus en vigueur depuis le" in etape_4, "Félicitations" in etape_4) == (True, False)
    message = Notification.objects.filter(adresse="mandataire@logipro.example").get()
    assert ("Faille non corrigée." in message.corps, voies_de_recours() in message.corps) == (True, True)
    suite = scenario.demande(petit_monde.responsable, nature="retablissement", motif="Corrigée.")
    assert refus_de(mesures.proposer_une_mesure, candidature(), suite)[0].startswith("Statut actuel")
    assert list(anomalies()) == []


@pytest.mark.exigence("E4-14")
def test_une_suspension_se_leve(petit_monde: Monde, scenario: Scenario, client: Client) -> None:
    suspension = decider(petit_monde, scenario, "suspension")
    assert (candidature().statut, candidature().situation_depuis) == ("suspendue", suspension.decidee_le)

    fin = decider(petit_monde, scenario, "retablissement")

    assert (candidature().statut, candidature().situation_depuis) == ("referencee", fin.decidee_le)


@pytest.mark.parametrize(("avant", "nature"), [("", "retablissement"), ("suspension", "suspension")])
def test_une_mesure_hors_de_propos_est_refusee(petit_monde: Monde, scenario: Scenario, avant: str, nature: str) -> None:
    if avant:
        decider(petit_monde, scenario, avant)

    demande = scenario.demande(petit_monde.responsable, nature=nature, motif="Faille.")
    (refus,) = refus_de(mesures.proposer_une_mesure, candidature(), demande)

    assert "ne s’applique pas à la situation actuelle" in refus


def test_sans_motif_ou_avec_une_autre_en_attente_rien_ne_se_propose(petit_monde: Monde, scenario: Scenario) -> None:
    vide = scenario.demande(petit_monde.responsable, nature="retrait", motif=" ")
    assert refus_de(mesures.proposer_une_mesure, candidature(), vide) == ["Donnez le motif de la décision."]
    proposer(petit_monde, scenario, "suspension")

    encore = scenario.demande(petit_monde.responsable, nature="retrait", motif="Autre faille.")
    assert refus_de(mesures.proposer_une_mesure, candidature(), encore) == [
        "Une mesure attend déjà une décision : Suspension du référencement."
    ]
    assert candidature().statut == "referencee"


def test_qui_propose_ne_decide_pas(petit_monde: Monde, scenario: Scenario) -> None:
    direction = petit_monde.direction
    les_deux = Acteur(direction.utilisateur, direction.organisation, frozenset({Role.RESPONSABLE, Role.DIRECTION}))
    mesures.proposer_une_mesure(candidature(), scenario.demande(les_deux, nature="retrait", motif="Faille."))
    mesure = Mesure._default_manager.get()

    for geste in (mesures.prononcer_la_mesure, mesures.ecarter_la_mesure):
        assert refus_de(geste, mesure, scenario.demande(les_deux, motif="Non.")) == [
            "Une autre personne doit décider : vous avez rendu l’avis ou fait la proposition."
        ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Mesure._default_manager.update(statut="prononcee", decidee_par=direction.personne, decidee_le=scenario.instant)


def test_une_mesure_ecartee_ne_change_rien_et_l_editeur_n_en_sait_rien(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    Notification.objects.all().delete()
    mesure = proposer(petit_monde, scenario, "retrait")
    mesures.ecarter_la_mesure(mesure, scenario.demande(petit_monde.direction, motif="Déjà corrigée."))

    adresse = candidature().convention.get_absolute_url()
    assert candidature().statut == "referencee"
    assert not Notification.objects.filter(adresse="mandataire@logipro.example").exists()
    assert "Faille" not in connecter(petit_monde.mandataire).get(adresse).content.decode()
    assert "Déjà corrigée." in connecter(petit_monde.responsable).get(adresse).content.decode()
    historique = f"/candidatures/{candidature().numero}/historique/"
    assert "Mesure" not in connecter(petit_monde.mandataire).get(historique).content.decode()
