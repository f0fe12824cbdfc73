"""Real threads against a real PostgreSQL: never one order to two agents, never two decisions."""

from functools import partial

import pytest

from financement.arbitrages import proposer_un_arbitrage
from financement.bureau import prendre_les_plus_anciennes
from financement.models import ArbitrageDePlace, Commande
from financement.transitions import arbitrage as de_l_arbitrage
from financement.transitions import decision_des_commandes as decision
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.au_bureau import Bureau, collegue
from tests.financement.conftest import validee
from tests.monde import Monde, referencer
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def ouvrir(monde: Monde, firme: str, produit: str) -> Bureau:  # noqa: F811
    scenario = validee(monde, firme, produit)
    referencer(scenario.candidature)
    return Bureau(DossierDEnrolement(firme, scenario.instant).accepte())


@pytest.fixture
def bureau(monde: Monde) -> Bureau:  # noqa: F811
    bureau = ouvrir(monde, "LogiPro", "LogiMed")
    importer_les_bases(bureau.dossier.instant)
    return bureau


def _prendre(bureau: Bureau, acteur: Acteur, nombre: int) -> None:
    prendre_les_plus_anciennes(nombre, bureau.demande(acteur))


def test_deux_agents_prennent_ensemble_et_jamais_la_meme(bureau: Bureau) -> None:
    bureau.deposer(4)
    for rang in range(5, 9):
        bureau.ajouter(bureau.demande_de_financement(), rang)
    autre = collegue(Role.GESTIONNAIRE)

    issues = ensemble(partial(_prendre, bureau, bureau.gestionnaire, 4), partial(_prendre, bureau, autre, 4))

    assert issues == ["fait", "fait"]
    for acteur in (bureau.gestionnaire, autre):
        assert Commande.objects.filter(instructeur=acteur.personne).count() == 4
    prises = EntreeJournal.objects.filter(action="commande.prendre_en_charge").values_list("id_objet", flat=True)
    assert len(prises) == len(set(prises)) == 8
    assert list(anomalies()) == []


def test_deux_valideurs_decident_ensemble_et_un_seul_l_emporte(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    autre = collegue(Role.VALIDEUR)

    issues = ensemble(
        partial(decision.valider, commande, bureau.par_le_valideur()),
        partial(decision.renvoyer_au_controle, commande, bureau.demande(autre, motif="À revoir.")),
    )

    assert issues == ["fait", "statut"]
    assert EntreeJournal.objects.filter(action__in=("commande.valider", "commande.renvoyer_au_controle")).count() == 1


def test_deux_arbitres_proposent_puis_decident_ensemble(bureau: Bureau, monde: Monde) -> None:  # noqa: F811
    rivale = ouvrir(monde, "MédiSoft", "MédiCab")
    rivale.instant = bureau.instant
    (tenante,), (bloquee,) = bureau.deposer(), rivale.deposer(occupe=False)
    agent, valideur = collegue(Role.GESTIONNAIRE), collegue(Role.VALIDEUR)

    issues = ensemble(
        partial(proposer_un_arbitrage, bloquee, tenante, "Signée d’abord.", bureau.par_l_agent()),
        partial(proposer_un_arbitrage, tenante, bloquee, "Déposée d’abord.", bureau.demande(agent)),
    )
    assert issues == ["deja", "fait"]

    arbitrage = ArbitrageDePlace.objects.get()
    issues = ensemble(
        partial(de_l_arbitrage.confirmer, arbitrage, bureau.par_le_valideur()),
        partial(de_l_arbitrage.confirmer, arbitrage, bureau.demande(valideur)),
    )
    assert issues == ["fait", "statut"]
    assert Commande.objects.filter(occupe=True).get().pk == arbitrage.retenue_id
    assert Commande.objects.get(pk=arbitrage.ecartee_id).statut == "rejetee"
    assert list(anomalies()) == []


def test_une_validation_et_un_arbitrage_ensemble_ne_se_melangent_pas(bureau: Bureau, monde: Monde) -> None:  # noqa: F811
    (tenante,) = bureau.deposer()
    bureau.proposer(tenante)
    rivale = ouvrir(monde, "MédiSoft", "MédiCab")
    rivale.instant = bureau.instant
    (bloquee,) = rivale.deposer(occupe=False)
    arbitrage = proposer_un_arbitrage(bloquee, tenante, "Signée d’abord.", bureau.par_l_agent())

    issues = ensemble(
        partial(decision.valider, tenante, bureau.par_le_valideur()),
        partial(de_l_arbitrage.confirmer, arbitrage, bureau.par_le_valideur()),
    )

    assert "fait" in issues
    tenues = Commande.objects.filter(occupe=True)
    assert [commande.pk for commande in tenues] == [bloquee.pk]
    assert Commande.objects.get(pk=tenante.pk).statut == "rejetee"
