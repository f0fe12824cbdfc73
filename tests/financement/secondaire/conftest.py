"""A client of LogiPro whose VA is declared: its service has started."""

import pytest

from candidatures.models import Candidature
from financement.models import Commande
from tests.financement.pilotes.dossier import fournisseur_de
from tests.financement.secondaire.exemples import cliente
from tests.monde import Monde, referencer
from tests.souvenirs import garder


@pytest.fixture
def commande(monde: Monde) -> Commande:
    def aller() -> Commande:
        scenario = monde.brouillon(produit="LogiMed")
        referencer(scenario.candidature)
        candidature = Candidature.objects.get(pk=scenario.candidature.pk)
        return cliente(fournisseur_de("LogiPro", scenario.instant), candidature, scenario.instant)

    return garder("cliente", aller)


@pytest.fixture
def autre(commande: Commande) -> Commande:
    """Another client of the same supplier."""
    avance = commande.demande
    return cliente(avance.fournisseur, avance.candidature, commande.decidee_le or avance.recue_le, rang=2)
