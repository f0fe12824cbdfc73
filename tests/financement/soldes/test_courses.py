"""Real threads against a real PostgreSQL: one balance for each order, one request for each file."""

from functools import partial

import pytest

from financement.demandes.reception import recevoir_un_fichier
from financement.demandes.traitement import traiter
from financement.models import Creance, DemandeDeFinancement
from financement.transitions import correction_des_creances as correction
from financement.transitions.depot import envoyer_des_pieces
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from tests.financement.soldes.conftest import deposant_de_soldes
from tests.financement.soldes.depot import DepotDeSoldes
from tests.financement.soldes.exemples import declaration_pour
from tests.monde import Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def depot(monde: Monde) -> DepotDeSoldes:  # noqa: F811
    return deposant_de_soldes(monde)


@pytest.mark.exigence("SOL-01")
def test_deux_collegues_deposent_le_meme_solde_et_un_seul_compte(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    saisies = [depot.saisir(commande, "va", "facture", facture_numero=f"F-{n}") for n in (1, 2)]

    issues = ensemble(*(partial(correction.deposer_la_creance, s, depot.demande()) for s in saisies))

    assert issues == ["fait", "unicite"]
    assert Creance.objects.qui_comptent().count() == 1
    assert list(anomalies()) == []


@pytest.mark.exigence("SOL-01")
def test_un_fichier_et_un_formulaire_ensemble_ne_font_qu_un_solde(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    saisie = depot.saisir(commande, "va", "facture")
    objet = depot.envoyer_des_soldes([declaration_pour(commande, facture_numero="F-2")])
    envoyer_des_pieces(objet, depot.demande(archive=depot.pieces([commande.reference]), malgre_tout=True))

    ensemble(partial(correction.deposer_la_creance, saisie, depot.demande()), partial(traiter, objet.pk))

    assert Creance.objects.qui_comptent().count() == 1
    assert Creance.objects.filter(statut="incomplete").count() == 1


def test_le_meme_fichier_huit_fois_ensemble_ne_fait_qu_une_demande(depot: DepotDeSoldes) -> None:
    declarations = [declaration_pour(commande) for commande in depot.commander(2)]
    contenus = [depot.fichier_de_soldes(declarations) for _ in range(8)]
    demande = depot.demande()

    issues = ensemble(*(partial(recevoir_un_fichier, depot.cadre, c, demande, malgre_tout=True) for c in contenus))

    assert issues == ["fait"] * 8
    assert DemandeDeFinancement.objects.filter(nature="solde").count() == 1
    assert EntreeJournal.objects.filter(action="demandedefinancement.recevoir").count() == 1


def test_deux_travailleurs_sur_la_meme_demande_n_en_font_qu_un(depot: DepotDeSoldes) -> None:
    commandes = depot.commander(3)
    objet = depot.recevoir([declaration_pour(commande) for commande in commandes])
    archive = depot.pieces([commande.reference for commande in commandes])
    envoyer_des_pieces(objet, depot.demande(archive=archive, malgre_tout=True))

    issues = ensemble(partial(traiter, objet.pk), partial(traiter, objet.pk))

    assert issues == ["fait", "fait"]
    assert EntreeJournal.objects.filter(action="demandedefinancement.deposer").count() == 1
    assert Creance.objects.filter(statut="deposee").count() == 3
