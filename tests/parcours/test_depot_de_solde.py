"""A supplier whose advance is validated asks for its balance by the form, deposits it, corrects what the ASP asks."""

from collections.abc import Callable
from datetime import datetime

import pytest

from financement.models import Creance
from segur.noyau.journal.verification import anomalies
from tests.financement.soldes.conftest import deposant_de_soldes
from tests.financement.soldes.depot import DepotDeSoldes
from tests.financement.soldes.exemples import declaration_pour
from tests.monde import Monde
from tests.parcours.conftest import Onglet
from tests.parcours.gestes import remplir_la_demande_de_solde

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
PETIT = 320


@pytest.fixture
def depot(portail: Callable[..., Onglet]) -> DepotDeSoldes:
    return deposant_de_soldes(Monde())


@pytest.mark.exigence("SOL-01", "SOL-04", "SOL-05", "SOL-07", "REA-10")
def test_de_l_avance_validee_au_solde_depose_puis_corrige(
    portail: Callable[..., Onglet], depot: DepotDeSoldes, regler_horloge: Callable[[datetime], None]
) -> None:
    (commande,) = depot.commander()
    regler_horloge(depot.dossier.instant)
    editeur = portail("mandataire@logipro.example")
    editeur.aller(commande.get_absolute_url()).cliquer("Demander le solde")
    remplir_la_demande_de_solde(editeur, declaration_pour(commande))
    editeur.cliquer("Enregistrer et relire", role="button")

    assert "rien n’est encore déposé" in editeur.lire()
    assert "270,90" in editeur.page.content()
    editeur.cliquer("Déposer la demande").cliquer("Déposer", role="button", exact=True)
    creance = Creance.objects.get()
    assert creance.statut == "deposee"

    depot.renvoyer(creance, "champ:facture_numero")
    editeur.aller(creance.get_absolute_url()).cliquer("Corriger la demande")
    assert editeur.page.locator("#id_facture_client").count() == 0
    editeur.page.locator("#id_facture_numero").fill("F-CORRIGEE")
    editeur.cliquer("Enregistrer", role="button")
    editeur.cliquer("Renvoyer la demande corrigée").cliquer("Renvoyer", role="button", exact=True)
    creance.refresh_from_db()
    assert (creance.statut, creance.contenu["facture_numero"]) == ("deposee", "F-CORRIGEE")
    editeur.aller("/financement/creances/")
    assert commande.reference in editeur.lire()
    _etroites(portail, commande.get_absolute_url(), creance.get_absolute_url(), creance.demande.get_absolute_url())
    assert list(anomalies()) == []


def _etroites(portail: Callable[..., Onglet], *adresses: str) -> None:
    """At 320 px: checked for accessibility like the others, and nothing overflows."""
    onglet = portail("mandataire@logipro.example", largeur=PETIT)
    for adresse in (*adresses, "/financement/creances/", "/financement/demandes/deposer/solde/"):
        assert not onglet.aller(adresse).deborde(), adresse
