"""The documents that the financing owns, but identity papers and RIB: those leave by a door that writes each look."""

from django.db.models import Q

from financement.models import (
    DemandeDeFinancement,
    EnvoiDePieces,
    ImportDeJournal,
    MessageDeQuestion,
    ModeleDeDocument,
    Piece,
    PieceDeCommande,
    PieceDeCreance,
    ProcesVerbal,
    Question,
    SupportDeFormation,
)
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def pieces(acteur: Acteur) -> Q:
    return Q(pk__in=Piece.objects.visibles_par(acteur).values("document"))


def pieces_de_commandes(acteur: Acteur) -> Q:
    return Q(pk__in=PieceDeCommande.objects.visibles_par(acteur).values("document"))


def pieces_de_creances(acteur: Acteur) -> Q:
    return Q(pk__in=PieceDeCreance.objects.visibles_par(acteur).values("document"))


def fichiers_de_demandes(acteur: Acteur) -> Q:
    """What the supplier sent is its own affair: the ASP reads orders one by one, once they are deposited."""
    if not acteur.est_editeur:
        return Q(pk__in=[])
    demandes = DemandeDeFinancement.objects.visibles_par(acteur)
    envois = EnvoiDePieces.objects.filter(demande__in=demandes)
    journaux = ImportDeJournal.objects.visibles_par(acteur).filter(document__isnull=False)
    return (
        Q(pk__in=demandes.values("fichier"))
        | Q(pk__in=envois.values("document"))
        | Q(pk__in=journaux.values("document"))
    )


def modeles(acteur: Acteur) -> Q:
    return Q(pk__in=ModeleDeDocument.objects.visibles_par(acteur).values("document"))


def questions(acteur: Acteur) -> Q:
    messages = MessageDeQuestion.objects.filter(question__in=Question.objects.visibles_par(acteur))
    return Q(pk__in=messages.filter(document__isnull=False).values("document"))


def des_pilotes(acteur: Acteur) -> Q:
    """PV and training supports, replaced ones included: what was read stays readable."""
    pv = ProcesVerbal.objects.visibles_par(acteur).values("document")
    supports = SupportDeFormation.objects.visibles_par(acteur).filter(document__isnull=False).values("document")
    return Q(pk__in=pv) | Q(pk__in=supports)


CONDITIONS = (
    pieces,
    pieces_de_commandes,
    pieces_de_creances,
    fichiers_de_demandes,
    modeles,
    questions,
    des_pilotes,
)


def declarer() -> None:
    for condition in CONDITIONS:
        proprietaires.declarer(condition)
