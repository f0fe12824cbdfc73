"""The documents that step 3 owns: seen by whoever sees the proof."""

from django.db.models import Q

from candidatures.models import Candidature
from preuves.models import Depot
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def depots(acteur: Acteur) -> Q:
    visibles = Candidature.objects.visibles_par(acteur)
    return Q(pk__in=Depot.objects.filter(preuve__chapitre__candidature__in=visibles).values("document"))


def declarer() -> None:
    proprietaires.declarer(depots)
