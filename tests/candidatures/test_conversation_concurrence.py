"""Real threads against a real PostgreSQL: two answers at once, a request accepted and refused at once."""

from datetime import timedelta
from functools import partial

import pytest

from candidatures.models import DemandeDeModification, Fil, Message, Remarque
from candidatures.transitions import conversation, demandes
from segur.noyau.journal.verification import anomalies
from tests.monde import Monde, demande_posee
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def un_fil(monde: Monde) -> Fil:  # noqa: F811
    scenario = monde.soumise()
    voulu = {"sujet": "S", "objet": "dossier", "texte": "Une question."}
    conversation.ouvrir_un_fil(scenario.candidature, scenario.demande(monde.mandataire, **voulu))
    return Fil.objects.get()


def test_deux_verificateurs_repondent_ensemble_et_le_second_relit(monde: Monde) -> None:  # noqa: F811
    fil = un_fil(monde)
    vu = fil.messages.get().pk
    acteurs = {"Oui.": monde.verificateur, "Non.": monde.responsable}

    issues = ensemble(
        *[partial(conversation.ecrire, fil, monde.demande(qui, texte=texte, vu=vu)) for texte, qui in acteurs.items()]
    )

    assert issues == ["fait", "fil_relu"]
    assert Message.objects.count() == 2
    assert list(anomalies()) == []


def test_le_meme_envoi_recu_deux_fois_ensemble_n_ecrit_qu_un_message(monde: Monde) -> None:  # noqa: F811
    fil = un_fil(monde)
    envoi = monde.demande(monde.verificateur, cle="d" * 32, texte="Oui.")

    issues = ensemble(*[partial(conversation.ecrire, fil, envoi)] * 2)

    assert (issues, Message.objects.count()) == (["fait", "fait"], 2)


@pytest.mark.exigence("MSG-03")
def test_accepter_et_refuser_ensemble_un_seul_l_emporte(monde: Monde) -> None:  # noqa: F811
    scenario = monde.soumise()
    posee = demande_posee(monde, scenario)
    rendre = (scenario.instant + timedelta(days=7)).date()

    issues = ensemble(
        partial(demandes.accepter, posee, scenario.demande(monde.verificateur, a_rendre_le=rendre)),
        partial(demandes.refuser, posee, scenario.demande(monde.responsable, motif="Non.")),
    )

    decidee = DemandeDeModification.objects.get()
    assert issues == ["fait", "statut"]
    assert Remarque.objects.count() == (1 if decidee.statut == "acceptee" else 0)
    assert decidee.fil.messages.filter(cote="ans").count() == 1
    assert list(anomalies()) == []
