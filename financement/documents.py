"""The documents of enrolments and pilots, but identity papers and RIB: those leave by a door that writes each look."""

from django.db.models import Q

from financement.models import Piece, ProcesVerbal, SupportDeFormation
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def pieces(acteur: Acteur) -> Q:
    return Q(pk__in=Piece.objects.visibles_par(acteur).values("document"))


def des_pilotes(acteur: Acteur) -> Q:
    """PV and training supports, replaced ones included: what was read stays readable."""
    pv = ProcesVerbal.objects.visibles_par(acteur).values("document")
    supports = SupportDeFormation.objects.visibles_par(acteur).filter(document__isnull=False).values("document")
    return Q(pk__in=pv) | Q(pk__in=supports)


def declarer() -> None:
    proprietaires.declarer(pieces)
    proprietaires.declarer(des_pilotes)
