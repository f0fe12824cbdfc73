"""A provisional piece, from its deposit to the attestation that replaces it; the statement; the intrusion test."""

from datetime import UTC, datetime, timedelta

import pytest

from candidatures.transitions import convention as conventions
from preuves import file
from preuves.models import Chapitre, Depot, Preuve
from preuves.transitions import attribution, derogations
from preuves.transitions import chapitre as chapitres
from preuves.transitions import convention as college
from preuves.transitions import preuve as preuves
from segur.noyau.dispositifs.models import VersionEcheance
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande
from segur.portail.demonstration.scenario import pdf
from tests.monde import fichier, vue
from tests.preuves.derogations.petit_dui import DATE_2, dui_eligible, preuve_de
from tests.preuves.test_transitions import refus_de, relu

DATE_3 = datetime(2027, 4, 1, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)
DEPOT = {"substitut": "cnda-depot-complet", "elements": [0, 1], "lien": "https://exemple.fr/depot-cnda"}


@pytest.fixture
def scenario(monde):
    return dui_eligible(monde)


@pytest.fixture
def cnda(scenario) -> Preuve:
    return preuve_de(scenario, "SC.INS/DEM.01")


def a(acteur, le, **donnees) -> Demande:
    return Demande(acteur, le, donnees)


@pytest.mark.exigence("DER-01")
def test_une_piece_provisoire_tient_lieu_de_preuve_et_se_voit(monde, scenario, cnda):
    derogations.deposer_provisoire(cnda, scenario.demande(monde.mandataire, **DEPOT))

    assert relu(cnda).statut == "chargee"
    assert list(Preuve.objects.provisoires()) == [cnda]
    assert Chapitre.objects.avec_compteurs().get(pk=cnda.chapitre_id).nb_provisoires == 1
    details = EntreeJournal.objects.latest("pk").details
    assert details["elements"] == ["L’ensemble des éléments attendus est déposé au CNDA", "Le CNDA atteste ce dépôt"]


@pytest.mark.exigence("DER-01", "DER-04")
@pytest.mark.parametrize("substitut", ["cnda-depot-complet", "cnda-pre-examen"])
def test_a_la_date_2_les_deux_pieces_du_cnda_sont_admises(monde, cnda, substitut):
    donnees = {"substitut": substitut, "elements": [0, 1], "lien": "https://exemple.fr/1"}
    derogations.deposer_provisoire(cnda, a(monde.mandataire, DATE_2, **donnees))

    assert cnda.depots.get().substitut == substitut


@pytest.mark.exigence("DER-01", "DER-03")
def test_apres_la_date_2_rien_ne_se_depose_une_premiere_fois(monde, cnda):
    refus = refus_de(derogations.deposer_provisoire, cnda, a(monde.mandataire, DATE_2 + SECONDE, **DEPOT))

    assert refus == [
        "Première soumission des preuves (Date 2) : date limite le 10/01/2027 à 23:59 (heure de Paris). "
        "Votre envoi a été reçu le 10/01/2027 à 23:59:01 (heure de Paris), après cette date."
    ]


@pytest.mark.exigence("DER-04")
@pytest.mark.parametrize(("ecart", "admis"), [(-SECONDE, True), (0 * SECONDE, True), (SECONDE, False)])
def test_entre_les_deux_dates_seul_le_pre_examen_est_admis_jusqu_a_la_date_3(monde, scenario, cnda, ecart, admis):
    VersionEcheance.objects.filter(dispositif=scenario.dispositif, numero=3).update(instant=DATE_3)
    derogations.deposer_provisoire(cnda, scenario.demande(monde.mandataire, **DEPOT))
    _charger_et_renvoyer(monde, scenario, cnda)

    trop_tard = {**DEPOT, "lien": "https://exemple.fr/encore"}
    refus = refus_de(derogations.deposer_provisoire, cnda, a(monde.mandataire, DATE_2 + SECONDE, **trop_tard))
    assert [texte[:52] for texte in refus] == ["Cette pièce provisoire est admise jusqu’à la Date 2 "]
    pre_examen = {"substitut": "cnda-pre-examen", "elements": [0, 1], "lien": "https://exemple.fr/pre-examen"}
    demande = a(monde.mandataire, DATE_3 + ecart, **pre_examen)

    if admis:
        derogations.deposer_provisoire(cnda, demande)
        assert relu(cnda).statut == "chargee"
    else:
        assert len(refus_de(derogations.deposer_provisoire, cnda, demande)) == 1


