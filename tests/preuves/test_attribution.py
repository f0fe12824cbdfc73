"""Who judges a chapter: its own person, otherwise who follows the candidature. It forbids nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.transitions import instruction as candidature
from preuves.models import Chapitre, Preuve
from preuves.transitions.attribution import attribuer, prendre_en_charge, rendre
from preuves.transitions.preuve import declarer_conforme
from segur.noyau.comptes.models import Acteur, Appartenance
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus, Transition
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, vue

NEUF_HEURES = datetime(2025, 10, 6, 7, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    """Two chapters, the first one submitted."""
    scenario = petit_monde.eligible()
    scenario.soumettre(scenario.chapitres()[0])
    return scenario


def suivi(chapitre: Chapitre) -> tuple[str, datetime | None]:
    personne, depuis = Chapitre.objects.get(pk=chapitre.pk).suivi
    return str(personne or ""), depuis


def refus_de(geste: Transition, chapitre: Chapitre, demande: Demande) -> list[str]:
    avant = suivi(chapitre)
    with pytest.raises(Refus) as refus:
        geste(chapitre, demande)
    assert suivi(chapitre) == avant
    return [motif.explication for motif in refus.value.verdict.obstacles]


def test_un_chapitre_se_prend_sans_ses_voisins_et_le_journal_le_date(petit_monde: Monde, scenario: Scenario) -> None:
    premier, second = scenario.chapitres()

    prendre_en_charge(premier, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))

    entree = EntreeJournal.objects.get(action="chapitre.prendre_en_charge")
    assert (suivi(premier), suivi(second)) == (("Amina Roux", NEUF_HEURES), ("", None))
    assert (entree.recit, entree.acteur, entree.recu_le, entree.details) == (
        "Chapitre « Identité » pris en charge par Amina Roux",
        petit_monde.verificateur.utilisateur,
        NEUF_HEURES,
        {"avant": "", "apres": "Amina Roux"},
    )


def test_un_chapitre_donne_a_personne_est_suivi_avec_sa_candidature(petit_monde: Monde, scenario: Scenario) -> None:
    premier, second = scenario.chapitres()
    candidature.prendre_en_charge(scenario.candidature, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))
    avec_elle = suivi(premier)

    prendre_en_charge(premier, petit_monde.demande(petit_monde.responsable, NEUF_HEURES))
    en_propre = suivi(premier)
    rendre(premier, petit_monde.demande(petit_monde.responsable))

    assert avec_elle == suivi(second) == suivi(premier) == ("Amina Roux", NEUF_HEURES)
    assert en_propre == ("Louis Moreau", NEUF_HEURES)


def test_le_second_apprend_qui_suit_deja_le_chapitre(petit_monde: Monde, scenario: Scenario) -> None:
    chapitre = scenario.chapitres()[0]
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))

    assert refus_de(prendre_en_charge, chapitre, petit_monde.demande(petit_monde.responsable)) == [
        "Amina Roux suit déjà ce chapitre depuis le 06/10/2025 à 09:00 (heure de Paris)."
    ]


@pytest.mark.exigence("E3-24")
def test_un_collegue_juge_un_chapitre_suivi_par_une_autre(petit_monde: Monde, scenario: Scenario) -> None:
    chapitre = scenario.chapitres()[0]
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur))
    preuve = chapitre.preuves.all()[0]

    declarer_conforme(preuve, petit_monde.demande(petit_monde.responsable, vu=vue(preuve)))

    assert Preuve.objects.get(pk=preuve.pk).statut == "conforme"
    assert suivi(chapitre)[0] == "Amina Roux"


def test_un_responsable_attribue_et_la_personne_l_apprend(
    petit_monde: Monde, scenario: Scenario, agent: Callable[..., Acteur]
) -> None:
    chapitre, nora = scenario.chapitres()[0], agent("Nora", "Henry")
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))
    Notification.objects.all().delete()

    attribuer(chapitre, petit_monde.demande(petit_monde.responsable, NEUF_HEURES, instructeur=nora.personne))

    message = Notification.objects.get()
    assert suivi(chapitre) == ("Nora Henry", NEUF_HEURES)
    assert (message.destinataire, message.lien, message.corps) == (
        nora.utilisateur,
        chapitre.get_absolute_url(),
        "Louis Moreau vous attribue le chapitre « Identité » de LogiMed - 1.0 (LogiPro).",
    )
    assert EntreeJournal.objects.get(action=attribuer.nom).details == {"avant": "Amina Roux", "apres": "Nora Henry"}


@pytest.mark.parametrize("qui", ["college", "mandataire", "personne"])
def test_un_chapitre_ne_s_attribue_qu_a_qui_instruit(petit_monde: Monde, scenario: Scenario, qui: str) -> None:
    personne = None if qui == "personne" else getattr(petit_monde, qui).personne
    demande = petit_monde.demande(petit_monde.responsable, instructeur=personne)

    assert refus_de(attribuer, scenario.chapitres()[0], demande) == [
        "Le chapitre s’attribue à un vérificateur ou à un responsable de l’ANS."
    ]


def test_attribuer_deux_fois_ne_change_pas_sa_date(petit_monde: Monde, scenario: Scenario) -> None:
    chapitre = scenario.chapitres()[0]
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))
    demande = petit_monde.demande(petit_monde.responsable, instructeur=petit_monde.verificateur.personne)

    assert refus_de(attribuer, chapitre, demande) == ["Cette personne suit déjà le chapitre."]


def test_un_verificateur_n_attribue_pas(petit_monde: Monde, scenario: Scenario) -> None:
    demande = petit_monde.demande(petit_monde.verificateur, instructeur=petit_monde.verificateur.personne)

    assert refus_de(attribuer, scenario.chapitres()[0], demande) == ["Cette action revient à : responsable ANS."]


@pytest.mark.parametrize(
    ("qui", "refus"),
    [
        ("verificateur", []),
        ("responsable", []),
        ("autre", ["Rendre ce chapitre revient à qui en a la charge, ou à un responsable."]),
    ],
)
def test_qui_l_a_le_rend_ou_un_responsable_a_sa_place(
    petit_monde: Monde, scenario: Scenario, agent: Callable[..., Acteur], qui: str, refus: list[str]
) -> None:
    chapitre, nora = scenario.chapitres()[0], agent("Nora", "Henry")
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur))
    demande = petit_monde.demande(nora if qui == "autre" else getattr(petit_monde, qui))

    if refus:
        assert refus_de(rendre, chapitre, demande) == refus
    else:
        rendre(chapitre, demande)
        assert suivi(chapitre) == ("", None)


def test_ce_qui_suit_la_candidature_se_rend_avec_elle(petit_monde: Monde, scenario: Scenario) -> None:
    candidature.prendre_en_charge(scenario.candidature, petit_monde.demande(petit_monde.verificateur))

    assert refus_de(rendre, scenario.chapitres()[0], petit_monde.demande(petit_monde.verificateur)) == [
        "Personne n’a ce chapitre en charge."
    ]


def test_le_chapitre_d_une_absente_se_prend(
    petit_monde: Monde, scenario: Scenario, agent: Callable[..., Acteur]
) -> None:
    chapitre, nora = scenario.chapitres()[0], agent("Nora", "Henry")
    prendre_en_charge(chapitre, petit_monde.demande(nora))
    Appartenance.objects.filter(utilisateur=nora.utilisateur).update(active=False)

    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))

    assert suivi(chapitre) == ("Amina Roux", NEUF_HEURES)


def test_un_chapitre_renvoye_puis_soumis_de_nouveau_revient_a_la_meme_personne(
    petit_monde: Monde, scenario: Scenario
) -> None:
    chapitre = scenario.chapitres()[1]
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur, NEUF_HEURES))

    scenario.soumettre(chapitre)

    assert (Chapitre.objects.get(pk=chapitre.pk).statut, suivi(chapitre)[0]) == ("soumis", "Amina Roux")


def test_un_chapitre_valide_ne_se_prend_plus(petit_monde: Monde, scenario: Scenario) -> None:
    chapitre = scenario.chapitres()[0]
    scenario.valider(chapitre)

    (refus,) = refus_de(prendre_en_charge, chapitre, petit_monde.demande(petit_monde.verificateur))

    assert refus == "Ce chapitre est validé : plus rien n’y est à juger."


def test_un_double_clic_ne_prend_qu_une_fois(petit_monde: Monde, scenario: Scenario) -> None:
    demande = petit_monde.demande(petit_monde.verificateur, NEUF_HEURES, cle="une-page")

    for _ in range(2):
        prendre_en_charge(scenario.chapitres()[0], demande)

    assert EntreeJournal.objects.filter(action="chapitre.prendre_en_charge").count() == 1


def test_l_editeur_ne_lit_pas_qui_juge(petit_monde: Monde, scenario: Scenario, connecter: Callable) -> None:
    prendre_en_charge(scenario.chapitres()[0], petit_monde.demande(petit_monde.verificateur))
    adresses = (scenario.chapitres()[0].get_absolute_url(), f"{scenario.candidature.get_absolute_url()}historique/")

    pages = [connecter(petit_monde.mandataire).get(adresse).content.decode() for adresse in adresses]

    assert ["pris en charge" in page or "Amina Roux suit" in page for page in pages] == [False, False]


def test_une_personne_et_une_date_vont_ensemble(petit_monde: Monde, scenario: Scenario) -> None:
    chapitre = scenario.chapitres()[0]

    with pytest.raises(IntegrityError), db.atomic():
        Chapitre.objects.filter(pk=chapitre.pk).update(instructeur=petit_monde.verificateur.personne)
    with pytest.raises(IntegrityError), db.atomic():
        Chapitre.objects.filter(pk=chapitre.pk).update(instruit_depuis=NEUF_HEURES)

    assert suivi(chapitre) == ("", None)
