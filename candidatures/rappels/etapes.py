"""Date 1: steps 1 and 2 filed a first time (E1-03, E1-30)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from candidatures.avancement import Etape, jauge, rassembler_toutes
from candidatures.echeances import limite_connue
from candidatures.models import Candidature
from candidatures.rappels.obligations import Manque, Obligation
from segur.noyau.regles import Version


def date(numero: int, candidature: Candidature, le: datetime) -> Version[datetime | None] | None:
    return limite_connue(candidature, numero, au=le)


def manques(candidatures: Sequence[Candidature], le: datetime) -> Mapping[int, Manque]:
    """The step to file now, and its questions without an answer; step 2 opens once step 1 is filed."""
    dues = {c.pk: etape for c in candidatures if (etape := _due(c))}
    rassembler_toutes(list(dues.values()))
    return {pk: _manque(etape) for pk, etape in dues.items()}


def _due(candidature: Candidature) -> Etape | None:
    etapes: tuple[Etape, ...] = (candidature.administrative, candidature.eligibilite)
    return next((etape for etape in etapes if etape.premiere_soumission_le is None), None)


def _manque(etape: Etape) -> Manque:
    avancement = jauge(etape)
    nom, restantes = f"étape {etape.rang} ({etape._meta.verbose_name})", avancement.libelles_restants
    if not restantes:
        resume = f"L’{nom} est complète : il ne reste qu’à la soumettre."
    else:
        pluriel = "s" if len(restantes) > 1 else ""
        resume = f"L’{nom} n’est pas soumise : il y manque {len(restantes)} réponse{pluriel} ou pièce{pluriel}."
    if etape.rang == 1:
        resume += " L’étape 2 (éligibilité) se remplit et se soumet ensuite, pour la même date."
    return Manque(resume, restantes, etape.get_absolute_url())


DATE_1 = Obligation(
    "date-1",
    "Date 1 — première soumission de la candidature administrative et de l’éligibilité",
    limite=partial(date, 1),
    manques=manques,
)
