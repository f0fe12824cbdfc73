"""The documents that steps 2 and 4 own: seen by whoever sees the candidature; and those of its conversation."""

from django.db.models import Q

from candidatures.models import Candidature, Convention, DerogationDeDelai, DocumentOfficiel, Fil, Piece, PieceJointe
from segur.noyau.comptes.models import ANS, Acteur, Role
from segur.noyau.documents import proprietaires


def pieces(acteur: Acteur) -> Q:
    visibles = Candidature.objects.visibles_par(acteur)
    return (
        Q(pk__in=Piece.objects.filter(etape__candidature__in=visibles).values("document"))
        | Q(pk__in=Convention.objects.filter(candidature__in=visibles).values("exemplaire_signe"))
        | Q(pk__in=DocumentOfficiel.objects.filter(candidature__in=visibles).values("document"))
    )


def justificatifs(acteur: Acteur) -> Q:
    """The evidence of a derogation of a deadline stays with the ANS."""
    if not acteur.tient(*ANS, Role.ADMINISTRATEUR):
        return Q(pk__in=[])
    return Q(pk__in=DerogationDeDelai.pieces.through._default_manager.values("document"))


def jointes(acteur: Acteur) -> Q:
    return Q(pk__in=PieceJointe.objects.filter(message__fil__in=Fil.objects.visibles_par(acteur)).values("document"))


def declarer() -> None:
    proprietaires.declarer(pieces)
    proprietaires.declarer(justificatifs)
    proprietaires.declarer(jointes)
