"""The receipt of a filing, read back from the journal: it says what was received, not what is kept today."""

import hashlib
import json
from typing import Any

from candidatures.avancement import Etape, depots_de
from candidatures.models import Candidature, EnvoiRecu
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.journal.models import EntreeJournal


def depot_de_l_etape(candidature: Candidature, etape: Etape) -> dict[str, Any] | None:
    """The last filing of the step: instant of reception, answers, hash of the whole, deadline applied."""
    entree = (
        EntreeJournal.objects.filter(dossier=candidature.cle_dossier, action__in=depots_de(type(etape)))
        .select_related("acteur", "organisation", "envoi__version", "envoi__derogation")
        .order_by("-rang")
        .first()
    )
    if entree is None:
        return None
    return {
        "entree": entree,
        "reponses": entree.details["reponses"],
        "empreinte": empreinte(entree.details["reponses"]),
        "envoi": envoi_de(entree),
    }


def envoi_de(entree: EntreeJournal) -> EnvoiRecu | None:
    """The line of the register that goes with the entry of the journal."""
    try:
        return entree.envoi
    except EnvoiRecu.DoesNotExist:
        return None


def empreinte(reponses: Any) -> str:
    """SHA-256 of the answers, as canonical JSON: two filings with the same content have the same."""
    return hashlib.sha256(json.dumps(reponses, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pdf_du_recepisse(contexte: dict[str, Any]) -> bytes:
    return en_pdf("pdf/recepisse.html", contexte)
