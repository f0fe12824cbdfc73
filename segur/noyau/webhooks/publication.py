"""From a line of the journal to the events of the webhooks that may tell it, in the transaction of the line (outbox).

Only what an upper storey declares here is ever told, and only of what the firm sees. Nothing of a person, no sentence,
no reason: a program that wants more reads the API with its own token.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import internes
from segur.noyau.webhooks import tasks
from segur.noyau.webhooks.models import Evenement, Webhook


@dataclass(frozen=True)
class Publication:
    """How one kind of object is told: in which family, to which firm (its key), under which public identity."""

    famille: str
    organisation: Callable[[Any], int]
    identite: Callable[[Any], dict[str, Any]]


_PUBLICATIONS: dict[type[models.Model], Publication] = {}


def declarer(modele: type[models.Model], publication: Publication) -> None:
    _PUBLICATIONS[modele] = publication


def publier(objet: Any, entree: EntreeJournal) -> None:
    """One event for each webhook of the firm that asked for this family. Internal lines are nobody's to know."""
    publication = _PUBLICATIONS.get(type(objet))
    if publication is None or entree.action in internes():
        return
    webhooks = _concernes(objet, publication)
    if not webhooks:
        return
    corps, le = _composer(objet, entree, publication), timezone.now()
    Evenement.objects.bulk_create(_evenement(webhook, entree, corps, le) for webhook in webhooks)
    transaction.on_commit(partial(tasks.confier, [webhook.pk for webhook in webhooks]))


def _concernes(objet: Any, publication: Publication) -> list[Webhook]:
    siens = Webhook.objects.en_service().filter(organisation=publication.organisation(objet))
    voulus = [w for w in siens.select_related("organisation") if publication.famille in w.familles]
    return voulus if voulus and voulus[0].voit(type(objet), objet.pk) else []


def _composer(objet: Any, entree: EntreeJournal, publication: Publication) -> dict[str, Any]:
    return {
        "type": entree.action,
        "recu_le": entree.recu_le.isoformat(),
        "dossier": entree.dossier,
        "rang": entree.rang,
        "objet": publication.identite(objet),
        "statut": {"code": objet.statut, "libelle": objet.get_statut_display()},
    }


def _evenement(webhook: Webhook, entree: EntreeJournal, corps: dict[str, Any], le: Any) -> Evenement:
    evenement = Evenement(
        webhook=webhook,
        entree=entree,
        type=entree.action,
        du_dossier=entree.dossier,
        rang=entree.rang,
        cree_le=le,
        prochain_le=le,
    )
    evenement.corps = en_texte({"id": str(evenement.identifiant), **corps})
    return evenement


def en_texte(contenu: dict[str, Any]) -> str:
    return json.dumps(contenu, ensure_ascii=False)
