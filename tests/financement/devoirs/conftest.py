"""A supplier with orders of a solution that is not referenced, signed on the day that a test asks for."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from candidatures.echeances import limite
from candidatures.models import Candidature
from financement.models import Commande
from segur.noyau import horloge
from tests.financement.pilotes.conftest import piloter, pret
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.financement.realisation.conftest import UN_AN_AVANT

__all__ = ["piloter", "pret"]
Regler = Callable[[datetime], None]


def en_attente(dossier: DossierDePilotes, signe_le: date) -> DossierDePilotes:
    """Nothing of the file is complete, and all its orders are signed that day."""
    Candidature.objects.filter(pk=dossier.candidature.pk).update(
        statut=Candidature.Statut.EN_COURS, nru=None, referencee_le=None
    )
    for commande in dossier.commandes:
        contenu = {**commande.contenu, "signe_le": signe_le.isoformat(), "emis_le": signe_le.isoformat()}
        Commande.objects.filter(pk=commande.pk).update(contenu=contenu)
        commande.refresh_from_db()
    return dossier


@pytest.fixture
def date_2(pret: DossierDePilotes) -> datetime:
    valeur = limite(pret.candidature, 2, au=UN_AN_AVANT).valeur
    assert valeur is not None
    return valeur


@pytest.fixture
def regler(settings: Any, tmp_path: Path) -> Regler:
    """The clock of a demonstration, that a test sets; the one of the others is left alone."""
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    return horloge.regler
