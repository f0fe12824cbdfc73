"""Delivering one event: claimed in one transaction, sent outside of any, written down in another."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction as db

from segur.noyau.comptes.models import SYSTEME
from segur.noyau.transitions import Demande
from segur.noyau.webhooks import constats, regles
from segur.noyau.webhooks.models import Evenement, Tentative, Webhook
from segur.noyau.webhooks.transport import Issue, poster

logger = logging.getLogger(__name__)
SIGNATURE, IDENTIFIANT, TYPE, ESSAI = "Segur-Signature", "Segur-Evenement", "Segur-Type", "Segur-Essai"
AGENT = "Portail-Segur-Webhooks/1"
PARTI, RIEN, ECHOUE = "parti", "rien", "échoué"


def livrer(pk: int, le: datetime) -> str:
    """One attempt, when it is due and nobody else makes it. A worker killed at any point leaves it to the next one."""
    evenement = _retenir(pk, le)
    if evenement is None:
        return RIEN
    if not _encore_visible(evenement):
        motif = "L’organisation ne voit plus ce dossier."
        constats.ecarter_d_office(evenement, Demande(SYSTEME, le, {"motif": motif}))
        return PARTI
    issue = _envoyer(evenement, le)
    relu = _noter(evenement, issue, le)
    _suspendre_s_il_le_faut(relu, issue, le)
    return PARTI if issue.acceptee else ECHOUE


@db.atomic
def _retenir(pk: int, le: datetime) -> Evenement | None:
    """Taken for longer than the attempt may last; another worker passes on meanwhile."""
    dus = Evenement.objects.dus(le).select_for_update(of=("self",), skip_locked=True)
    evenement = dus.filter(pk=pk).select_related("webhook__organisation", "entree__type_objet").first()
    if evenement is None:
        return None
    evenement.essais += 1
    evenement.prochain_le = le + timedelta(seconds=2 * settings.WEBHOOKS_DELAI + 60)
    evenement.save(update_fields=["essais", "prochain_le"])
    return evenement


def _encore_visible(evenement: Evenement) -> bool:
    if evenement.entree is None:
        return True
    return evenement.webhook.voit(evenement.entree.type_objet.model_class(), evenement.entree.id_objet)


def _envoyer(evenement: Evenement, le: datetime) -> Issue:
    corps = evenement.corps.encode()
    entetes = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "Connection": "close",
        IDENTIFIANT: str(evenement.identifiant),
        TYPE: evenement.type,
        ESSAI: str(evenement.essais),
        SIGNATURE: regles.signer(corps, secrets=evenement.webhook.secrets(le), le=le),
    }
    return poster(evenement.webhook.url, corps, entetes)


@db.atomic
def _noter(evenement: Evenement, issue: Issue, le: datetime) -> Evenement:
    """Every attempt is kept. One that lasted so long that another worker took the event over changes it no more."""
    relu = Evenement.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=evenement.pk)
    Tentative.objects.create(
        evenement=relu,
        numero=evenement.essais,
        le=le,
        reponse=issue.reponse,
        cause=issue.cause,
        extrait=issue.extrait,
        duree_ms=issue.duree_ms,
    )
    if relu.essais != evenement.essais or relu.statut not in constats.A_ENVOYER:
        return relu
    if issue.acceptee:
        return constats.constater_la_livraison(relu, Demande(SYSTEME, le))
    return _remettre(relu, issue, le)


def _remettre(evenement: Evenement, issue: Issue, le: datetime) -> Evenement:
    """Later, for an event that waits for its turn; what was asked by hand is tried once."""
    if evenement.statut == Evenement.Statut.DEMANDE:
        constater = constats.garder_la_livraison if evenement.livre_le else constats.constater_l_echec
        return constater(evenement, Demande(SYSTEME, le, {"cause": issue.cause}))
    evenement.echecs += 1
    evenement.prochain_le = le + regles.delai_apres(evenement.echecs)
    evenement.save(update_fields=["echecs", "prochain_le"])
    return evenement


def _suspendre_s_il_le_faut(evenement: Evenement, issue: Issue, le: datetime) -> None:
    """In a transaction of its own: the firm is locked first there, as by whoever puts the webhook back.

    Only for an event that waits for its turn: one set aside keeps its count, and its copy asked by hand harms nobody.
    """
    if evenement.statut != Evenement.Statut.A_LIVRER:
        return
    actif = Webhook.objects.filter(pk=evenement.webhook_id, statut=Webhook.Statut.ACTIF).exists()
    if actif and not issue.acceptee and regles.a_suspendre(evenement.echecs):
        constats.suspendre(evenement.webhook, Demande(SYSTEME, le, {"motif": issue.cause}))
        logger.warning("Webhook %s suspendu : %s", evenement.webhook_id, issue.cause)
