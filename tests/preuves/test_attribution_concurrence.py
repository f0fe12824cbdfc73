"""Real threads against a real PostgreSQL: a chapter never goes to two people."""

from functools import partial

import pytest

from preuves.models import Chapitre
from preuves.partage import appliquer, donner, proposer
from preuves.transitions.attribution import prendre_en_charge, repartir
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.test_transitions_concurrence import ensemble, monde, sur_postgresql
from tests.preuves.petit_rem import importer_petit_rem

__all__ = ["monde", "sur_postgresql"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sur_postgresql")]


@pytest.fixture
def soumis(monde: Monde) -> list[Chapitre]:
    """Four chapters that wait, in two candidatures."""
    importer_petit_rem()
    chapitres = []
    for produit in ("Un", "Deux"):
        scenario = monde.eligible(produit=produit)
        for chapitre in scenario.chapitres():
            scenario.soumettre(chapitre)
            chapitres.append(chapitre)
    return chapitres


def test_deux_verificateurs_prennent_le_meme_chapitre(monde: Monde, soumis: list[Chapitre]) -> None:
    demandes = [monde.demande(acteur) for acteur in (monde.verificateur, monde.responsable)]

    issues = ensemble(*(partial(prendre_en_charge, soumis[0], demande) for demande in demandes))

    assert issues == ["fait", "libre"]
    assert EntreeJournal.objects.filter(action=prendre_en_charge.nom).count() == 1


def test_un_double_clic_ne_donne_et_ne_previent_qu_une_fois(monde: Monde, soumis: list[Chapitre]) -> None:
    Notification.objects.all().delete()
    collegues = [monde.verificateur.personne]
    lu = proposer(monde.responsable, AVANT_DATE_1, {}, collegues).empreinte
    confirmer = partial(appliquer, monde.demande(monde.responsable, cle="une-page"), {}, collegues, lu)

    issues = ensemble(confirmer, confirmer)

    assert issues == ["fait", "fait"]
    assert EntreeJournal.objects.filter(action=repartir.nom).count() == len(soumis)
    assert Notification.objects.count() == 1


def test_le_meme_apercu_se_confirme_une_seule_fois(monde: Monde, soumis: list[Chapitre]) -> None:
    collegues = [monde.verificateur.personne, monde.responsable.personne]
    lu = proposer(monde.responsable, AVANT_DATE_1, {}, collegues).empreinte
    confirmer = partial(appliquer, monde.demande(monde.responsable), {}, collegues, lu)

    issues = ensemble(confirmer, confirmer)

    assert issues in (
        ["fait", "libre"],
        ["chapitres, apercu_a_jour", "fait"],
    )  # whether it waited before reading or after
    assert EntreeJournal.objects.filter(action=repartir.nom).count() == len(soumis)


def test_deux_repartitions_differentes_ne_se_bloquent_ni_ne_se_melent(monde: Monde, soumis: list[Chapitre]) -> None:
    parts = [
        proposer(monde.responsable, AVANT_DATE_1, {}, [collegue.personne])
        for collegue in (monde.verificateur, monde.responsable)
    ]

    issues = ensemble(*(partial(donner, part, monde.demande(monde.responsable)) for part in parts))

    assert issues == ["fait", "libre"]
    assert Chapitre.objects.values("instructeur").distinct().count() == 1
    assert EntreeJournal.objects.filter(action=repartir.nom).count() == len(soumis)
