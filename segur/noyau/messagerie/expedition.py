"""Handing a mail to the relay, once: claimed in one transaction, sent and marked in the next, its row locked."""

import logging
import smtplib
from datetime import datetime
from enum import Enum

from django.db import transaction as db

from segur.noyau.comptes.models import SYSTEME
from segur.noyau.messagerie import regles, transitions
from segur.noyau.messagerie.composition import composer
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.models.courriel import LONGUEUR_D_UNE_ERREUR
from segur.noyau.transitions import Demande

logger = logging.getLogger(__name__)
DU_RELAIS = (ConnectionError, TimeoutError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)


class Issue(Enum):
    PARTI = "parti"
    RIEN = "rien à envoyer"
    REFUSE = "refusé"
    RELAIS_ABSENT = "serveur de messagerie injoignable"


def expedier(pk: int, le: datetime) -> Issue:
    """A worker killed at any point leaves the mail to the next try, under the same Message-ID."""
    essai = _retenir(pk, le)
    if not essai:
        return Issue.RIEN
    with db.atomic():
        courriels = Courriel.objects.en_attente().select_for_update(of=("self",))
        courriel = courriels.filter(pk=pk, essais=essai).first()
        return _envoyer(courriel, le) if courriel else Issue.RIEN


@db.atomic
def _retenir(pk: int, le: datetime) -> int:
    """The number of this try; 0 when the mail is not due, or taken by another worker, or given up.

    The date of the next try is set before this one: a mail that kills its worker does not do it every minute.
    """
    dus = Courriel.objects.dus(le).select_for_update(of=("self",), skip_locked=True)
    courriel = dus.filter(pk=pk).first()
    if courriel is None:
        return 0
    if courriel.essais and regles.est_abandonne(depuis=courriel.cree_le, le=le):
        _echouer(courriel, f"Abandonné après {courriel.essais} essais. {courriel.derniere_erreur}", le)
        return 0
    courriel.essais += 1
    courriel.part_le = le + regles.delai_avant_essai(courriel.essais)
    courriel.save(update_fields=["essais", "part_le"])
    return courriel.essais


def _envoyer(courriel: Courriel, le: datetime) -> Issue:
    try:
        composer(courriel).send()
    except (smtplib.SMTPException, OSError, ValueError) as erreur:
        logger.warning("Le courriel %s n’a pas pu partir : %s", courriel.pk, erreur)
        return _noter(courriel, erreur, le)
    transitions.constater_le_depart(courriel, Demande(SYSTEME, le))
    return Issue.PARTI


def _noter(courriel: Courriel, erreur: Exception, le: datetime) -> Issue:
    if isinstance(erreur, ValueError) or regles.est_definitif(code_de(erreur)):
        _echouer(courriel, dire(erreur), le)
        return Issue.REFUSE
    courriel.derniere_erreur = dire(erreur)[:LONGUEUR_D_UNE_ERREUR]
    courriel.save(update_fields=["derniere_erreur"])
    return Issue.RELAIS_ABSENT if isinstance(erreur, DU_RELAIS) else Issue.REFUSE


def _echouer(courriel: Courriel, erreur: str, le: datetime) -> None:
    transitions.constater_l_echec(courriel, Demande(SYSTEME, le, {"erreur": erreur}))


def code_de(erreur: Exception) -> int | None:
    """What the relay answered about this very mail. A refused connection or password says nothing of the mail."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in erreur.recipients.values())
    if isinstance(erreur, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return int(erreur.smtp_code)
    return None


def dire(erreur: Exception) -> str:
    """« 550 boîte inconnue »: what the relay answered, as people read it."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return " ; ".join(f"{code} {_en_texte(texte)}" for code, texte in erreur.recipients.values())
    if isinstance(erreur, smtplib.SMTPResponseException):
        return f"{erreur.smtp_code} {_en_texte(erreur.smtp_error)}"
    if isinstance(erreur, DU_RELAIS):
        return f"Serveur de messagerie injoignable ou muet ({erreur})"
    return str(erreur) or type(erreur).__name__


def _en_texte(reponse: bytes | str) -> str:
    return reponse.decode(errors="replace") if isinstance(reponse, bytes) else reponse
