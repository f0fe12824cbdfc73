"""A supplier with orders whose advance is validated, and Date 5 of its solution."""

from datetime import UTC, datetime, timedelta

import pytest

from candidatures.echeances import limite
from financement.models import Commande, Enrolement
from tests.financement.pilotes.conftest import piloter, pret
from tests.financement.pilotes.dossier import DossierDePilotes

__all__ = ["piloter", "pret"]
MICRO = timedelta(microseconds=1)
UN_AN_AVANT = datetime(2027, 1, 1, tzinfo=UTC)
"""Once the text of June 2026 rules."""


@pytest.fixture
def date_5(pret: DossierDePilotes) -> datetime:
    valeur = limite(pret.candidature, 5, au=UN_AN_AVANT).valeur
    assert valeur is not None
    return valeur


@pytest.fixture
def commande(pret: DossierDePilotes) -> Commande:
    return pret.commandes[0]


def connu_de_l_asp(pret: DossierDePilotes) -> DossierDePilotes:
    """Its enrolment was sent once: the ASP sees the supplier."""
    Enrolement.objects.create(
        fournisseur=pret.fournisseur,
        dispositif=pret.candidature.dispositif,
        statut=Enrolement.Statut.TRANSMIS,
        transmis_le=pret.instant,
        premiere_transmission_le=pret.instant,
    )
    return pret
