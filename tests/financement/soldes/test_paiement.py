"""The page of a balance tells its supplier where the payment stands."""

import pytest
from django.test import Client

from tests.financement.soldes.depot import DepotDeSoldes
from tests.financement.soldes.test_bureau import AuBureau
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("SOL-05")
def test_la_page_d_un_solde_valide_dit_ou_en_est_son_paiement(depot: DepotDeSoldes) -> None:
    salle, client = AuBureau(depot), Client()
    client.force_login(salle.dossier.mandataire.personne)
    adresse = salle.creance.get_absolute_url()
    assert "Solde à payer" not in client.get(adresse).content.decode()

    salle.proposer()
    salle.valider()

    assert "Solde à payer" in client.get(adresse).content.decode()
    assert cout(salle.dossier.mandataire, adresse) <= BUDGET
