"""A request that the convention no longer waits for is closed with the provider, once, whatever answers are lost."""

from datetime import datetime
from typing import Any

import pytest

from candidatures.models import Candidature, Convention, DemandeDeSignature
from candidatures.signature.suivi import NOUVEL_ESSAI, OUBLI, annuler, preparer_les_demandes
from candidatures.tasks import balayer_signatures
from candidatures.transitions.cloture import clore
from candidatures.transitions.convention import demander_signature, signer
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.yousign.serveur import Prestataire
from tests.monde import Monde, fichier

pytestmark = pytest.mark.django_db


@pytest.fixture
def deposee(demande: DemandeDeSignature, convention: Convention, scenario: Scenario, monde: Monde) -> Convention:
    """Signed by hand while the provider still invites the signer."""
    signer(convention, scenario.demande(monde.mandataire, exemplaire=[fichier("a-la-main.pdf")]))
    Notification.objects.all().delete()
    return convention


def plus_tard(scenario: Scenario) -> datetime:
    return scenario.instant + 2 * NOUVEL_ESSAI


def relire(demande: DemandeDeSignature) -> str:
    demande.refresh_from_db()
    return demande.statut


@pytest.mark.exigence("E4-02")
def test_la_copie_deposee_a_la_main_fait_annuler_la_demande(
    yousign: Prestataire, demande: DemandeDeSignature, deposee: Convention, scenario: Scenario
) -> None:
    assert [annuler(demande.pk, plus_tard(scenario)) for _ in range(2)] == [True, False]

    assert (yousign.demande["status"], relire(demande)) == ("canceled", "canceled")
    assert b"n\\u2019attend plus" in next(corps for corps in yousign.corps_recus if b"custom_note" in corps)
    assert Notification.objects.count() == 0


def test_une_candidature_close_fait_annuler_la_demande(
    yousign: Prestataire, demande: DemandeDeSignature, scenario: Scenario, monde: Monde
) -> None:
    clore(Candidature.objects.get(), scenario.demande(SYSTEME))

    assert annuler(demande.pk, plus_tard(scenario)) is True

    assert (yousign.demande["status"], relire(demande)) == ("canceled", "canceled")
    preparer_les_demandes(plus_tard(scenario))
    assert DemandeDeSignature.objects.ouvertes().count() == 0


def test_une_demande_que_la_convention_attend_n_est_jamais_annulee(
    yousign: Prestataire, demande: DemandeDeSignature, scenario: Scenario
) -> None:
    assert annuler(demande.pk, plus_tard(scenario)) is False
    assert (yousign.demande["status"], relire(demande)) == ("ongoing", "ongoing")


def test_un_nouvel_envoi_rend_l_ancienne_demande_sans_objet(
    yousign: Prestataire, demande: DemandeDeSignature, deposee: Convention, scenario: Scenario, monde: Monde
) -> None:
    demander_signature(deposee, scenario.demande(monde.responsable, motif="Non signée."))

    assert annuler(demande.pk, plus_tard(scenario)) is True

    assert balayer_signatures() == 1
    assert sorted(d["status"] for d in yousign.demandes.values()) == ["canceled", "ongoing"]


@pytest.mark.parametrize("panne", ["503", "muet", "tronque", "perdu", "html"])
@pytest.mark.parametrize("rang", [0, 1, 2])
def test_une_annulation_manquee_reprend_plus_tard_et_s_acheve(
    yousign: Prestataire, demande: DemandeDeSignature, deposee: Convention, panne: str, rang: int
) -> None:
    """Whichever of the three calls fails: reading, cancelling, reading again."""
    DemandeDeSignature.objects.update(verifiee_le=demande.creee_le - OUBLI)
    yousign.pannes = [""] * rang + [panne]
    assert (balayer_signatures(), relire(demande)) == (0, "ongoing")
    essayee_le = demande.verifiee_le
    assert essayee_le is not None

    assert [annuler(demande.pk, essayee_le), annuler(demande.pk, essayee_le + 2 * NOUVEL_ESSAI)] == [False, True]

    assert (yousign.demande["status"], relire(demande)) == ("canceled", "canceled")


@pytest.mark.parametrize(("chez_yousign", "ici"), [("canceled", "canceled"), ("done", "done"), ("expired", "expired")])
def test_ce_qui_est_deja_fini_chez_le_prestataire_finit_ici_comme_la_bas(
    yousign: Prestataire,
    demande: DemandeDeSignature,
    deposee: Convention,
    scenario: Scenario,
    chez_yousign: str,
    ici: str,
) -> None:
    yousign.demande["status"] = chez_yousign

    assert annuler(demande.pk, plus_tard(scenario)) is True

    assert (relire(demande), "cancel" in "".join(yousign.appels)) == (ici, False)
    exemplaire = Convention.objects.get().exemplaire_signe
    assert exemplaire is not None
    assert (exemplaire.nom, Notification.objects.count()) == ("a-la-main.pdf", 0)


def test_ce_que_le_prestataire_n_a_plus_est_supprime(
    yousign: Prestataire, demande: DemandeDeSignature, deposee: Convention, scenario: Scenario
) -> None:
    yousign.demandes.clear()

    assert (annuler(demande.pk, plus_tard(scenario)), relire(demande)) == (True, "deleted")


def test_une_ouverture_interrompue_puis_sans_objet_est_supprimee_chez_le_prestataire(
    yousign: Prestataire, scenario: Scenario, convention: Convention, monde: Monde
) -> None:
    """Created there, its answer lost here; then the copy is deposited by hand."""
    yousign.pannes = ["", "perdu"]
    assert balayer_signatures() == 0
    demande = DemandeDeSignature.objects.get()
    signer(convention, scenario.demande(monde.mandataire, exemplaire=[fichier("a-la-main.pdf")]))
    essayee_le = demande.verifiee_le
    assert essayee_le is not None
    assert (demande.reference, len(yousign.demandes)) == (None, 1)

    assert annuler(demande.pk, essayee_le + 2 * NOUVEL_ESSAI) is True

    assert (relire(demande), yousign.demandes) == ("deleted", {})


def test_sans_raccordement_rien_n_est_annule(
    yousign: Prestataire, demande: DemandeDeSignature, deposee: Convention, settings: Any
) -> None:
    settings.YOUSIGN_URL = ""

    assert (balayer_signatures(), relire(demande)) == (0, "ongoing")
