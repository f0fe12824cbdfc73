"""Real threads against a real PostgreSQL: two colleagues change the same product at once."""

from functools import partial

import pytest

from candidatures.catalogue import confier_produit, etat_montre, modifier_produit
from candidatures.models import Produit
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from tests.candidatures.test_catalogue import collegue, valeurs
from tests.monde import Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.exigence("CP-16")
def test_deux_collegues_modifient_ensemble_et_un_seul_l_emporte(monde: Monde) -> None:  # noqa: F811
    produit = monde.scenario().produit
    vus = etat_montre(produit)
    acteurs = {"La première": monde.mandataire, "La seconde": monde.representant}

    issues = ensemble(
        *[
            partial(modifier_produit, produit, valeurs(produit, description=texte), monde.demande(qui), vus=vus)
            for texte, qui in acteurs.items()
        ]
    )

    entree = EntreeJournal.objects.get(action="produit.modifier")
    assert issues == ["conflit:description", "fait"]
    assert Produit.objects.get().description == entree.details["changements"][0]["apres"]
    assert list(anomalies()) == []


@pytest.mark.exigence("CP-16")
def test_deux_collegues_confient_ensemble_et_un_seul_l_emporte(monde: Monde) -> None:  # noqa: F811
    produit, vu = monde.scenario().produit, str(monde.mandataire.personne.pk)
    nouveaux = {collegue(nom="Premier"): monde.mandataire, collegue(nom="Second"): monde.representant}

    issues = ensemble(
        *[partial(confier_produit, produit, personne, monde.demande(qui), vu=vu) for personne, qui in nouveaux.items()]
    )

    assert issues == ["conflit:responsable", "fait"]
    assert EntreeJournal.objects.filter(action="produit.confier").count() == 1
