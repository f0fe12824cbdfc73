"""The documents that enrolments own, but identity papers and RIB: those leave by a door that writes each look."""

from django.db.models import Q

from financement.models import DemandeDeFinancement, EnvoiDePieces, Piece, PieceDeCommande
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def pieces(acteur: Acteur) -> Q:
    return Q(pk__in=Piece.objects.visibles_par(acteur).values("document"))


def pieces_de_commandes(acteur: Acteur) -> Q:
    return Q(pk__in=PieceDeCommande.objects.visibles_par(acteur).values("document"))


def fichiers_de_demandes(acteur: Acteur) -> Q:
    """What the supplier sent is its own affair: the ASP reads orders one by one, once they are deposited."""
    if not acteur.est_editeur:
        return Q(pk__in=[])
    demandes = DemandeDeFinancement.objects.visibles_par(acteur)
    envois = EnvoiDePieces.objects.filter(demande__in=demandes)
    return Q(pk__in=demandes.values("fichier")) | Q(pk__in=envois.values("document"))


def declarer() -> None:
    proprietaires.declarer(pieces)
    proprietaires.declarer(pieces_de_commandes)
    proprietaires.declarer(fichiers_de_demandes)
