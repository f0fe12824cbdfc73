"""One proof: deposits that add up, replace or leave; decisions bound to what was seen; validations cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from candidatures.models import Convention, DocumentOfficiel
from preuves.models import Chapitre
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.messagerie.models import Notification
from tests.monde import fichier, vue
from tests.preuves.gestes import refus_de, relu, renvoyer, statuts

DATE_2_INITIALE = datetime(2026, 7, 22, 10, tzinfo=UTC)
PARUTION = datetime(2026, 6, 10, 22, tzinfo=UTC)  # 11/06/2026 00:00 in Paris: the arrêté of 8 June applies
DATE_2 = datetime(2027, 1, 20, 11, tzinfo=UTC)
DATE_3 = datetime(2027, 4, 6, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)


@pytest.fixture
def scenario(petit_monde):
    return petit_monde.eligible()


@pytest.fixture
def premier(scenario) -> Chapitre:
    return scenario.chapitres()[0]


@pytest.mark.exigence("E3-29")
def test_un_depot_qui_remplace_archive_l_ancien_sans_l_ecraser(monde, scenario, premier):
    preuve = premier.preuves.first()
    preuves.deposer(preuve, scenario.demande(monde.mandataire, fichiers=[fichier("v1.pdf", b"%PDF-1")]))
    remplace = preuve.depots.get().pk

    demande = scenario.demande(monde.mandataire, fichiers=[fichier("v2.pdf", b"%PDF-2")], remplace=remplace)
    preuves.deposer(preuve, demande)

    ancien, actuel = preuve.depots.order_by("pk")
    assert (ancien.archive_le, actuel.archive_le) == (actuel.depose_le, None)
    assert (ancien.document.lire(), actuel.document.lire()) == (b"%PDF-1", b"%PDF-2")


def test_plusieurs_fichiers_et_liens_se_tiennent_ensemble(monde, scenario, premier):
    preuve = premier.preuves.first()
    deux = [fichier("1.pdf", b"%PDF-1"), fichier("2.pdf", b"%PDF-2"), fichier("copie.pdf", b"%PDF-2")]

    preuves.deposer(preuve, scenario.demande(monde.mandataire, fichiers=deux, lien="https://exemple.fr/1"))
    preuves.deposer(preuve, scenario.demande(monde.mandataire, fichiers=[fichier("encore.pdf", b"%PDF-1")]))

    assert [str(depot) for depot in preuve.depots.actuels()] == ["1.pdf", "2.pdf", "https://exemple.fr/1"]


@pytest.mark.exigence("E3-28")
def test_un_depot_s_archive_et_le_dernier_se_retire(monde, scenario, premier):
    preuve = premier.preuves.first()
    deux = [fichier("1.pdf", b"%PDF-1"), fichier("2.pdf", b"%PDF-2")]
    preuves.deposer(preuve, scenario.demande(monde.mandataire, fichiers=deux))
    un, autre = preuve.depots.all()

    preuves.archiver(preuve, scenario.demande(monde.mandataire, depot=un.pk))
    seul = refus_de(preuves.archiver, preuve, scenario.demande(monde.mandataire, depot=autre.pk))
    deja = refus_de(preuves.archiver, preuve, scenario.demande(monde.mandataire, depot=un.pk))
    reste = relu(preuve).statut
    preuves.vider(preuve, scenario.demande(monde.mandataire, depot=autre.pk))

    assert seul == ["C’est le seul dépôt de la preuve : remplacez-le, ou retirez-le."]
    assert deja == ["Ce dépôt n’est plus celui de la preuve : rechargez la page."]
    assert (reste, relu(preuve).statut, preuve.depots.actuels().count()) == ("chargee", "a_charger", 0)
    assert preuve.depots.count() == 2


def test_l_editeur_commente_sa_preuve_tant_qu_elle_est_ouverte(monde, scenario, premier):
    preuve = premier.preuves.first()

    preuves.commenter(preuve, scenario.demande(monde.mandataire, commentaire=" Voir la page 3. "))
    assert relu(preuve).commentaire == "Voir la page 3."
    scenario.soumettre(premier)

    apres = refus_de(preuves.commenter, preuve, scenario.demande(monde.mandataire, commentaire="Trop tard"))
    assert apres == ["Statut actuel : « soumise »."]


@pytest.mark.exigence("E3-25")
def test_ce_qui_a_ete_refuse_n_est_pas_une_reponse(monde, scenario, premier):
    a_modifier, _ = renvoyer(monde, scenario, premier)
    refuse = a_modifier.depots.get().lien

    assert refus_de(preuves.deposer, a_modifier, scenario.demande(monde.mandataire, lien=refuse)) == [
        "C’est ce qui a été refusé : déposez un contenu modifié."
    ]


@pytest.mark.exigence("E3-28")
def test_une_demande_de_modification_s_interrompt(monde, scenario, premier):
    a_modifier, conformes = renvoyer(monde, scenario, premier)
    sans_raison = scenario.demande(monde.verificateur, motif=" ", vu=vue(a_modifier))
    assert refus_de(preuves.interrompre_la_demande, a_modifier, sans_raison) == [
        "Indiquez ce qui doit être modifié, et pourquoi."
    ]

    raison = scenario.demande(monde.verificateur, motif="Relu : le rapport suffit.", vu=vue(a_modifier))
    preuves.interrompre_la_demande(a_modifier, raison)
    chapitres.resoumettre(premier, scenario.demande(monde.mandataire))

    assert statuts(premier) == {"soumise": 1, "conforme": len(conformes)}
    assert [j.verdict for j in a_modifier.jugements.all()] == ["a_modifier", "interrompue"]
    messages = Notification.objects.filter(sujet__contains="demande de modification interrompue")
    assert {message.corps for message in messages} == {"Relu : le rapport suffit."}


def test_une_demande_ne_s_interrompt_que_chez_l_editeur(monde, scenario, premier):
    scenario.soumettre(premier)
    preuve = premier.preuves.first()
    preuves.demander_modification(preuve, scenario.demande(monde.verificateur, motif="Illisible.", vu=vue(preuve)))

    demande = scenario.demande(monde.verificateur, motif="Relu.", vu=vue(preuve))
    assert refus_de(preuves.interrompre_la_demande, preuve, demande) == ["Le chapitre n’est pas chez l’éditeur."]


@pytest.mark.parametrize("vu", ["", "x" * 32])
def test_une_decision_porte_sur_ce_qui_a_ete_vu(monde, scenario, premier, vu):
    scenario.soumettre(premier)
    preuve = premier.preuves.first()

    assert refus_de(preuves.declarer_conforme, preuve, scenario.demande(monde.verificateur, vu=vu)) == [
        "La preuve a changé depuis que vous l’avez ouverte : relisez-la avant de décider. Rien n’a été enregistré."
    ]


def test_un_fichier_remplace_entre_temps_ne_se_juge_pas_sur_l_ancien(monde, scenario, premier):
    a_modifier, _ = renvoyer(monde, scenario, premier)
    interruption = scenario.demande(monde.verificateur, motif="Relu.", vu=vue(a_modifier))
    preuves.archiver(a_modifier, scenario.demande(monde.mandataire, depot=a_modifier.depots.get().pk))

    assert "a changé depuis" in " ".join(refus_de(preuves.interrompre_la_demande, a_modifier, interruption))
    assert relu(a_modifier).statut == "a_modifier"


def _tout_valider(scenario) -> list[Chapitre]:
    for chapitre in scenario.chapitres():
        scenario.soumettre(chapitre)
        scenario.valider(chapitre)
    return scenario.chapitres()


@pytest.mark.exigence("EDC-06")
def test_une_validation_s_annule_et_l_etape_4_se_referme(monde, scenario):
    premier, *_ = _tout_valider(scenario)
    ouverte = Convention.objects.get().statut

    chapitres.annuler_la_validation(premier, scenario.demande(monde.responsable, motif="Preuve jugée trop vite."))

    refermee = Convention.objects.get().statut
    assert (ouverte, refermee, relu(premier).statut, relu(premier).valide_le) == ("a_venir", "fermee", "soumis", None)
    assert statuts(premier) == {"conforme": premier.preuves.count()}
    corps = Notification.objects.filter(sujet__contains="validation du chapitre").values_list("corps", flat=True)
    assert set(corps) == {"Preuve jugée trop vite."}

    chapitres.valider(premier, scenario.demande(monde.verificateur))
    assert Convention.objects.get().statut == "a_venir"
    assert DocumentOfficiel.objects.filter(nature="convention").count() == 1


@pytest.mark.exigence("EDC-06")
def test_une_validation_ne_s_annule_plus_quand_la_convention_est_partie(monde, scenario):
    premier, *_ = _tout_valider(scenario)
    Convention.objects.update(statut="envoyee")

    demande = scenario.demande(monde.responsable, motif="Trop tard.")
    assert refus_de(chapitres.annuler_la_validation, premier, demande) == ["La convention est déjà partie."]


@pytest.mark.parametrize(("qui", "motif"), [("verificateur", "Non."), ("mandataire", "Non."), ("responsable", " ")])
def test_annuler_une_validation_revient_au_responsable_avec_une_raison(monde, scenario, premier, qui, motif):
    scenario.soumettre(premier)
    scenario.valider(premier)

    assert refus_de(chapitres.annuler_la_validation, premier, scenario.demande(getattr(monde, qui), motif=motif)) != []
    assert relu(premier).statut == "valide"
