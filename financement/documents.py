"""The documents that enrolments own, but identity papers and RIB: those leave by a door that writes each look."""

from django.db.models import Q

from financement.models import Piece
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def pieces(acteur: Acteur) -> Q:
    return Q(pk__in=Piece.objects.visibles_par(acteur).values("document"))


def declarer() -> None:
    proprietaires.declarer(pieces)
