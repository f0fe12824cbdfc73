"""The collège: a session, its agenda, an opinion; then the direction's decision, by somebody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from candidatures.college import a_inscrire, convoquer
from candidatures.models import Candidature, Convention, SeanceDuCollege
from candidatures.recours import voies_de_recours
from candidatures.transitions import college
from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur, Appartenance, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.test_transitions import refus_de
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    """The signed convention is validated; no agenda yet."""
    scenario = petit_monde.convention()
    scenario.signer_la_convention()
    return scenario


def etape(scenario: Scenario) -> Convention:
    return Convention._default_manager.get(candidature=scenario.candidature)


def seance_dans(scenario: Scenario, monde: Monde, delai: timedelta) -> SeanceDuCollege:
    demande = scenario.demande(monde.responsable)
    return convoquer(demande.recu_le + delai, "Salle 3", demande)


@pytest.mark.exigence("E4-05")
def test_un_avis_se_rend_sur_un_dossier_inscrit(petit_monde: Monde, scenario: Scenario) -> None:
    avis = scenario.demande(petit_monde.college, motif="Non.")

    for geste in (college.rendre_avis, college.rendre_un_avis_defavorable, college.ajourner):
        assert refus_de(geste, etape(scenario), avis) == ["Le dossier n’est à l’ordre du jour d’aucune séance."]
    assert [c.pk for c in a_inscrire(petit_monde.college)] == [etape(scenario).pk]


@pytest.mark.exigence("E4-05")
@pytest.mark.parametrize(("ecart", "rendu"), [(-SECONDE, False), (0 * SECONDE, True), (SECONDE, True)])
def test_un_avis_se_rend_a_partir_de_l_heure_de_la_seance(
    petit_monde: Monde, scenario: Scenario, ecart: timedelta, rendu: bool
) -> None:
    seance = seance_dans(scenario, petit_monde, timedelta(days=3))
    college.inscrire(etape(scenario), scenario.demande(petit_monde.responsable, seance=seance))
    demande = petit_monde.demande(petit_monde.college, seance.le + ecart)

    if rendu:
        college.rendre_avis(etape(scenario), demande)
    else:
        (refus,) = refus_de(college.rendre_avis, etape(scenario), demande)
        assert refus.startswith("La séance commence le ")
    assert (etape(scenario).statut == "avis_favorable") is rendu


def test_un_dossier_n_est_qu_a_un_ordre_du_jour(petit_monde: Monde, scenario: Scenario) -> None:
    scenario.inscrire_au_college()
    autre = seance_dans(scenario, petit_monde, timedelta(days=3))

    (refus,) = refus_de(college.inscrire, etape(scenario), scenario.demande(petit_monde.responsable, seance=autre))

    assert refus.startswith("Le dossier est déjà à l’ordre du jour : Séance du ")
    assert list(a_inscrire(petit_monde.college)) == []


def test_un_ajournement_rend_le_dossier_avec_ce_qui_manque(petit_monde: Monde, scenario: Scenario) -> None:
    scenario.inscrire_au_college()
    Notification.objects.all().delete()

    college.ajourner(etape(scenario), scenario.demande(petit_monde.college, motif="Attestation CNDA à relire."))

    ajournee = etape(scenario)
    assert (ajournee.statut, ajournee.seance, ajournee.motif_de_l_avis) == (
        "validee",
        None,
        "Attestation CNDA à relire.",
    )
    recus = {m.adresse for m in Notification.objects.filter(sujet__contains="ajourné")}
    assert {"mandataire@logipro.example", "responsable@ans.example"} <= recus
    scenario.rendre_avis()
    assert (etape(scenario).statut, etape(scenario).motif_de_l_avis) == ("avis_favorable", "")


@pytest.mark.exigence("E4-05")
def test_un_avis_defavorable_puis_un_refus_motive_avec_ses_voies_de_recours(
    petit_monde: Monde, scenario: Scenario
) -> None:
    scenario.inscrire_au_college()
    college.rendre_un_avis_defavorable(etape(scenario), scenario.demande(petit_monde.college, motif="Trop de KO."))
    direction = scenario.demande(petit_monde.direction, motif="")
    assert refus_de(college.referencer, etape(scenario), direction)[0].startswith("Statut actuel")
    assert refus_de(college.refuser_le_referencement, etape(scenario), direction) == ["Donnez le motif de la décision."]
    Notification.objects.all().delete()

    college.refuser_le_referencement(etape(scenario), scenario.demande(petit_monde.direction, motif="Avis suivi."))

    assert (etape(scenario).statut, etape(scenario).motif_du_refus) == ("refusee", "Avis suivi.")
    assert Candidature.objects.get().statut == "refusee"
    message = Notification.objects.filter(adresse="mandataire@logipro.example").get()
    assert ("Avis suivi." in message.corps, voies_de_recours() in message.corps) == (True, True)
    assert "deux mois" in voies_de_recours()


@pytest.mark.parametrize("geste", [college.referencer, college.refuser_le_referencement])
def test_qui_a_rendu_l_avis_ne_prononce_pas_la_decision(petit_monde: Monde, scenario: Scenario, geste: Any) -> None:
    directrice = petit_monde.direction
    Appartenance.objects.create(utilisateur=directrice.personne, organisation=directrice.entreprise, role=Role.COLLEGE)
    les_deux = Acteur(directrice.utilisateur, directrice.organisation, frozenset({Role.COLLEGE, Role.DIRECTION}))
    scenario.inscrire_au_college()
    college.rendre_avis(etape(scenario), scenario.demande(les_deux))

    assert refus_de(geste, etape(scenario), scenario.demande(les_deux, motif="Oui.")) == [
        "Une autre personne doit décider : vous avez rendu l’avis ou fait la proposition."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Convention._default_manager.filter(candidature=scenario.candidature).update(
            decidee_par=directrice.personne, decidee_le=AVANT_DATE_1
        )


def test_une_seance_se_convoque_pour_plus_tard_par_un_responsable(petit_monde: Monde, scenario: Scenario) -> None:
    demande = scenario.demande(petit_monde.responsable)
    convoquer(demande.recu_le, "", demande)

    for le, acteur, raison in (
        (demande.recu_le, petit_monde.responsable, "Une séance est déjà convoquée à cette heure."),
        (demande.recu_le - SECONDE, petit_monde.responsable, "Une séance se convoque pour plus tard."),
        (
            demande.recu_le + SECONDE,
            petit_monde.college,
            "Seul un responsable de l’ANS convoque une séance du collège.",
        ),
    ):
        with pytest.raises(Refus, match=raison):
            convoquer(le, "", petit_monde.demande(acteur, demande.recu_le))
    assert SeanceDuCollege.objects.count() == EntreeJournal.objects.filter(action="seance.convoquer").count() == 1


def test_la_page_convoque_a_l_heure_de_paris_et_garde_la_saisie(
    petit_monde: Monde, settings: Any, connecter: Callable[..., Client]
) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    client = connecter(petit_monde.responsable)

    vide = client.post("/college/", {"le": "", "lieu": "Salle 3"})
    passee = client.post("/college/", {"le": "2025-01-01T10:00", "lieu": "Salle 3"})
    faite = client.post("/college/", {"le": "2025-10-20T14:00", "lieu": "Salle 3"}, follow=True)

    assert (vide.status_code, passee.status_code) == (422, 422)
    assert "Indiquez la date et l’heure de la séance." in vide.content.decode()
    assert "Une séance se convoque pour plus tard." in passee.content.decode()
    assert 'value="Salle 3"' in passee.content.decode()
    assert "Séance du 20/10/2025 à 14:00 (heure de Paris)" in faite.content.decode()


def test_l_ordre_du_jour_se_lit(petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client]) -> None:
    scenario.inscrire_au_college()
    client = connecter(petit_monde.college)

    page = client.get("/college/").content.decode()
    ordre = client.get(SeanceDuCollege.objects.get().get_absolute_url()).content.decode()

    assert "1 dossier, 1 sans avis" in page
    assert "LogiMed" in ordre
    assert "Rendre un avis favorable" in client.get(etape(scenario).get_absolute_url()).content.decode()


def test_une_convention_refusee_sans_motif_est_impossible(scenario: Scenario) -> None:
    convention = etape(scenario)
    convention.statut = "refusee"

    with pytest.raises(ValidationError, match="Un refus a un motif"):
        convention.validate_constraints()


def test_ce_qui_attend_et_l_ordre_du_jour_se_lisent_page_par_page(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    """Both lists of the page of the collège, each with its own pages."""
    modele = etape(scenario)
    for rang in range(10):
        autre = petit_monde.soumise(produit=f"Produit {rang:02}").candidature
        Convention._default_manager.filter(candidature=autre).update(
            statut="validee",
            envoyee_le=modele.envoyee_le,
            signee_le=modele.signee_le,
            validee_le=modele.validee_le,
            exemplaire_signe=modele.exemplaire_signe,
        )
    client = connecter(petit_monde.college)
    seance = seance_dans(scenario, petit_monde, timedelta(days=1))

    premiere, seconde = client.get("/college/"), client.get("/college/?dossiers=2")
    Convention._default_manager.update(seance=seance)
    ordre = client.get(f"{seance.get_absolute_url()}?page=2")

    assert [len(page.context["a_inscrire"]) for page in (premiere, seconde)] == [10, 1]
    assert ("?dossiers=2" in premiere.content.decode(), "?dossiers=1" in seconde.content.decode()) == (True, True)
    assert 'aria-label="Pagination : dossiers à inscrire"' in premiere.content.decode()
    assert [len(page.context["page"]) for page in (premiere, seconde)] == [1, 1]
    assert ('<ol start="11">' in ordre.content.decode(), len(ordre.context["page"])) == (True, 1)
