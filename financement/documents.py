"""The documents that the financing owns, but identity papers and RIB: those leave by a door that writes each look."""

from django.db.models import Q

from financement.models import MessageDeQuestion, ModeleDeDocument, Piece, Question
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def pieces(acteur: Acteur) -> Q:
    return Q(pk__in=Piece.objects.visibles_par(acteur).values("document"))


def modeles(acteur: Acteur) -> Q:
    return Q(pk__in=ModeleDeDocument.objects.visibles_par(acteur).values("document"))


def questions(acteur: Acteur) -> Q:
    messages = MessageDeQuestion.objects.filter(question__in=Question.objects.visibles_par(acteur))
    return Q(pk__in=messages.filter(document__isnull=False).values("document"))


def declarer() -> None:
    for condition in (pieces, modeles, questions):
        proprietaires.declarer(condition)
