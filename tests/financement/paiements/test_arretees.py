"""Nothing leaves on an order that is stopped, before its batch is prepared or after."""

from collections.abc import Callable

import pytest

from candidatures.models import Candidature
from financement.models import Commande, Ecriture, LotDePaiement, Position
from financement.paiements import situation_de_paiement
from financement.preparation import preparer
from financement.transitions import paiement
from segur.noyau.transitions import Refus
from tests.financement.paiements.caisse import Caisse
from tests.financement.tresorerie.exemples import empecher

pytestmark = pytest.mark.django_db
Arreter = Callable[[Caisse, Commande], object]


def renoncer(caisse: Caisse, commande: Commande) -> None:
    empecher(commande, caisse.dossiers[0].mandataire)


def retirer(caisse: Caisse, commande: Commande) -> None:
    Candidature.objects.filter(pk=commande.demande.candidature_id).update(statut="retiree")


ARRETS = pytest.mark.parametrize("arreter", [renoncer, retirer], ids=["incapacité", "retrait"])


@pytest.mark.exigence("IND-06", "REA-03")
@ARRETS
def test_rien_n_est_a_payer_sur_une_commande_arretee(a_deux: Caisse, arreter: Arreter) -> None:
    commande = a_deux.commande()
    assert Position.objects.a_payer().count() == 1
    arreter(a_deux, commande)

    assert not Position.objects.a_payer().exists()
    with pytest.raises(Refus):
        preparer([commande.positions.get(part="avance").pk], a_deux.execution_le, a_deux.demande(a_deux.payeur))


@pytest.mark.exigence("IND-06", "REA-03")
@ARRETS
@pytest.mark.parametrize("approuve", [False, True], ids=["à approuver", "à exporter"])
def test_arretee_apres_la_preparation_elle_ne_part_pas(a_deux: Caisse, arreter: Arreter, approuve: bool) -> None:
    commande = a_deux.commande()
    lot = a_deux.preparer()
    lot = a_deux.approuver(lot) if approuve else lot
    arreter(a_deux, commande)

    with pytest.raises(Refus, match=commande.reference) as refus:
        a_deux.exporter(lot) if approuve else a_deux.approuver(lot)
    assert [motif.code for motif in refus.value.verdict.obstacles] == ["commandes"]
    with pytest.raises(Refus, match="annulez le lot"):
        paiement.actualiser(lot, a_deux.demande(a_deux.payeur))
    paiement.annuler(lot, a_deux.demande(a_deux.payeur, motif="La commande est arrêtée."))
    assert not Position.objects.a_payer().exists()
    assert not Ecriture.objects.filter(nature="avance").exists()


@pytest.mark.exigence("IND-06", "REA-03")
@ARRETS
def test_une_commande_arretee_ne_se_dit_pas_a_payer(caisse: Caisse, arreter: Arreter) -> None:
    commande = caisse.commande()
    assert situation_de_paiement(commande).code == "a_payer"
    arreter(caisse, commande)
    assert situation_de_paiement(commande).code == "arretee"


def test_le_virement_d_une_commande_arretee_sort_du_lot(a_deux: Caisse) -> None:
    """The other orders of its transfer are payable again; the rest of the batch leaves."""
    une, deux = a_deux.commande("1204.55"), a_deux.commande("0.03")
    ailleurs = a_deux.commande("999.99", a_deux.dossiers[1])
    lot = a_deux.approuver(a_deux.preparer())
    renoncer(a_deux, une)

    lot = paiement.actualiser(lot, a_deux.demande(a_deux.payeur))
    a_deux.exporter(a_deux.approuver(lot))

    (ecarte,) = LotDePaiement.objects.get().virements.filter(statut="ecarte")
    assert une.reference in ecarte.motif
    assert deux.reference not in ecarte.motif
    assert list(Position.objects.a_payer().values_list("commande", flat=True)) == [deux.pk]
    assert list(Ecriture.objects.filter(nature="avance").values_list("commande", flat=True)) == [ailleurs.pk]
