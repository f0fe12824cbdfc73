"""A demonstration that starts writes to nobody; visiting an instant before a deadline reminds those it concerns."""

import pytest

from candidatures.models import Rappel
from candidatures.rappels.envoi import envoyer
from segur.portail.demonstration.reperes import depart
from segur.portail.demonstration.scenario import jouer
from tests.candidatures.rappels.gestes import DATE_1, a_l_heure
from tests.monde import Monde
from tests.souvenirs import garder

pytestmark = pytest.mark.django_db


def test_une_demonstration_qui_demarre_ne_rappelle_personne(monde: Monde) -> None:
    garder("demonstration", jouer)

    envoyer(depart())
    au_depart = Rappel.objects.count()
    envoyer(a_l_heure(DATE_1, "J-7"))

    produits = Rappel.objects.values_list("relance__candidature__produit__nom", flat=True)
    assert au_depart == 0
    assert set(produits) == {"LogiMed Nomade"}
