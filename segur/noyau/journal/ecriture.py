"""Adding to the journal. Nothing else writes there."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from segur.noyau.comptes.models import Acteur
from segur.noyau.journal.models import EntreeJournal, Registre, en_json
from segur.noyau.regles import Motif

Temoin = Callable[[Any, EntreeJournal], None]
_TEMOINS: list[Temoin] = []


def declarer_un_temoin(temoin: Temoin) -> None:
    """`temoin(objet, entree)` runs with each line, in its transaction. This room knows none of them by name."""
    if temoin not in _TEMOINS:
        _TEMOINS.append(temoin)


def inscrire(
    objet: Any,
    *,
    action: str,
    recit: str,
    acteur: Acteur,
    recu_le: datetime,
    de: str = "",
    vers: str = "",
    motifs: Iterable[Motif] = (),
    details: Mapping[str, Any] | None = None,
    cle: str = "",
) -> EntreeJournal:
    """Appends one entry to the chain of `objet.cle_dossier`. Must run inside the transaction of what it tells."""
    registre, _ = Registre.objects.select_for_update().get_or_create(dossier=objet.cle_dossier)
    entree = EntreeJournal(
        dossier=registre.dossier,
        rang=registre.rang + 1,
        type_objet=ContentType.objects.get_for_model(objet),
        id_objet=objet.pk,
        action=action,
        recit=recit[:300],
        de=de,
        vers=vers,
        acteur=acteur.utilisateur,
        organisation=acteur.organisation,
        recu_le=recu_le.astimezone(UTC),
        inscrite_le=timezone.now().astimezone(UTC),
        motifs=en_json([motif.en_donnees() for motif in motifs]),
        details=en_json(_avec_qui_agit(details or {}, acteur)),
        cle=cle,
        precedente=registre.empreinte,
    )
    entree.empreinte = entree.calculer_empreinte()
    EntreeJournal.objects.bulk_create([entree])
    registre.rang, registre.empreinte = entree.rang, entree.empreinte
    registre.save(update_fields=["rang", "empreinte"])
    for temoin in _TEMOINS:
        temoin(objet, entree)
    return entree


def _avec_qui_agit(details: Mapping[str, Any], acteur: Acteur) -> dict[str, Any]:
    """A program acted in the name of that person, or the person by a delegation: the journal says which, whose."""
    dits: dict[str, Any] = {"jeton": acteur.jeton} if acteur.jeton else {}
    if acteur.delegations:
        dits["par_delegation_de"] = sorted({str(delegue.par) for delegue in acteur.delegations})
    return {**details, **dits}
