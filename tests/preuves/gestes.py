"""Gestures and readings that the tests of step 3 share."""

import pytest

from preuves.models import Preuve
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.transitions import Refus
from tests.monde import vue


def refus_de(geste, objet, demande) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    return [motif.explication for motif in refus.value.verdict.obstacles]


def statuts(chapitre) -> dict[str, int]:
    liste = list(Preuve.objects.filter(chapitre=chapitre).values_list("statut", flat=True))
    return {statut: liste.count(statut) for statut in set(liste)}


def relu(objet):
    return type(objet).objects.get(pk=objet.pk)


def renvoyer(monde, scenario, chapitre) -> tuple[Preuve, list[Preuve]]:
    """The chapter filed, one proof to modify and the others conform, sent back."""
    scenario.soumettre(chapitre)
    a_modifier, *conformes = chapitre.preuves.all()
    for preuve in conformes:
        preuves.declarer_conforme(preuve, scenario.demande(monde.verificateur, vu=vue(preuve)))
    demande = scenario.demande(monde.verificateur, motif="Illisible.", vu=vue(a_modifier))
    preuves.demander_modification(a_modifier, demande)
    chapitres.demander_modifications(chapitre, scenario.demande(monde.verificateur))
    return a_modifier, conformes
