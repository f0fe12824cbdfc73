"""Sending what is due, once, whatever the number of beats, workers and crashes.

Three moments, each of which may be done again: what is due is written (a unique key makes it be written once), each lot
is settled by the worker that locks it, in one transaction with its messages, and what people of the ANS are to be told
is gathered in one message each.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction as db
from django.urls import reverse

from candidatures.echeances import rassembler
from candidatures.models import Candidature, Rappel, Relance
from candidatures.rappels import lettres
from candidatures.rappels.obligations import OBLIGATIONS, Obligation
from candidatures.rappels.prevision import Examen, dues, en_prevue, examiner, lues, par_lots
from candidatures.rappels.regles import PAR_CODE
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier

PAR_LOT = 50
Issue = Relance.Issue
logger = logging.getLogger(__name__)


def envoyer(le: datetime) -> int:
    """Returns how many reminders were settled; a second run at the same instant settles none."""
    for obligation in OBLIGATIONS.values():
        inscrire(obligation, le)
    traitees = traiter(le)
    annoncer_a_l_ans(le)
    return traitees


def inscrire(obligation: Obligation, le: datetime) -> None:
    """Writes the paliers whose hour has come, and no other: a Date amended before that hour leaves nothing to undo."""
    candidatures = Candidature.objects.filter(obligation.concernees).prefetch_related("dispositif__echeances")
    for lot in par_lots(candidatures):
        nouvelles = [prevue.en_relance() for prevue in dues(obligation, lot, le)]
        Relance.objects.bulk_create(nouvelles, ignore_conflicts=True)


def traiter(le: datetime) -> int:
    """Lot by lot. One that fails is taken again dossier by dossier, so that one dossier never silences the others."""
    attendent = Relance.objects.a_traiter(le).filter(obligation__in=OBLIGATIONS).order_by("obligation", "pk")
    cles = list(attendent.values_list("pk", flat=True))
    traitees = 0
    for debut in range(0, len(cles), PAR_LOT):
        lot = cles[debut : debut + PAR_LOT]
        try:
            traitees += traiter_le_lot(lot, le)
        except Exception:
            logger.exception("Un lot de %d rappels a échoué : repris un par un.", len(lot))
            traitees += sum(_traiter_seule(pk, le) for pk in lot)
    return traitees


def _traiter_seule(pk: int, le: datetime) -> int:
    try:
        return traiter_le_lot([pk], le)
    except Exception:
        logger.exception("Le rappel %s n’a pas pu être traité ; nouvel essai au prochain passage.", pk)
        return 0


@db.atomic
def traiter_le_lot(cles: Sequence[int], le: datetime) -> int:
    """What another worker holds is left to it. Returns how many were settled."""
    libres = Relance.objects.filter(pk__in=cles, issue="").select_for_update(of=("self",), skip_locked=True)
    relances = list(libres.order_by("pk"))
    candidatures = lues(Candidature.objects.filter(pk__in=[relance.candidature_id for relance in relances]))
    rassembler(candidatures)
    lues_par_cle = {candidature.pk: candidature for candidature in candidatures}
    for relance in relances:
        relance.candidature = lues_par_cle[relance.candidature_id]
    traitees = [*_closes(relances, le), *_examinees(relances, le)]
    Relance.objects.bulk_update(traitees, ["issue", "traitee_le", "manque", "reference"])
    return len(traitees)


def _closes(relances: Sequence[Relance], le: datetime) -> list[Relance]:
    """Those whose dossier is over, or whose deadline has passed."""
    ouvertes = {code: set(_concernees(code, relances)) for code in sorted({relance.obligation for relance in relances})}
    for relance in relances:
        if relance.candidature_id not in ouvertes[relance.obligation]:
            _regler(relance, Issue.CLOSE, le)
        elif le >= relance.echeance:
            _regler(relance, Issue.DEPASSEE, le)
    return [relance for relance in relances if relance.issue]


def _concernees(code: str, relances: Sequence[Relance]) -> list[int]:
    siennes = [relance.candidature_id for relance in relances if relance.obligation == code]
    concernees = Candidature.objects.filter(OBLIGATIONS[code].concernees, pk__in=siennes)
    return list(concernees.values_list("pk", flat=True))


def _examinees(relances: Sequence[Relance], le: datetime) -> list[Relance]:
    """Those whose deadline still binds their dossier. The others wait: a text may bring that instant back."""
    couples = [(relance, en_prevue(relance, le)) for relance in relances if not relance.issue]
    vives = [(relance, prevue) for relance, prevue in couples if prevue is not None]
    rappels: list[Rappel] = []
    for (relance, _), examen in zip(vives, examiner([prevue for _, prevue in vives], le), strict=True):
        relance.manque, relance.reference = examen.manque.bref, str(examen.prevue.version.reference)
        _regler(relance, examen.issue, le)
        rappels += _rappels(relance, examen, le)
        _prevenir_l_editeur(examen, le)
    Rappel.objects.bulk_create(rappels)
    return [relance for relance, _ in vives]


def _regler(relance: Relance, issue: str, le: datetime) -> None:
    relance.issue, relance.traitee_le = issue, le


def _rappels(relance: Relance, examen: Examen, le: datetime) -> list[Rappel]:
    """The firm is told now; the ANS in the one message of the run."""
    return [
        *(Rappel(relance=relance, destinataire=personne, annonce_le=le) for personne in examen.editeur),
        *(Rappel(relance=relance, destinataire=personne, pour_l_ans=True) for personne in examen.ans),
    ]


def _prevenir_l_editeur(examen: Examen, le: datetime) -> None:
    if not examen.editeur:
        return
    prevue, candidature = examen.prevue, examen.prevue.candidature
    notifier(
        examen.editeur,
        categorie=Categorie.RAPPEL,
        evenement=f"{candidature.cle_dossier}:rappel:{':'.join(map(str, prevue.cle[1:]))}",
        sujet=lettres.sujet(candidature, prevue.obligation, prevue.version.valeur, le),
        corps=lettres.corps(candidature, prevue.obligation, prevue.version, examen.manque, le),
        lien=examen.manque.lien,
        urgente=prevue.palier.urgent,
    )


def annoncer_a_l_ans(le: datetime) -> None:
    """One message per person, whatever the number of dossiers."""
    attendent = Rappel.objects.a_annoncer().filter(relance__echeance__gt=le)
    for personne in sorted(set(attendent.values_list("destinataire", flat=True))):
        with db.atomic():
            rappels = attendent.filter(destinataire=personne).select_for_update(of=("self",), skip_locked=True)
            _annoncer(list(rappels.pour_lettre()), le)


def _annoncer(rappels: Sequence[Rappel], le: datetime) -> None:
    if not rappels:
        return
    dossiers = {rappel.relance.candidature_id: rappel.relance.candidature for rappel in rappels}
    seul = rappels[0].relance.candidature if len(dossiers) == 1 else None
    notifier(
        [rappels[0].destinataire],
        categorie=Categorie.RAPPEL,
        evenement=f"rappels:{min(rappel.pk for rappel in rappels)}",
        sujet=lettres.sujet_pour_l_ans(len(dossiers)),
        corps=lettres.corps_pour_l_ans(rappels, le),
        lien=seul.get_absolute_url() if seul else reverse("candidatures:file"),
        urgente=any(PAR_CODE[rappel.relance.palier].urgent for rappel in rappels),
    )
    Rappel.objects.filter(pk__in=[rappel.pk for rappel in rappels]).update(annonce_le=le)
