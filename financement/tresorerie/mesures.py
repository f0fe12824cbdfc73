"""How long the last payments took, measured on the ledger: of every supplier together, none of them named."""

from collections import defaultdict
from datetime import datetime

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from financement.models import Creance, Ecriture
from financement.regles.tresorerie.faits import PARTS
from financement.regles.tresorerie.prevision import DERNIERS, Delais, mesurer
from segur.noyau.temps import jours_calendaires


def delais(le: datetime) -> dict[str, Delais]:
    """By part, in one query."""
    jours: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for part, regle, decidee, deposee in _derniers(le):
        if decidee and deposee:
            depuis_la_decision, depuis_le_depot = jours[part]
            depuis_la_decision.append(jours_calendaires(decidee, regle))
            depuis_le_depot.append(jours_calendaires(deposee, regle))
    return {part: Delais(*map(mesurer, jours[part])) for part in PARTS}


def _derniers(le: datetime) -> list[tuple[str, datetime, datetime | None, datetime | None]]:
    creance = Creance.objects.filter(
        commande=OuterRef("commande"), part=OuterRef("part"), statut=Creance.Statut.VALIDEE
    )
    reglements = Ecriture.objects.filter(nature=Ecriture.Nature.REGLEMENT, le__lte=le).annotate(
        decidee=Coalesce(Subquery(creance.values("decidee_le")[:1]), F("commande__decidee_le")),
        deposee=Coalesce(Subquery(creance.values("deposee_le")[:1]), F("commande__deposee_le")),
    )
    return list(reglements.order_by("-pk").values_list("part", "le", "decidee", "deposee")[:DERNIERS])
