"""What is ordered back on an order holds its other payments, until somebody decides that they keep it."""

import pytest

from financement.models import Commande, LotDePaiement, Position
from financement.paiements import situation_de_paiement
from financement.transitions import paiement
from financement.transitions import recouvrement as gestes
from financement.tresorerie.cadre import cadre
from financement.tresorerie.sql import Tresorerie
from financement.verification import ecarts
from segur.noyau.comptes.models import Role
from segur.noyau.transitions import Refus
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import CENTIME, collegue

pytestmark = pytest.mark.django_db


def demander_le_solde(dossier: Recouvrement) -> Commande:
    """600 €, of the order whose advance of 400 € is ordered back."""
    dossier.caisse.creance(dossier.commande)
    dossier.caisse.part = "solde"
    return dossier.commande


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


def etape(dossier: Recouvrement) -> str:
    vues = Tresorerie(Commande.objects.filter(pk=dossier.commande.pk), cadre(dossier.caisse.instant))
    [vue] = vues.demander("*")
    return str(vue["etape"])


@pytest.mark.exigence("IND-01", "IND-02")
def test_le_solde_attend_le_reversement_de_l_avance(recouvrement: Recouvrement) -> None:
    commande = demander_le_solde(recouvrement)
    assert Position.objects.a_payer().count() == 1
    recouvrement.ordonne()

    assert not Position.objects.a_payer().exists()
    assert situation_de_paiement(commande, "solde").code == "retenue"
    assert etape(recouvrement) == "a_reverser"
    with pytest.raises(Refus):
        recouvrement.caisse.preparer(commande)
    recouvrement.rembourser("399.99")
    assert not Position.objects.a_payer().exists()
    recouvrement.rembourser("0.01", "VIR-2")
    assert (Position.objects.a_payer().get().engage, etape(recouvrement)) == (600, "a_payer")


@pytest.mark.exigence("IND-01", "IND-02")
def test_la_compensation_decidee_le_solde_part_diminue(recouvrement: Recouvrement) -> None:
    commande = demander_le_solde(recouvrement)
    recouvrement.ordonne().compenser()

    lot = recouvrement.caisse.exporte(commande)
    virement = lot.virements.get()
    assert (virement.montant, virement.retenu) == (200, 400)
    recouvrement.regler(lot)
    assert (recouvrement.etat[0], situation_de_paiement(commande, "solde").code, ecarts()) == ("solde", "payee", [])


@pytest.mark.parametrize("issue", ["suspendre", "lever"])
def test_apres_un_recours_le_solde_part_entier(recouvrement: Recouvrement, issue: str) -> None:
    commande, caisse = demander_le_solde(recouvrement), recouvrement.caisse
    recouvrement.ordonne().compenser()
    qui = collegue(Role.VALIDEUR, "autre-valideur")
    getattr(gestes, issue)(recouvrement.indu, caisse.demande(qui, motif="Recours."))

    assert caisse.preparer(commande).virements.get().montant == 600


@pytest.mark.parametrize("approuve", [False, True], ids=["à approuver", "à exporter"])
def test_ordonne_apres_la_preparation_le_solde_ne_part_pas(recouvrement: Recouvrement, approuve: bool) -> None:
    commande, caisse = demander_le_solde(recouvrement), recouvrement.caisse
    recouvrement.constater().mettre_en_demeure().proposer()
    lot = caisse.preparer(commande)
    lot = caisse.approuver(lot) if approuve else lot
    recouvrement.ordonner()

    with pytest.raises(Refus, match=commande.reference) as refus:
        caisse.exporter(lot) if approuve else caisse.approuver(lot)
    assert codes(refus) == ["commandes"]


@pytest.mark.exigence("IND-01")
@pytest.mark.parametrize("approuve", [False, True], ids=["à approuver", "à exporter"])
def test_une_compensation_decidee_apres_la_preparation_n_est_pas_perdue(
    recouvrement: Recouvrement, approuve: bool
) -> None:
    """Of another order: its batch was prepared whole the day before."""
    recouvrement.ordonne().laisser_passer(recouvrement.indu.reverser_jusqu_au)
    caisse = recouvrement.caisse
    lot = caisse.preparer(caisse.commande("2000"))
    lot = caisse.approuver(lot) if approuve else lot
    recouvrement.compenser()

    with pytest.raises(Refus, match="LogiPro") as refus:
        caisse.exporter(lot) if approuve else caisse.approuver(lot)
    assert codes(refus) == ["retenues"]
    paiement.annuler(lot, caisse.demande(caisse.payeur, motif="À préparer de nouveau."))
    assert caisse.exporte().virements.get().retenu == 400
    assert ecarts() == []


def test_une_dette_plus_grande_que_le_virement_ne_le_bloque_pas(recouvrement: Recouvrement) -> None:
    """All that the transfer can bear is kept: what is still owed waits for the next ones."""
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    caisse.exporte(caisse.commande("500"))
    assert LotDePaiement.objects.latest("pk").montant == CENTIME
