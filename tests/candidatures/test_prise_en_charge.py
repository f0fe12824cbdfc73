"""Who follows a candidature for the ANS: it guides the work and forbids nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.models import Candidature
from candidatures.transitions.administrative import valider
from candidatures.transitions.instruction import attribuer, prendre_en_charge, rendre
from segur.noyau.comptes.models import Acteur, Appartenance, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde

NEUF_HEURES = datetime(2025, 10, 6, 7, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def soumise(monde: Monde) -> Scenario:
    return monde.soumise()


def relue(scenario: Scenario) -> Candidature:
    return Candidature.objects.get(pk=scenario.candidature.pk)


def suivi(scenario: Scenario) -> tuple[str, datetime | None]:
    candidature = relue(scenario)
    return str(candidature.instructeur or ""), candidature.instruite_depuis


def refus_de(geste, scenario: Scenario, demande) -> list[str]:
    avant = suivi(scenario)
    with pytest.raises(Refus) as refus:
        geste(scenario.candidature, demande)
    assert suivi(scenario) == avant
    return [motif.explication for motif in refus.value.verdict.obstacles]


def test_un_verificateur_prend_en_charge_et_le_journal_le_date(monde: Monde, soumise: Scenario) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))

    entree = EntreeJournal.objects.get(action=prendre_en_charge.nom)
    assert suivi(soumise) == ("Amina Roux", NEUF_HEURES)
    assert (entree.acteur, entree.recu_le, entree.recit) == (
        monde.verificateur.utilisateur,
        NEUF_HEURES,
        "Prise en charge par Amina Roux",
    )
    assert (entree.de, entree.vers, entree.details) == ("en_cours", "en_cours", {"avant": "", "apres": "Amina Roux"})


def test_le_second_apprend_qui_suit_deja_la_candidature(monde: Monde, soumise: Scenario) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))

    assert refus_de(prendre_en_charge, soumise, monde.demande(monde.responsable, NEUF_HEURES)) == [
        "Amina Roux suit déjà cette candidature depuis le 06/10/2025 à 09:00 (heure de Paris)."
    ]


def test_un_collegue_decide_sur_une_candidature_suivie_par_un_autre(monde: Monde, soumise: Scenario) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))

    valider(soumise.candidature.administrative, monde.demande(monde.responsable, NEUF_HEURES))

    candidature = relue(soumise)
    assert (candidature.administrative.statut, candidature.instructeur) == ("validee", monde.verificateur.utilisateur)


def test_un_responsable_attribue_et_la_personne_l_apprend(
    monde: Monde, soumise: Scenario, agent: Callable[..., Acteur]
) -> None:
    nora = agent("Nora", "Henry")
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))
    Notification.objects.all().delete()

    attribuer(soumise.candidature, monde.demande(monde.responsable, NEUF_HEURES, instructeur=nora.personne))

    message = Notification.objects.get()
    assert suivi(soumise) == ("Nora Henry", NEUF_HEURES)
    assert (message.destinataire, message.corps) == (
        nora.utilisateur,
        "Louis Moreau vous attribue la candidature de LogiMed - 1.0 (LogiPro).",
    )
    assert EntreeJournal.objects.get(action=attribuer.nom).details == {"avant": "Amina Roux", "apres": "Nora Henry"}


def test_s_attribuer_a_soi_n_envoie_rien(monde: Monde, soumise: Scenario) -> None:
    Notification.objects.all().delete()

    attribuer(soumise.candidature, monde.demande(monde.responsable, instructeur=monde.responsable.personne))

    assert (suivi(soumise)[0], Notification.objects.count()) == ("Louis Moreau", 0)


@pytest.mark.parametrize("qui", ["college", "mandataire", "personne"])
def test_une_candidature_ne_s_attribue_qu_a_qui_l_instruit(monde: Monde, soumise: Scenario, qui: str) -> None:
    personne = None if qui == "personne" else getattr(monde, qui).personne

    assert refus_de(attribuer, soumise, monde.demande(monde.responsable, instructeur=personne)) == [
        "La candidature s’attribue à un vérificateur ou à un responsable de l’ANS."
    ]


def test_attribuer_deux_fois_a_la_meme_personne_ne_change_pas_sa_date(monde: Monde, soumise: Scenario) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))
    demande = monde.demande(monde.responsable, instructeur=monde.verificateur.personne)

    assert refus_de(attribuer, soumise, demande) == ["Cette personne suit déjà la candidature."]


def test_un_verificateur_n_attribue_pas(monde: Monde, soumise: Scenario) -> None:
    demande = monde.demande(monde.verificateur, instructeur=monde.verificateur.personne)

    assert refus_de(attribuer, soumise, demande) == ["Cette action revient à : responsable ANS."]


@pytest.mark.parametrize("qui", ["verificateur", "responsable"])
def test_qui_la_suit_la_rend_ou_un_responsable_a_sa_place(monde: Monde, soumise: Scenario, qui: str) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))

    rendre(soumise.candidature, monde.demande(getattr(monde, qui)))

    assert suivi(soumise) == ("", None)


def test_un_autre_verificateur_ne_la_rend_pas(monde: Monde, soumise: Scenario, agent: Callable[..., Acteur]) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))

    assert refus_de(rendre, soumise, monde.demande(agent("Nora", "Henry"))) == [
        "Rendre cette candidature revient à qui en a la charge, ou à un responsable."
    ]


def test_une_candidature_que_personne_ne_suit_ne_se_rend_pas(monde: Monde, soumise: Scenario) -> None:
    assert refus_de(rendre, soumise, monde.demande(monde.responsable)) == ["Personne n’a cette candidature en charge."]


@pytest.mark.parametrize("depart", ["rôle perdu", "compte fermé"])
def test_qui_n_instruit_plus_ne_compte_plus(
    monde: Monde, soumise: Scenario, agent: Callable[..., Acteur], depart: str
) -> None:
    nora = agent("Nora", "Henry")
    prendre_en_charge(soumise.candidature, monde.demande(nora, NEUF_HEURES))
    if depart == "rôle perdu":
        Appartenance.objects.filter(utilisateur=nora.utilisateur).update(active=False)
    else:
        type(nora.personne).objects.filter(pk=nora.personne.pk).update(is_active=False)
    assert (suivi(soumise)[0], relue(soumise).instructeur_en_place(NEUF_HEURES)) == ("Nora Henry", None)

    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur, NEUF_HEURES))

    assert suivi(soumise) == ("Amina Roux", NEUF_HEURES)


def test_qui_change_de_role_sans_cesser_d_instruire_la_garde(
    monde: Monde, soumise: Scenario, agent: Callable[..., Acteur]
) -> None:
    nora = agent("Nora", "Henry")
    prendre_en_charge(soumise.candidature, monde.demande(nora))

    Appartenance.objects.filter(utilisateur=nora.utilisateur).update(role=Role.RESPONSABLE)

    assert relue(soumise).instructeur_en_place(NEUF_HEURES) == nora.utilisateur


def test_une_candidature_referencee_ne_se_prend_plus(monde: Monde) -> None:
    scenario = monde.convention()
    scenario.signer_la_convention()
    scenario.referencer()

    assert not prendre_en_charge.verdict(relue(scenario), monde.demande(monde.verificateur)).favorable


def test_la_base_refuse_une_personne_sans_date(monde: Monde, soumise: Scenario) -> None:
    with pytest.raises(IntegrityError), db.atomic():
        Candidature.objects.update(instructeur=monde.verificateur.personne)


def test_l_editeur_ne_lit_pas_comment_l_ans_se_partage_le_travail(
    monde: Monde, soumise: Scenario, connecter: Callable
) -> None:
    prendre_en_charge(soumise.candidature, monde.demande(monde.verificateur))
    adresses = [f"/candidatures/{soumise.candidature.numero}/{page}" for page in ("", "historique/", "etape-1/")]

    de_l_ans = [connecter(monde.college).get(adresse).content.decode() for adresse in adresses]
    de_l_editeur = [connecter(monde.mandataire).get(adresse).content.decode() for adresse in adresses]

    assert ["Amina Roux" in page for page in de_l_ans] == [True, True, True]
    assert ["Amina Roux" in page for page in de_l_editeur] == [False, False, False]
