"""MSG-03: what a vendor asks to change once submitted, and what the ANS makes of it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from candidatures.models import CandidatureAdministrative, DemandeDeModification, Eligibilite, Message, Remarque
from candidatures.transitions import administrative, demandes, remarques
from candidatures.transitions import saisie as transitions_saisie
from preuves.transitions.eligibilite import declarer_eligible
from segur.noyau.dispositifs.models import VersionEcheance
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import REGISTRE, Refus
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, demande_posee

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(monde: Monde) -> Scenario:
    return monde.soumise()


def etape_1(scenario: Scenario) -> CandidatureAdministrative:
    return CandidatureAdministrative.objects.select_related("candidature").get(candidature=scenario.candidature)


def rendre(scenario: Scenario) -> date:
    return (scenario.instant + timedelta(days=7)).date()


def accepter(monde: Monde, scenario: Scenario, posee: DemandeDeModification) -> None:
    demandes.accepter(posee, scenario.demande(monde.verificateur, a_rendre_le=rendre(scenario), reponse="D’accord."))


def codes(geste, objet, demande) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("MSG-03")
def test_une_demande_est_un_objet_dans_un_fil(monde: Monde, scenario: Scenario) -> None:
    posee = demande_posee(monde, scenario, champs={"siret": "73282932000082", "inconnu": "x"})

    champ = posee.champs.get()
    assert (posee.statut, posee.etape, posee.fil.objet) == ("posee", 1, "etape:1")
    assert (champ.libelle, champ.valeur_actuelle, champ.valeur_proposee) == (
        "Numéro SIRET",
        "73282932000074",
        "73282932000082",
    )
    assert posee.fil.messages.get().texte == "Le siège a déménagé."


@pytest.mark.exigence("MSG-03", "E1-27")
@pytest.mark.parametrize("validee", [False, True])
def test_accepter_ouvre_ces_champs_et_eux_seuls(monde: Monde, scenario: Scenario, *, validee: bool) -> None:
    if validee:
        administrative.valider(etape_1(scenario), scenario.demande(monde.verificateur))
    posee = demande_posee(monde, scenario, champs={"siret": "73282932000082"})
    Notification.objects.all().delete()

    accepter(monde, scenario, posee)

    etape = etape_1(scenario)
    posee.refresh_from_db()
    assert (posee.statut, posee.decidee_par, etape.statut) == ("acceptee", monde.verificateur.personne, "a_modifier")
    assert transitions_saisie.ouverts(etape) == {"siret"}
    dernier = posee.fil.messages.latest("pk")
    assert (dernier.cote, "Numéro SIRET" in dernier.texte, dernier.texte.endswith("D’accord.")) == ("ans", True, True)
    par_personne = Notification.objects.values_list("adresse", flat=True)
    assert len(set(par_personne)) == len(par_personne) == 3, "un seul envoi par personne pour la décision et le message"
    assert not Notification.objects.filter(corps__contains="déménagé").exists()


@pytest.mark.exigence("MSG-03")
def test_la_reprise_revient_en_avant_apres(monde: Monde, scenario: Scenario) -> None:
    posee = demande_posee(monde, scenario, champs={"siret": "73282932000082"})
    accepter(monde, scenario, posee)
    etape = etape_1(scenario)
    saisie = scenario.demande(monde.mandataire, valeurs={"": {"siret": "73282932000082"}})
    transitions_saisie.ENREGISTRER[1](etape, saisie)

    REGISTRE["candidatureadministrative.resoumettre"](etape_1(scenario), scenario.demande(monde.mandataire))

    remarque = Remarque.objects.get()
    assert (remarque.valeur_avant, remarque.valeur_apres) == ("73282932000074", "73282932000082")
    assert etape_1(scenario).statut == "soumise"


@pytest.mark.exigence("E1-27", "MSG-03")
def test_ajouter_un_nru_ouvre_le_bloc_des_precedents(monde: Monde, scenario: Scenario) -> None:
    posee = demande_posee(monde, scenario, nature="nru", champs={"precedents": "Vague 1, X", "siret": "non"})
    accepter(monde, scenario, posee)
    etape = etape_1(scenario)
    ouverts = transitions_saisie.ouverts(etape)
    oui = scenario.demande(monde.mandataire, valeurs={"": {"est_reference_precedemment": True}})

    sans_la_question = codes(transitions_saisie.ENREGISTRER[1], etape, oui)

    assert (ouverts, sans_la_question) == ({"precedents"}, ["champs_ouverts"])


def test_ajouter_un_nru_a_qui_avait_dit_non_ouvre_aussi_la_question(monde: Monde, scenario: Scenario) -> None:
    nru = {"est_reference_precedemment": "Oui", "precedents": "Vague 1, LGCV1ABC, LGC vague 1"}
    accepter(monde, scenario, demande_posee(monde, scenario, nature="nru", champs=nru))
    scenario.ajouter_precedent(1, "LGCV1ABC")

    REGISTRE["candidatureadministrative.resoumettre"](etape_1(scenario), scenario.demande(monde.mandataire))

    bloc = Remarque.objects.get(cle="precedents")
    assert (bloc.valeur_avant, "LGCV1ABC" in bloc.valeur_apres) == ("", True)
    assert Remarque.objects.get(cle="est_reference_precedemment").valeur_apres == "Oui"


def test_refuser_dit_pourquoi_dans_le_fil_et_ne_rouvre_rien(monde: Monde, scenario: Scenario) -> None:
    posee = demande_posee(monde, scenario)

    sans_raison = codes(demandes.refuser, posee, scenario.demande(monde.verificateur, motif="  "))
    demandes.refuser(posee, scenario.demande(monde.verificateur, motif="Le SIRET est celui du siège."))

    posee.refresh_from_db()
    assert (sans_raison, posee.statut, etape_1(scenario).statut) == (["motif"], "refusee", "soumise")
    assert posee.fil.messages.latest("pk").texte == "Demande refusée.\n\nLe SIRET est celui du siège."


def test_une_seule_demande_attend_par_etape_et_son_fil_ne_se_clot_pas(monde: Monde, scenario: Scenario) -> None:
    posee = demande_posee(monde, scenario)

    with pytest.raises(Refus, match="attend déjà une réponse"):
        demande_posee(monde, scenario)
    with pytest.raises(Refus, match="acceptez-la ou refusez-la"):
        REGISTRE["fil.clore"](posee.fil, scenario.demande(monde.verificateur))


def test_une_etape_non_soumise_ne_se_demande_pas(monde: Monde) -> None:
    with pytest.raises(Refus, match="sans rien demander"):
        demande_posee(monde, monde.brouillon())


def test_une_demande_vide_dit_tout_ce_qui_manque(monde: Monde, scenario: Scenario) -> None:
    vide = {"nature": "formulaire", "etape": 1, "motif": " ", "champs": {"inconnu": ""}}

    demande = scenario.demande(monde.mandataire, **vide)

    assert codes(demandes.demander_une_modification, scenario.candidature, demande) == ["champs", "motif", "texte"]


def test_la_remarque_en_preparation_d_un_collegue_n_est_ni_ecrasee_ni_envoyee(monde: Monde, scenario: Scenario) -> None:
    poser = REGISTRE["candidatureadministrative.poser_remarque"]
    posee = demande_posee(monde, scenario, champs={"siret": ""})
    for cle in ("siret", "forme_juridique"):
        poser(etape_1(scenario), scenario.demande(monde.responsable, cle=cle, motif="En cours d’écriture."))

    bloquee = codes(demandes.accepter, posee, scenario.demande(monde.verificateur, a_rendre_le=rendre(scenario)))
    retirer = REGISTRE["candidatureadministrative.retirer_remarque"]
    retirer(etape_1(scenario), scenario.demande(monde.responsable, cle="siret"))
    accepter(monde, scenario, posee)

    assert bloquee == ["champs_libres"]
    assert transitions_saisie.ouverts(etape_1(scenario)) == {"siret"}
    assert Remarque.objects.en_preparation().get().cle == "forme_juridique"


@pytest.mark.exigence("E3-26")
@pytest.mark.parametrize(("ecart", "permise"), [(-1, True), (0, True), (1, False)])
def test_la_date_3_finit_les_echanges_a_son_instant_meme(
    monde: Monde, scenario: Scenario, ecart: int, *, permise: bool
) -> None:
    posee = demande_posee(monde, scenario)
    date_3 = scenario.instant + timedelta(days=3)
    VersionEcheance.objects.filter(dispositif=scenario.dispositif, numero=3).update(instant=date_3)
    recu_le = date_3 + timedelta(seconds=ecart)

    demande = monde.demande(monde.verificateur, recu_le, a_rendre_le=recu_le.date())

    assert demandes.accepter.verdict(posee, demande).favorable is permise


def test_une_fois_la_convention_commencee_rien_ne_se_rouvre(monde: Monde) -> None:
    scenario = monde.convention()

    with pytest.raises(Refus, match="repose sur ces réponses"):
        demande_posee(monde, scenario)


@pytest.mark.exigence("E2-29", "MSG-03")
def test_l_eligibilite_se_rouvre_et_se_declare_de_nouveau(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    chapitres = [(c.pk, c.statut) for c in scenario.chapitres()]
    posee = demande_posee(petit_monde, scenario, etape=2, champs={"nil": "987654321"})
    accepter(petit_monde, scenario, posee)
    etape = Eligibilite.objects.select_related("candidature").get(candidature=scenario.candidature)
    transitions_saisie.ENREGISTRER[2](
        etape, scenario.demande(petit_monde.mandataire, valeurs={"": {"nil": "987654321"}})
    )
    REGISTRE["eligibilite.resoumettre"](etape, scenario.demande(petit_monde.mandataire))

    declarer_eligible(etape, scenario.demande(petit_monde.verificateur))

    etape.refresh_from_db()
    assert (etape.statut, etape.nil) == ("eligible", "987654321")
    assert [(c.pk, c.statut) for c in scenario.chapitres()] == chapitres


def test_un_salarie_sans_le_droit_de_soumettre_ne_demande_pas(monde: Monde, scenario: Scenario) -> None:
    scenario.produit.collaborateurs.update(droit="saisie")
    voulu = {"nature": "formulaire", "etape": 1, "motif": "M", "champs": {"siret": ""}}

    demande = scenario.demande(monde.salarie, **voulu)

    assert codes(demandes.demander_une_modification, scenario.candidature, demande)[0] == "droit"


def test_la_page_dit_quelle_date_regle_et_rend_ce_qui_etait_saisi(
    monde: Monde, scenario: Scenario, client: Client
) -> None:
    client.force_login(monde.mandataire.personne)
    adresse = f"/candidatures/{scenario.candidature.numero}/messagerie/demande/formulaire/1/"

    page = client.get(adresse).content.decode()
    refus = client.post(adresse, {"valeur-siret": "<b>nouveau</b>"})

    assert "ne porte que sur la première soumission : votre demande ne la rouvre pas" in page
    assert "Date 3, fin des échanges avec l’ANS" in page
    assert refus.status_code == 422
    assert 'value="&lt;b&gt;nouveau&lt;/b&gt;"' in refus.content.decode()
    assert "Dites pourquoi vous demandez cette modification." in refus.content.decode()
    assert Message.objects.count() == 0
    assert remarques.valeur_de("absente", []) == ""
