"""Suppliers whose pilots may begin."""

from collections.abc import Callable

import pytest

from candidatures.models import Candidature
from tests.financement.conftest import reference
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.monde import Monde
from tests.souvenirs import garder

Piloter = Callable[..., DossierDePilotes]


def pilotable(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed", commandes: int = 5) -> DossierDePilotes:
    """A solution referenced, with that many orders validated by the ASP."""

    def aller() -> DossierDePilotes:
        scenario = reference(monde, firme, produit)
        candidature = Candidature.objects.select_related("dispositif").get(pk=scenario.candidature.pk)
        return DossierDePilotes(firme, candidature, scenario.instant, commandes=commandes)

    return garder(("pilotable", firme, produit, commandes), aller)


@pytest.fixture
def pret(monde: Monde) -> DossierDePilotes:
    """LogiPro, five orders validated, nothing begun."""
    return pilotable(monde)


@pytest.fixture
def piloter(monde: Monde) -> Piloter:
    """One more supplier or solution."""

    def ajouter(firme: str = "LogiPro", produit: str = "LogiMed", commandes: int = 5) -> DossierDePilotes:
        return pilotable(monde, firme, produit, commandes)

    return ajouter
