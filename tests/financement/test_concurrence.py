"""Real threads against a real PostgreSQL: two agents decide at once, and one decision is taken."""

from dataclasses import replace
from functools import partial

import pytest

from financement.models import CoordonneesBancaires, Enrolement, Question
from financement.ouverture import poser_une_question
from financement.sujets import SUJETS
from financement.transitions import coordonnees, enrolement
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.monde import Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier(monde: Monde) -> DossierDEnrolement:  # noqa: F811
    return DossierDEnrolement("LogiPro", validee(monde).instant)


def collegue(role: str) -> Utilisateur:
    personne = Utilisateur.objects.create_user(f"second-{role}@asp.example", nom="Second", prenom="Léo")
    asp = Organisation.objects.get(nature=Organisation.Nature.ASP)
    Appartenance.objects.create(utilisateur=personne, organisation=asp, role=role)
    return personne


def test_deux_agents_decident_ensemble_et_un_seul_l_emporte(dossier: DossierDEnrolement) -> None:
    dossier.complet().transmettre().prendre_en_charge().verifier().approuver().tout_juger_conforme()
    objet, second = dossier.enrolement, acteur_pour(collegue(Role.GESTIONNAIRE))

    issues = ensemble(
        partial(enrolement.accepter, objet, dossier.demande(dossier.gestionnaire)),
        partial(enrolement.accepter, objet, dossier.demande(second)),
    )

    assert issues == ["fait", "statut"]
    assert Enrolement.objects.get().statut == "accepte"
    assert EntreeJournal.objects.filter(action="enrolement.accepter").count() == 1
    assert Notification.objects.filter(sujet__endswith="accepté").values("destinataire").distinct().count() == 2
    assert list(anomalies()) == []


def test_deux_valideurs_approuvent_ensemble_et_un_seul_l_emporte(dossier: DossierDEnrolement) -> None:
    dossier.complet().transmettre().prendre_en_charge().verifier()
    objet, second = dossier.coordonnees, acteur_pour(collegue(Role.VALIDEUR))

    issues = ensemble(
        partial(coordonnees.approuver, objet, dossier.demande(dossier.asp(Role.VALIDEUR))),
        partial(coordonnees.approuver, objet, dossier.demande(second)),
    )

    assert issues == ["fait", "statut"]
    assert EntreeJournal.objects.filter(action="coordonneesbancaires.approuver").count() == 1


def test_une_opposition_et_une_approbation_ensemble_ne_se_melangent_pas(dossier: DossierDEnrolement) -> None:
    dossier.complet().transmettre().prendre_en_charge().verifier().approuver()
    dossier.declarer("FR7610278060000002034567806", "CMCIFR2A").verifier()
    objet = dossier.coordonnees

    ensemble(
        partial(coordonnees.approuver, objet, dossier.demande(dossier.asp(Role.VALIDEUR))),
        partial(coordonnees.s_opposer, objet, dossier.demande(dossier.mandataire, motif="Inconnu.")),
    )

    assert CoordonneesBancaires.objects.get(pk=objet.pk).statut == "opposees"


def test_deux_changements_demandes_ensemble_n_en_font_qu_un(dossier: DossierDEnrolement) -> None:
    dossier.ouvrir()

    issues = ensemble(dossier.declarer, partial(dossier.declarer, "FR7610278060000002034567806", "CMCIFR2A"))

    assert issues == ["en_cours", "fait"]
    assert CoordonneesBancaires.objects.count() == 1


def test_deux_collegues_ouvrent_ensemble_le_meme_dossier(dossier: DossierDEnrolement) -> None:
    issues = ensemble(dossier.ouvrir, dossier.ouvrir)

    assert issues == ["fait", "fait"]
    assert Enrolement.objects.count() == 1


def test_un_double_clic_pose_une_question(dossier: DossierDEnrolement) -> None:
    donnees = {"sujet": next(iter(SUJETS)), "dispositif": None, "objet": "Date 4", "texte": "Quand ?", "fichier": None}
    demande = replace(dossier.demande(dossier.mandataire), cle="une-seule-fois")

    issues = ensemble(*[partial(poser_une_question, donnees, demande)] * 4)

    assert issues == ["fait"] * 4
    assert Question.objects.count() == 1
