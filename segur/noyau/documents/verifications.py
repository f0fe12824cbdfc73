"""What `manage.py check --deploy` says of the keys of the data and of signature, and of the antivirus."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from segur.noyau.documents.chiffrement import DEMONSTRATION, EXPLICATION, chiffrer
from segur.noyau.documents.signature import cle_de_signature


@register(Tags.security, deploy=True)
def cles_des_donnees(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Without a key of its own, the portal would keep no IBAN and no identity paper."""
    if DEMONSTRATION in settings.CLES_DONNEES:
        return [Error(f"La clé des données est celle d’une démonstration. {EXPLICATION}", id="segur.E001")]
    try:
        chiffrer(b"essai")
    except ImproperlyConfigured as absence:
        return [Error(str(absence), id="segur.E001")]
    return []


@register(Tags.security, deploy=True)
def cle_des_documents(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """A key that cannot be read, or of less than 128 bits of strength, signs nothing: said before the first PDF."""
    if not settings.SIGNATURE_P12:
        return []
    try:
        cle_de_signature()
    except (OSError, ValueError) as defaut:
        return [Error(str(defaut), id="segur.E006")]
    return []


@register(Tags.security, deploy=True)
def antivirus(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Without it files either stay closed to the agents, or are opened without having been analysed."""
    if settings.SERVIR_NON_ANALYSE:
        return [Warning("SEGUR_SERVIR_NON_ANALYSE : des fichiers non analysés sont remis aux agents.", id="segur.W002")]
    if not settings.CLAMD_URL:
        explication = "SEGUR_CLAMD manque : aucun fichier n’est analysé, ni remis à d’autres que son déposant."
        return [Warning(explication, id="segur.W001")]
    return []


@register(Tags.security)
def bibliotheques_d_examen(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """The process apart imports them by itself: without them every file of theirs would be said damaged."""
    absentes = [nom for nom in ("pikepdf", "PIL", "defusedxml") if find_spec(nom) is None]
    return [
        Error(f"Bibliothèque absente : {nom}. Ses fichiers seraient tous refusés.", id="segur.E002") for nom in absentes
    ]