def _charger_et_renvoyer(monde, scenario, preuve):
    for autre in Preuve.objects.filter(chapitre=preuve.chapitre, statut="a_charger"):
        preuves.deposer(autre, scenario.demande(monde.mandataire, lien="https://exemple.fr/autre"))
    chapitres.soumettre(preuve.chapitre, scenario.demande(monde.mandataire))
    for autre in Preuve.objects.filter(chapitre=preuve.chapitre).exclude(pk=preuve.pk):
        preuves.declarer_conforme(autre, scenario.demande(monde.verificateur, vu=vue(autre)))
    demande = scenario.demande(monde.verificateur, motif="Dépôt incomplet.", vu=vue(preuve))
    preuves.demander_modification(preuve, demande)
    chapitres.demander_modifications(preuve.chapitre, scenario.demande(monde.verificateur))


@pytest.mark.exigence("DER-03", "DER-05")
def test_une_piece_incomplete_est_refusee_avec_ce_qui_lui_manque(monde, scenario):
    psc = preuve_de(scenario, "PSC.01")
    capture = {"substitut": "edc-chapitres-soumis", "elements": [0, 2, 3, 4], "lien": "https://exemple.fr/edc"}

    refus = refus_de(derogations.deposer_provisoire, psc, scenario.demande(monde.mandataire, **capture))
    valides = {**capture, "substitut": "edc-chapitres-valides", "elements": [0, 1, 2]}
    derogations.deposer_provisoire(psc, scenario.demande(monde.mandataire, **valides))

    assert refus == ["La pièce doit aussi montrer : Le nom de la solution."]
    assert psc.depots.get().provisoire == "Capture d’écran du guichet EDC PSC, chapitres validés"


def test_une_preuve_ordinaire_n_a_pas_de_piece_provisoire(monde, scenario):
    ordinaire = preuve_de(scenario, "SC.INS/DEM.02")

    assert refus_de(derogations.deposer_provisoire, ordinaire, scenario.demande(monde.mandataire, **DEPOT)) == [
        "Aucun texte n’admet de pièce provisoire pour cette preuve."
    ]


# ---- the final attestation ------------------------------------------------------------------------------------------


@pytest.fixture
def signee(monde, scenario, cnda):
    """Everything conform, the CNDA proof provisionally; convention signed, Date 3 passed."""
    derogations.deposer_provisoire(cnda, scenario.demande(monde.mandataire, **DEPOT))
    for chapitre in scenario.chapitres():
        for preuve in chapitre.preuves.filter(statut="a_charger"):
            preuves.deposer(preuve, scenario.demande(monde.mandataire, lien=f"https://exemple.fr/{preuve.pk}"))
        chapitres.soumettre(chapitre, scenario.demande(monde.mandataire))
        scenario.valider(chapitre)
    scenario.produire_les_documents()
    etape = scenario.candidature.convention
    conventions.envoyer(etape, scenario.demande(monde.responsable))
    conventions.signer(etape, scenario.demande(monde.mandataire, exemplaire=[fichier("c.pdf", pdf("Convention"))]))
    VersionEcheance.objects.filter(dispositif=scenario.dispositif, numero=3).update(instant=DATE_3)
    scenario.instant = DATE_3 + SECONDE
    return etape


