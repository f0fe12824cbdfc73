"""The receipt of a deposit of orders: what was received, when, under which fingerprints, and what is missing."""

from typing import Any

from django.db.models import Count, Q

from financement.models import Commande, DemandeDeFinancement
from financement.plafonds import DEPOT
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.journal.models import EntreeJournal

DEPOTS = (
    "demandedefinancement.recevoir",
    "demandedefinancement.envoyer_des_pieces",
    "demandedefinancement.deposer",
    "demandedefinancement.refuser_le_fichier",
    "commande.deposer_la_commande",
)


def contenu_du_recepisse(objet: DemandeDeFinancement) -> dict[str, Any]:
    """Instants, fingerprints and lines of the journal; the first orders by name, all of them by number."""
    deposees = objet.commandes.filter(deposee_le__isnull=False).order_by("deposee_le", "rang")
    incompletes = objet.commandes.filter(statut=Commande.Statut.INCOMPLETE).order_by("rang")
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier, action__in=DEPOTS).select_related("acteur")
    return {
        "demande": objet,
        "entrees": list(entrees.order_by("rang")[: DEPOT.liste_du_recepisse]),
        "deposees": list(deposees[: DEPOT.liste_du_recepisse]),
        "incompletes": list(incompletes.prefetch_related("pieces")[: DEPOT.liste_du_recepisse]),
        "envois": list(objet.envois.all()),
        "comptes": objet.commandes.aggregate(
            deposees=Count("pk", filter=Q(deposee_le__isnull=False)),
            incompletes=Count("pk", filter=Q(statut=Commande.Statut.INCOMPLETE)),
        ),
        "au_plus": DEPOT.liste_du_recepisse,
    }


def pdf_du_recepisse(contexte: dict[str, Any]) -> bytes:
    return en_pdf("pdf/recepisse_de_demande.html", contexte)
