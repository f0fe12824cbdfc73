"""What a batch says of the parts that it pays, to the bank and to the supplier."""

from typing import Any

import pytest
from django.urls import reverse

from financement.models import LotDePaiement, Position
from financement.paiements import situation_de_paiement
from financement.transitions.paiement import ordre_de
from financement.verification import ecarts
from segur.portail.demonstration.paiements import payer_une_avance
from tests.financement.paiements.caisse import Caisse, releve
from tests.financement.paiements.test_pages import client_de

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("SOL-05")
def test_le_fichier_refait_apres_un_rejet_est_le_meme(caisse: Caisse) -> None:
    """The lines of a rejected transfer live no more: the text told to the bank is still theirs."""
    caisse.creance(caisse.commande("1000.00"))
    lot = caisse.exporter(caisse.approuver(caisse.preparer_les(list(Position.objects.values_list("pk", flat=True)))))
    virement = lot.virements.get()

    caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))

    assert not virement.lignes.filter(vive=True).exists()
    assert lot.fichier is not None
    assert ordre_de(lot) == lot.fichier.lire()
    assert b"avance, solde" in ordre_de(lot)


def test_l_export_des_paiements_dit_chaque_part(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    caisse.creance(commande)
    caisse.exporter(caisse.approuver(caisse.preparer_les(list(Position.objects.values_list("pk", flat=True)))))

    reponse = client_de(caisse.dossiers[0].mandataire).get(f"{reverse('financement:versements')}?format=csv")
    lu = reponse.getvalue().decode()

    assert f"{commande.reference} (Avance)" in lu
    assert f"{commande.reference} (Solde)" in lu


def test_la_demonstration_paie_une_avance(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")

    payer_une_avance(commande.demande.fournisseur.organisation.nom)

    assert str(situation_de_paiement(commande)) == "Décidée et payée"
    assert LotDePaiement.objects.get().statut == LotDePaiement.Statut.CLOS
    assert ecarts() == []


def test_la_demonstration_ne_paie_rien_sans_compte_payeur(caisse: Caisse, settings: Any) -> None:
    commande = caisse.commande("1000.00")
    settings.PAYEUR_IBAN = ""

    payer_une_avance(commande.demande.fournisseur.organisation.nom)

    assert not LotDePaiement.objects.exists()
