"""The filings that a text does not reach: received before it ruled, they keep the version that the journal names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Concat

from candidatures.models import Candidature
from segur.noyau.comptes.models import Acteur
from segur.noyau.journal.models import EntreeJournal
from segur.portail.calendriers.incidence import Mouvement

JUGES_PAR = {
    "1": ("candidatureadministrative.soumettre", "eligibilite.soumettre"),
    "2": ("chapitre.soumettre",),
    "3": ("chapitre.resoumettre",),
}
"""The filings that each Date judges, by their names in the journal."""
ECHEANCE = "echeance"


@dataclass(frozen=True)
class Garde:
    """For one Date: how many filings keep the former version, of which those received since the day of effect."""

    mouvement: Mouvement
    nombre: int
    depuis_l_effet: int


def depots(acteur: Acteur, mouvements: Iterable[Mouvement]) -> QuerySet[EntreeJournal]:
    """Newest first, of the dossiers that the actor may see."""
    conditions = [_condition(acteur, mouvement) for mouvement in _qui_jugent(mouvements)]
    if not conditions:
        return EntreeJournal.objects.none()
    entrees = EntreeJournal.objects.filter(reduce(or_, conditions))
    return entrees.select_related("acteur", "organisation").order_by("-recu_le", "-pk")


def compter(acteur: Acteur, mouvements: Iterable[Mouvement]) -> list[Garde]:
    """One query, however many Dates and filings."""
    tous = list(_qui_jugent(mouvements))
    if not tous:
        return []
    comptes: dict[str, Count] = {}
    for rang, mouvement in enumerate(tous):
        condition = _condition(acteur, mouvement)
        depuis = condition & Q(recu_le__gte=mouvement.changement.effet)
        comptes |= {f"tous_{rang}": Count("pk", filter=condition), f"depuis_{rang}": Count("pk", filter=depuis)}
    nombres = EntreeJournal.objects.filter(action__in=_actions(tous)).aggregate(**comptes)
    return [Garde(m, nombres[f"tous_{rang}"], nombres[f"depuis_{rang}"]) for rang, m in enumerate(tous)]


def _qui_jugent(mouvements: Iterable[Mouvement]) -> Iterator[Mouvement]:
    return (mouvement for mouvement in mouvements if mouvement.cle in JUGES_PAR)


def _actions(mouvements: Iterable[Mouvement]) -> list[str]:
    return [action for mouvement in mouvements for action in JUGES_PAR[mouvement.cle]]


def _condition(acteur: Acteur, mouvement: Mouvement) -> Q:
    """Received before `mouvement.le`: the day of effect, or the instant from which a text published late rules."""
    visibles = Candidature.objects.visibles_par(acteur).filter(dispositif=mouvement.dispositif.pk)
    cles = visibles.annotate(cle=Concat(Value("candidature:"), "numero")).values("cle")
    return Q(action__in=JUGES_PAR[mouvement.cle], dossier__in=cles, recu_le__lt=mouvement.le)


@dataclass(frozen=True)
class Depot:
    """One filing. `jugee`: its deadline as the entry tells it; `texte`: the reference that the entry carries."""

    entree: EntreeJournal
    numero: str
    jugee: str
    texte: str


def en_depot(entree: EntreeJournal) -> Depot:
    motif: dict[str, str] = next((motif for motif in entree.motifs if motif["code"] == ECHEANCE), {})
    numero = entree.dossier.partition(":")[2]
    return Depot(entree, numero, motif.get("explication", ""), motif.get("reference", ""))
