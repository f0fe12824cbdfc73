"""The documents that the financing owns, but identity papers and RIB: those leave by a door that writes each look."""

from django.db.models import Q

from financement.models import (
    AttestationDeFin,
    BilanDeSatisfaction,
    ControleAPosteriori,
    DemandeDeFinancement,
    EnvoiDePieces,
    ImportDeJournal,
    Indu,
    LettreDIndu,
    MessageDeQuestion,
    ModeleDeDocument,
    ObservationDIndu,
    Piece,
    PieceDeCommande,
    PieceDeCreance,
    PreserieValidee,
    ProcesVerbal,
    Question,
    ReponseAuControle,
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


def de_la_realisation(acteur: Acteur) -> Q:
    """Signed copies of the attestations, replaced ones included; what the ANS joined to a validated series."""
    attestations = AttestationDeFin.objects.visibles_par(acteur).filter(document__isnull=False)
    preseries = PreserieValidee.objects.visibles_par(acteur).filter(document__isnull=False)
    return Q(pk__in=attestations.values("document")) | Q(pk__in=preseries.values("document"))


def des_indus(acteur: Acteur) -> Q:
    """Letters and observations, whatever became of the dossier."""
    indus = Indu.objects.visibles_par(acteur)
    lettres = LettreDIndu.objects.filter(indu__in=indus).values("document")
    observations = ObservationDIndu.objects.filter(indu__in=indus, document__isnull=False)
    return Q(pk__in=lettres) | Q(pk__in=observations.values("document"))


def des_controles(acteur: Acteur) -> Q:
    reponses = ReponseAuControle.objects.filter(controle__in=ControleAPosteriori.objects.visibles_par(acteur))
    return Q(pk__in=reponses.filter(document__isnull=False).values("document"))


def bilans(acteur: Acteur) -> Q:
    return Q(pk__in=BilanDeSatisfaction.objects.visibles_par(acteur).values("document"))


CONDITIONS = (
    pieces,
    pieces_de_commandes,
    pieces_de_creances,
    fichiers_de_demandes,
    modeles,
    questions,
    des_pilotes,
    de_la_realisation,
    des_indus,
    des_controles,
    bilans,
)


def declarer() -> None:
    for condition in CONDITIONS:
        proprietaires.declarer(condition)
