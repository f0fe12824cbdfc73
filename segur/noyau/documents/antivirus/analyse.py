"""One stored file before the antivirus: its verdict holds for these bytes, and for no others."""

import hashlib
import logging
from collections.abc import Iterator

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction as db
from django.db.models import F, QuerySet
from django.utils import timezone

from segur.noyau.documents.antivirus import alertes
from segur.noyau.documents.antivirus.clamd import Clamd, NonAnalyse, Reponse
from segur.noyau.documents.antivirus.regles import INFECTE, NON_ANALYSE, SAIN
from segur.noyau.documents.chiffrement import DonneeIllisible
from segur.noyau.documents.empreintes import MORCEAU
from segur.noyau.documents.models import Document, Fichier

logger = logging.getLogger(__name__)


def a_analyser() -> QuerySet[Fichier]:
    """The oldest attempt first, those never tried before all others."""
    return Fichier.objects.filter(analyse=NON_ANALYSE, efface_le=None).order_by(
        F("essaye_le").asc(nulls_first=True), "pk"
    )


def analyser(pk: int) -> bool:
    """False when clamd itself is away: nothing is worth trying for now. Runs twice without harm."""
    fichier = a_analyser().filter(pk=pk).first()
    if fichier is None or not settings.CLAMD_URL:
        return bool(settings.CLAMD_URL)
    try:
        _noter_le_verdict(pk, _interroger(fichier))
    except NonAnalyse as absence:
        logger.warning("Fichier %s non analysé : %s", fichier, absence)
        Fichier.objects.filter(pk=pk, analyse=NON_ANALYSE).update(
            essaye_le=timezone.now(), raison_de_l_attente=str(absence)[:200]
        )
        return not absence.en_panne
    return True


def _interroger(fichier: Fichier) -> Reponse:
    """Raises NonAnalyse, also when what was read is not what was deposited."""
    condense = hashlib.sha256()
    try:
        reponse = Clamd(settings.CLAMD_URL, settings.CLAMD_DELAI).analyser(_morceaux(fichier, condense))
    except (FileNotFoundError, DonneeIllisible) as cause:
        raise NonAnalyse("Les octets rangés sont introuvables ou illisibles.") from cause
    if condense.hexdigest() != fichier.empreinte:
        raise NonAnalyse("Les octets rangés ne sont plus ceux du dépôt.")
    return reponse


def _morceaux(fichier: Fichier, condense: "hashlib._Hash") -> Iterator[bytes]:
    if fichier.cle:
        contenu = fichier.lire()
        condense.update(contenu)
        yield contenu
        return
    with default_storage.open(fichier.chemin) as flux:
        while morceau := flux.read(MORCEAU):
            condense.update(morceau)
            yield morceau


def _noter_le_verdict(pk: int, reponse: Reponse) -> None:
    """Written once, by the first of two analyses; an infection is told in the same transaction."""
    le, etat = timezone.now(), INFECTE if reponse.signature else SAIN
    with db.atomic():
        notes = Fichier.objects.filter(pk=pk, analyse=NON_ANALYSE).update(
            analyse=etat,
            virus=reponse.signature[:200],
            analyse_le=le,
            essaye_le=le,
            moteur=reponse.moteur[:120],
            raison_de_l_attente="",
        )
        if notes and reponse.signature:
            for document in Document.objects.filter(fichier=pk).select_related("fichier"):
                alertes.donner(document, le)