@pytest.mark.exigence("DER-06", "E4-13", "E3-52")
def test_l_attestation_definitive_est_exigee_avant_le_college(monde, scenario, cnda, signee):
    avant = refus_de(college.valider, signee, scenario.demande(monde.responsable))

    derogations.deposer_la_definitive(cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/attestation"))
    pendant = refus_de(college.valider, signee, scenario.demande(monde.responsable))
    preuves.declarer_conforme(cnda, scenario.demande(monde.verificateur, vu=vue(cnda)))
    college.valider(signee, scenario.demande(monde.responsable))

    assert avant == [f"Preuves provisoires à remplacer par l’attestation définitive : {cnda}."]
    assert pendant == [f"Preuves qui ne sont pas conformes : {cnda}."]
    assert relu(signee).statut == "validee"
    assert [depot.lien for depot in cnda.depots.actuels()] == ["https://exemple.fr/attestation"]
    assert relu(cnda.chapitre).statut == "valide"


@pytest.mark.exigence("DER-06")
def test_l_attestation_definitive_attend_dans_la_file_et_se_confie(monde, scenario, cnda, signee):
    deposee = scenario.demande(monde.mandataire, lien="https://exemple.fr/attestation")
    le = deposee.recu_le
    assert file.compter(monde.verificateur, le)["tout"] == 0
    derogations.deposer_la_definitive(cnda, deposee)

    (ligne,) = file.en_lignes(file.attentes(monde.verificateur, le, {}), le)
    attribution.repartir(cnda.chapitre, scenario.demande(monde.responsable, instructeur=monde.verificateur.personne))
    assert (ligne.pk, ligne.a_juger, ligne.premiere, ligne.soumise_le) == (cnda.chapitre_id, 1, cnda.pk, le)
    assert file.suivant(monde.verificateur, le, sauf=0).pk == cnda.chapitre_id

    preuves.declarer_conforme(cnda, scenario.demande(monde.verificateur, vu=vue(cnda)))
    assert file.compter(monde.verificateur, le)["tout"] == 0
    assert refus_de(attribution.rendre, cnda.chapitre, scenario.demande(monde.responsable)) == [
        "Ce chapitre est validé : plus rien n’y est à juger."
    ]


def test_le_meme_fichier_en_piece_provisoire_n_est_plus_ce_qui_avait_ete_lu(monde, scenario, cnda):
    lien = {"lien": "https://exemple.fr/depot-cnda"}
    preuves.deposer(cnda, scenario.demande(monde.mandataire, **lien))
    definitive = vue(cnda)
    cnda.depots.update(substitut=DEPOT["substitut"])

    assert vue(cnda) != definitive


@pytest.mark.exigence("DER-06")
def test_une_attestation_refusee_se_redepose(monde, scenario, cnda, signee):
    derogations.deposer_la_definitive(cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/v1"))
    refus = {"motif": "Ce n’est pas le bon NIL.", "vu": vue(cnda)}
    preuves.demander_modification(cnda, scenario.demande(monde.verificateur, **refus))

    encore = refus_de(
        derogations.deposer_la_definitive, cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/v1")
    )
    derogations.deposer_la_definitive(cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/v2"))

    assert encore == ["Ce contenu est déjà déposé : apportez une autre pièce."]
    assert (relu(cnda).statut, relu(cnda).motif) == ("soumise", "")
    corps = Notification.objects.filter(sujet__contains="attestation définitive").values_list("corps", flat=True)
    assert "Ce n’est pas le bon NIL." in set(corps)


@pytest.mark.exigence("DER-06")
def test_apres_le_college_rien_ne_change_plus(monde, scenario, cnda, signee):
    derogations.deposer_la_definitive(cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/v1"))
    preuves.declarer_conforme(cnda, scenario.demande(monde.verificateur, vu=vue(cnda)))
    college.valider(signee, scenario.demande(monde.responsable))

    refus = refus_de(
        derogations.deposer_la_definitive, cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/v2")
    )

    assert refus == [
        "Aucune attestation définitive n’est attendue.",
        "Le dossier est passé en collège : ses preuves ne changent plus.",
    ]


def test_une_preuve_conforme_et_definitive_ne_se_remplace_pas(monde, scenario, signee):
    ordinaire = preuve_de(scenario, "SC.INS/DEM.02")

    assert refus_de(
        derogations.deposer_la_definitive, ordinaire, scenario.demande(monde.mandataire, lien="https://exemple.fr/x")
    ) == ["Aucune attestation définitive n’est attendue."]
    assert Depot.objects.filter(lien="https://exemple.fr/x").count() == 0


# ---- NIL, label, intrusion test -------------------------------------------------------------------------------------


@pytest.mark.exigence("E3-33")
def test_un_chapitre_attend_une_attestation_cnda_par_nom_commercial(monde):
    scenario = dui_eligible(monde, noms=("222222222",))
    cnda = preuve_de(scenario, "SC.INS/DEM.01")
    for preuve in cnda.chapitre.preuves.all():
        preuves.deposer(preuve, scenario.demande(monde.mandataire, lien="https://exemple.fr/1"))

    seule = refus_de(chapitres.soumettre, cnda.chapitre, scenario.demande(monde.mandataire))
    preuves.deposer(cnda, scenario.demande(monde.mandataire, lien="https://exemple.fr/2"))
    chapitres.soumettre(cnda.chapitre, scenario.demande(monde.mandataire))

    assert seule == [f"Une attestation CNDA par NIL (123456789, 222222222) : {cnda} (1/2)."]
    assert relu(cnda.chapitre).statut == "soumis"


@pytest.mark.exigence("E3-48")
def test_le_label_se_declare_sans_piece(monde, scenario):
    label = preuve_de(scenario, "LABEL.01")

    derogations.declarer(label, scenario.demande(monde.mandataire, declaration="Nous disposons du label."))
    derogations.declarer(label, scenario.demande(monde.mandataire, declaration="Label n° 12."))

    assert [str(depot) for depot in label.depots.actuels()] == ["Label n° 12."]
    assert relu(label).statut == "chargee"


@pytest.mark.exigence("E3-48")
def test_seul_le_label_se_declare(monde, scenario, cnda):
    assert refus_de(derogations.declarer, cnda, scenario.demande(monde.mandataire, declaration="Oui")) == [
        "Cette preuve est un fichier ou un lien."
    ]


@pytest.mark.exigence("E3-44", "E3-45")
def test_un_test_d_intrusion_hors_criteres_n_est_pas_conforme(monde):
    scenario = dui_eligible(monde, profils=("general", "ahi"))
    test = preuve_de(scenario, "SSI/GEN.18")
    derogations.relever_le_test(test, scenario.demande(monde.mandataire, ko_hauts=1, ko_moyens=11))
    scenario.soumettre(test.chapitre)

    refus = refus_de(preuves.declarer_conforme, test, scenario.demande(monde.verificateur, vu=vue(test)))
    ferme = refus_de(derogations.relever_le_test, test, scenario.demande(monde.mandataire, ko_hauts=0, ko_moyens=0))

    assert refus == [
        "Gravité haute : 1 point(s) de contrôle KO, 0 au plus.",
        "Gravité moyenne : 11 point(s) de contrôle KO, 10 au plus.",
    ]
    assert ferme == ["Statut actuel : « soumise »."]


@pytest.mark.exigence("E3-47")
def test_le_formulaire_n_est_pas_demande_au_dui_hors_ahi(monde, scenario):
    test = preuve_de(scenario, "SSI/GEN.18")

    (refus,) = refus_de(derogations.relever_le_test, test, scenario.demande(monde.mandataire, ko_hauts=0, ko_moyens=0))

    assert refus.startswith("Pour vos profils, le test d’intrusion est mené dans le parcours EDC PSC")
