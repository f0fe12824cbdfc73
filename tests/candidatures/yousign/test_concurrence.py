"""Real threads against a real PostgreSQL: workers at once open one request, and sign the convention once."""

from functools import partial

import pytest

from candidatures.models import Convention, DemandeDeSignature
from candidatures.signature.suivi import actualiser, ouvrir, preparer_les_demandes
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.yousign.serveur import Prestataire
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_des_balayages_simultanes_n_ouvrent_qu_une_demande(yousign: Prestataire, scenario: Scenario) -> None:
    assert ensemble(*[partial(preparer_les_demandes, scenario.instant)] * 4) == ["fait"] * 4
    demande = DemandeDeSignature.objects.get()

    assert ensemble(*[partial(ouvrir, demande.pk, scenario.instant)] * 4) == ["fait"] * 4

    demande.refresh_from_db()
    assert (demande.statut, demande.reference, len(yousign.appels)) == ("ongoing", yousign.demande["id"], 6)


def test_des_livraisons_simultanees_ne_signent_qu_une_fois(
    yousign: Prestataire, demande: DemandeDeSignature, scenario: Scenario
) -> None:
    yousign.demande["status"] = "done"

    assert ensemble(*[partial(actualiser, demande.pk, scenario.instant)] * 4) == ["fait"] * 4

    signatures = EntreeJournal.objects.filter(action="convention.signer_electroniquement")
    assert (Convention.objects.get().statut, signatures.count(), list(anomalies())) == ("signee", 1, [])
