"""A derogation of a deadline: two persons, one rule, one time; only then does a later instant count."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.delais import proposer_une_derogation
from candidatures.echeances import limite
from candidatures.models import Candidature, CandidatureAdministrative, DerogationDeDelai, Eligibilite, EnvoiRecu
from candidatures.ouverture import ouvrir_candidature
from candidatures.transitions import administrative, delais, eligibilite
from candidatures.transitions.remarques import remarques_de
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import REGISTRE, Demande, Refus
from tests.monde import DATE_1, Monde, fichier

pytestmark = pytest.mark.django_db
MINUTE, JOUR, INSTANT = timedelta(minutes=1), timedelta(days=1), timedelta(milliseconds=1)
RETARD = DATE_1 + MINUTE
JUSQU_AU = DATE_1 + JOUR


@pytest.fixture
def pret(monde: Monde):
    """Step 1 filled, not submitted: nobody at the ANS sees this candidature yet."""
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    return scenario


def soumettre(monde, scenario, le):
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    return administrative.soumettre(etape, monde.demande(monde.mandataire, le))


def codes(geste, *arguments, **options):
    with pytest.raises(Refus) as refus:
        geste(*arguments, **options)
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("CAL-01", "E1-30")
def test_un_depot_tardif_n_est_recu_qu_apres_la_decision_de_deux_personnes(monde, pret):
    assert codes(soumettre, monde, pret, RETARD) == ["echeance"]
    proposee = monde.derogation(pret, le=RETARD + MINUTE, accordee=False)
    assert codes(soumettre, monde, pret, RETARD + 2 * MINUTE) == ["echeance"]
    delais.accorder(proposee, monde.demande(monde.direction, RETARD + 3 * MINUTE))

    assert codes(soumettre, monde, pret, RETARD + 3 * MINUTE - INSTANT) == ["echeance"]
    etape = soumettre(monde, pret, RETARD + 3 * MINUTE)

    envoi = EnvoiRecu.objects.get(nature="etape1")
    assert etape.statut == "soumise"
    assert (envoi.numero, envoi.limite, envoi.derogation, envoi.version.instant) == (1, JUSQU_AU, proposee, DATE_1)


@pytest.mark.parametrize(("ecart", "recu"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)])
def test_le_terme_de_la_derogation_est_compris(monde, pret, ecart, recu):
    monde.derogation(pret, le=RETARD)

    try:
        soumettre(monde, pret, JUSQU_AU + ecart)
    except Refus:
        assert not recu
    else:
        assert recu


def test_un_depot_a_temps_n_use_pas_de_la_derogation(monde, pret):
    derogation = monde.derogation(pret)

    soumettre(monde, pret, DATE_1)

    envoi = EnvoiRecu.objects.get(nature="etape1")
    assert (envoi.limite, envoi.derogation) == (DATE_1, None)
    assert derogation.envois.count() == 0


def test_elle_ne_deplace_que_sa_date_et_que_son_dossier(monde, pret):
    autre = monde.brouillon(produit="Autre")
    monde.derogation(pret, le=RETARD)

    dates = {
        (nom, numero): limite(Candidature.objects.get(pk=s.candidature.pk), numero, au=RETARD).valeur
        for nom, s in (("lui", pret), ("autre", autre))
        for numero in (1, 2)
    }

    assert dates[("lui", 1)] == JUSQU_AU
    assert (dates[("autre", 1)], dates[("lui", 2)]) == (DATE_1, dates[("autre", 2)])


def test_pour_tous_elle_vaut_aussi_a_l_ouverture(monde):
    scenario = monde.scenario()
    demande = monde.demande(monde.mandataire, RETARD)
    assert codes(ouvrir_candidature, scenario.produit, scenario.dispositif, demande, case_cochee=True) == ["echeance"]
    monde.derogation(None, le=RETARD)

    candidature = ouvrir_candidature(scenario.produit, scenario.dispositif, demande, case_cochee=True)

    envoi = EnvoiRecu.objects.get(candidature=candidature)
    assert (envoi.nature, envoi.limite) == ("ouverture", JUSQU_AU)


def test_qui_propose_ne_decide_pas(monde, pret):
    proposee = monde.derogation(pret, accordee=False)

    assert codes(delais.accorder, proposee, monde.demande(monde.responsable)) == ["deux_personnes"]
    assert codes(delais.ecarter, proposee, monde.demande(monde.responsable, motif="Non.")) == ["deux_personnes"]
    assert DerogationDeDelai.objects.get().statut == "proposee"


def test_la_base_refuse_qu_une_seule_personne_decide(monde, pret):
    derogation = monde.derogation(pret)

    with pytest.raises(IntegrityError, match="derogation_a_deux_personnes"), db.atomic():
        DerogationDeDelai.objects.filter(pk=derogation.pk).update(decidee_par=derogation.proposee_par)


@pytest.mark.parametrize("role", ["verificateur", "college", "mandataire", "gestionnaire"])
def test_ni_un_verificateur_ni_l_editeur_ne_proposent(monde, pret, role):
    champs = {"candidature": pret.candidature, "fichiers": [fichier()]}

    assert codes(proposer_une_derogation, champs, monde.demande(getattr(monde, role))) == ["role"]


def test_une_proposition_incomplete_dit_tout_et_ne_laisse_rien(monde, pret):
    with pytest.raises(Refus) as refus:
        monde.derogation(pret, le=RETARD, jusqu_au=DATE_1, motif=" ", fichiers=[])

    assert [m.code for m in refus.value.verdict.obstacles] == ["a_venir", "plus_tard", "motif", "pieces"]
    assert (DerogationDeDelai.objects.count(), Document.objects.filter(zone="justificatif_de_derogation").count()) == (
        0,
        0,
    )


@pytest.mark.parametrize("pour_tous", [False, True])
def test_une_proposition_attend_a_la_fois(monde, pret, pour_tous):
    scenario = None if pour_tous else pret
    monde.derogation(scenario, accordee=False)

    assert codes(monde.derogation, scenario, accordee=False) == ["unique"]


def test_la_meme_cle_ne_propose_qu_une_fois(monde):
    donnees = {
        "candidature": None,
        "dispositif": monde.scenario().dispositif,
        "numero": 1,
        "jusqu_au": JUSQU_AU,
        "motif": "Panne.",
        "fichiers": [fichier()],
    }

    proposees = [proposer_une_derogation(donnees, monde.demande(monde.responsable, cle="page")) for _ in range(2)]

    assert proposees[0] == proposees[1]


def test_revoquee_elle_ne_compte_plus(monde, pret):
    derogation = monde.derogation(pret, le=RETARD)
    delais.revoquer(derogation, monde.demande(monde.responsable, RETARD + 5 * MINUTE, motif="Erreur."))

    assert codes(soumettre, monde, pret, RETARD + 5 * MINUTE) == ["echeance"]


def test_ce_qui_fut_recu_avant_la_revocation_reste_recu(monde, pret):
    """Received while it counted, treated after it was revoked."""
    derogation = monde.derogation(pret, le=RETARD)
    delais.revoquer(derogation, monde.demande(monde.responsable, RETARD + 5 * MINUTE, motif="Erreur."))

    assert soumettre(monde, pret, RETARD + 5 * MINUTE - INSTANT).statut == "soumise"


def test_une_derogation_qui_a_servi_ne_se_revoque_plus(monde, pret):
    derogation = monde.derogation(pret, le=RETARD)
    soumettre(monde, pret, RETARD)

    demande = monde.demande(monde.responsable, RETARD + MINUTE, motif="Erreur.")
    assert codes(delais.revoquer, derogation, demande) == ["revocable"]


@pytest.mark.parametrize(("ecart", "nature"), [(timedelta(), "derogation"), (INSTANT, "reouverture")])
def test_accordee_apres_la_date_c_est_une_reouverture(monde, pret, ecart, nature):
    assert monde.derogation(pret, le=DATE_1 + ecart).nature == nature


def test_l_historique_du_dossier_la_porte_et_l_editeur_ne_lit_que_la_decision(monde, pret, client):
    monde.derogation(pret, le=RETARD)
    client.force_login(monde.mandataire.personne)

    page = client.get(f"/candidatures/{pret.candidature.numero}/historique/").content.decode()

    actions = EntreeJournal.objects.filter(dossier=pret.candidature.cle_dossier, action__startswith="derogation")
    assert [entree.action for entree in actions] == ["derogationdedelai.proposer", "derogationdedelai.accorder"]
    assert list(actions.last().details["pieces"])[0].startswith("justificatif.pdf (SHA-256 ")
    assert ("accordée" in page, "Dérogation de délai proposée" in page) == (True, False)
    assert list(anomalies()) == []


def test_une_derogation_pour_tous_a_sa_propre_chaine(monde, pret):
    derogation = monde.derogation(None, le=RETARD)

    assert EntreeJournal.objects.filter(dossier=f"derogation:{derogation.pk}").count() == 2
    assert not EntreeJournal.objects.filter(dossier=pret.candidature.cle_dossier, action__startswith="derog").exists()


def test_chaque_personne_concernee_est_prevenue_une_fois(monde, pret):
    monde.brouillon(produit="Second")
    monde.brouillon(editeur="MédiSoft", produit="Ailleurs")
    Notification.objects.all().delete()

    derogation = monde.derogation(None, le=RETARD)

    messages = Notification.objects.filter(categorie="calendrier")
    concernees = [p.email for p in delais.beneficiaires(derogation)]
    assert sorted(messages.values_list("adresse", flat=True)) == sorted(concernees)
    assert {"mandataire@logipro.example", "mandataire@medisoft.example"} <= set(concernees)
    assert "la Date 1 est reportée au 16/10/2025 à 12:00 (heure de Paris)" in messages.first().corps


def test_une_derogation_d_un_dossier_n_est_dite_qu_a_lui(monde, pret):
    monde.brouillon(editeur="MédiSoft", produit="Ailleurs")
    Notification.objects.all().delete()

    derogation = monde.derogation(pret, le=RETARD)

    adresses = set(Notification.objects.filter(categorie="calendrier").values_list("adresse", flat=True))
    assert adresses == {p.email for p in pret.produit.personnes()}
    assert not DerogationDeDelai.objects.visibles_par(monde.autre_editeur).filter(pk=derogation.pk).exists()


def test_l_editeur_ne_voit_ni_une_proposition_ni_une_proposition_ecartee(monde, pret):
    proposee = monde.derogation(pret, accordee=False)
    assert not DerogationDeDelai.objects.visibles_par(monde.mandataire).exists()

    delais.ecarter(proposee, monde.demande(monde.direction, pret.instant, motif="Non fondée."))

    assert not DerogationDeDelai.objects.visibles_par(monde.mandataire).exists()
    assert Notification.objects.filter(categorie="calendrier").count() == 0


# A refused step, reopened


@pytest.fixture
def refusee(monde: Monde):
    scenario = monde.soumise()
    etape = scenario.candidature.administrative
    etape.refresh_from_db()
    refuser = REGISTRE["candidatureadministrative.refuser"]
    refuser(etape, monde.demande(monde.responsable, scenario.instant, motif="SIRET inconnu."))
    return scenario


def rouvrir(monde, scenario, **options):
    return monde.derogation(scenario, le=RETARD, rouvre=1, **options)


def resoumettre(monde, scenario, le):
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    return REGISTRE["candidatureadministrative.resoumettre"](etape, monde.demande(monde.mandataire, le))


@pytest.mark.exigence("E1-30")
def test_une_etape_refusee_se_rouvre_a_deux_et_se_rend_dans_le_delai(monde, refusee):
    derogation = rouvrir(monde, refusee)

    etape = CandidatureAdministrative.objects.select_related("candidature").get()
    assert (etape.statut, etape.candidature.statut, etape.motif) == ("a_modifier", "en_cours", "Panne du portail.")
    refusee.instant = RETARD
    refusee.remplir_etape_1(legal_fonction="Directrice")
    assert resoumettre(monde, refusee, JUSQU_AU).statut == "soumise"
    envoi = EnvoiRecu.objects.filter(nature="etape1").last()
    assert (envoi.numero, envoi.limite, envoi.derogation) == (1, JUSQU_AU, derogation)


def test_passe_le_delai_l_etape_rouverte_ne_se_rend_plus_sans_un_autre(monde, refusee):
    rouvrir(monde, refusee)
    assert codes(resoumettre, monde, refusee, JUSQU_AU + INSTANT) == ["echeance"]

    plus_longue = {"le": JUSQU_AU + MINUTE, "jusqu_au": JUSQU_AU + JOUR, "rouvre": 1}
    monde.derogation(refusee, **plus_longue)

    assert resoumettre(monde, refusee, JUSQU_AU + JOUR).statut == "soumise"


def test_une_etape_qui_n_est_pas_refusee_ne_se_rouvre_pas(monde):
    assert codes(rouvrir, monde, monde.soumise()) == ["etape_refusee"]


def test_une_reouverture_d_etape_ne_se_revoque_pas(monde, refusee):
    derogation = rouvrir(monde, refusee)

    demande = monde.demande(monde.responsable, RETARD + MINUTE, motif="Erreur.")
    assert codes(delais.revoquer, derogation, demande) == ["revocable"]


def test_rendue_puis_renvoyee_elle_suit_de_nouveau_les_remarques(monde, refusee):
    """Once filed again, the reopening has served: the next request for changes opens its fields only, without limit."""
    rouvrir(monde, refusee)
    etape = resoumettre(monde, refusee, RETARD)
    poser, demander = (REGISTRE[f"candidatureadministrative.{n}"] for n in ("poser_remarque", "demander_modifications"))
    poser(etape, Demande(monde.verificateur, RETARD + MINUTE, {"cle": "legal_nom", "motif": "Illisible."}))
    demander(etape, monde.demande(monde.verificateur, RETARD + 2 * MINUTE))

    assert remarques_de(etape).ouvertes().count() == 1
    assert resoumettre(monde, refusee, JUSQU_AU + JOUR).statut == "soumise"
    assert EnvoiRecu.objects.filter(nature="etape1").last().numero is None


def test_l_eligibilite_refusee_se_rouvre_de_meme(monde):
    scenario = monde.soumise()
    refuser = REGISTRE["eligibilite.refuser"]
    etape = Eligibilite.objects.get(candidature=scenario.candidature)
    refuser(etape, monde.demande(monde.responsable, scenario.instant, motif="Hors champ."))

    monde.derogation(scenario, le=RETARD, rouvre=2)

    etape.refresh_from_db()
    assert (etape.statut, Candidature.objects.get().statut) == ("a_modifier", "en_cours")
    assert eligibilite.Statut(etape.statut) == eligibilite.Statut.A_MODIFIER
