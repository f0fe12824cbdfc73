"""Real threads against a real PostgreSQL: two deposits at once, one place, one request."""

from datetime import timedelta
from functools import partial

import pytest

from financement.demandes.reception import recevoir_un_fichier
from financement.demandes.traitement import traiter
from financement.models import Commande, DemandeDeFinancement
from financement.transitions import correction
from financement.transitions.depot import envoyer_des_pieces
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.commandes import DepotDeCommandes
from tests.financement.commandes.conftest import deposant
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deux(monde: Monde) -> tuple[DepotDeCommandes, DepotDeCommandes]:  # noqa: F811
    importer_les_bases(AVANT_DATE_1 - timedelta(days=60))
    return deposant(monde), deposant(monde, "MédiSoft", "MédiCab")


def prete(depot: DepotDeCommandes, nombre: int) -> DemandeDeFinancement:
    """Everything received, nothing looked at yet."""
    bons = depot.bons(nombre)
    objet = depot.envoyer(bons)
    archive = depot.archive([bon.reference for bon in bons])
    envoyer_des_pieces(objet, depot.demande(archive=archive, malgre_tout=False))
    return objet


@pytest.mark.exigence("ELI-09", "ELI-10")
def test_deux_fournisseurs_deposent_ensemble_et_un_seul_tient_chaque_place(
    deux: tuple[DepotDeCommandes, DepotDeCommandes],
) -> None:
    demandes = [prete(depot, 5) for depot in deux]

    issues = ensemble(*(partial(traiter, demande.pk) for demande in demandes))

    assert issues == ["fait", "fait"]
    assert Commande.objects.filter(statut="deposee").count() == 10
    assert Commande.objects.filter(occupe=True).values("cle").distinct().count() == 5
    assert Commande.objects.filter(occupe=True).count() == 5
    dites = Notification.objects.filter(sujet__endswith="commande en double")
    assert {n.destinataire.email.partition("@")[2] for n in dites if n.destinataire} == {
        "logipro.example",
        "medisoft.example",
    }
    assert list(anomalies()) == []


def test_le_meme_fichier_envoye_deux_fois_ensemble_ne_fait_qu_une_demande(
    deux: tuple[DepotDeCommandes, DepotDeCommandes],
) -> None:
    depot, _ = deux
    contenus = [depot.fichier(depot.bons(2)) for _ in range(2)]

    ensemble(
        *(
            partial(
                recevoir_un_fichier,
                depot.cadre,
                contenu,
                depot.demande(),
                malgre_tout=False,
            )
            for contenu in contenus
        )
    )

    assert DemandeDeFinancement.objects.count() == 1
    assert EntreeJournal.objects.filter(action="demandedefinancement.recevoir").count() == 1


def test_deux_travailleurs_sur_la_meme_demande_n_en_font_qu_un(
    deux: tuple[DepotDeCommandes, DepotDeCommandes],
) -> None:
    objet = prete(deux[0], 4)

    issues = ensemble(partial(traiter, objet.pk), partial(traiter, objet.pk))

    assert issues == ["fait", "fait"]
    assert EntreeJournal.objects.filter(action="demandedefinancement.deposer").count() == 1
    assert Commande.objects.filter(statut="deposee", pieces__remplacee_le=None).distinct().count() == 4


@pytest.mark.exigence("ELI-09")
def test_une_place_rendue_pendant_un_depot_n_est_jamais_perdue(
    deux: tuple[DepotDeCommandes, DepotDeCommandes],
) -> None:
    tenante = deux[0].deposer(1).commandes.get()
    seconde = prete(deux[1], 1)

    issues = ensemble(
        partial(correction.retirer, tenante, deux[0].demande(motif="Le client renonce.")),
        partial(traiter, seconde.pk),
    )

    assert issues == ["fait", "fait"]
    assert Commande.objects.get(demande=seconde).occupe
