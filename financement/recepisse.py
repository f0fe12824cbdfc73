"""The receipt of a deposit: what was received, when, under which fingerprints, and what is missing."""

from typing import Any

from django.db.models import Count, Q

from financement.models import DemandeDeFinancement, Instruite
from financement.natures import nature_de
from financement.plafonds import DEPOT
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.journal.models import EntreeJournal

DEPOTS = (
    "demandedefinancement.recevoir",
    "demandedefinancement.envoyer_des_pieces",
    "demandedefinancement.deposer",
    "demandedefinancement.refuser_le_fichier",
    "commande.deposer_la_commande",
    "creance.deposer_la_creance",
)


def contenu_du_recepisse(objet: DemandeDeFinancement) -> dict[str, Any]:
    """Instants, fingerprints and lines of the journal; the first lines by name, all of them by number."""
    lignes = nature_de(objet).pour_liste(objet)
    deposees = lignes.filter(deposee_le__isnull=False).order_by("deposee_le", "rang")
    incompletes = lignes.filter(statut=Instruite.Statut.INCOMPLETE).order_by("rang")
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier, action__in=DEPOTS).select_related("acteur")
    return {
        "demande": objet,
        "nature": nature_de(objet),
        "entrees": list(entrees.order_by("rang")[: DEPOT.liste_du_recepisse]),
        "deposees": list(deposees[: DEPOT.liste_du_recepisse]),
        "incompletes": list(incompletes.prefetch_related("pieces")[: DEPOT.liste_du_recepisse]),
        "envois": list(objet.envois.all()),
        "comptes": objet.lignes.aggregate(
            deposees=Count("pk", filter=Q(deposee_le__isnull=False)),
            incompletes=Count("pk", filter=Q(statut=Instruite.Statut.INCOMPLETE)),
        ),
        "au_plus": DEPOT.liste_du_recepisse,
    }


def pdf_du_recepisse(contexte: dict[str, Any]) -> bytes:
    return en_pdf("pdf/recepisse_de_demande.html", contexte)
