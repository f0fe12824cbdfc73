"""Reading the register of filings against the rest, in SQL: no row is expected (invariants 1 and 3, decision 0037)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from candidatures.models import DerogationDeDelai, EnvoiRecu
from candidatures.ouverture import OUVRIR
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import REGISTRE, Transition


@dataclass(frozen=True)
class Anomalie:
    ou: str
    explication: str

    def __str__(self) -> str:
        return f"{self.ou} : {self.explication}"


def anomalies() -> Iterator[Anomalie]:
    """Empty when every filing was on time, or late by a decision of two persons that came before it."""
    for filtre, explication in _REGLES.items():
        for envoi in _envois().filter(filtre):
            yield Anomalie(f"{envoi.entree.dossier}, entrée n° {envoi.entree.rang}", explication)
    for derogation in DerogationDeDelai.objects.filter(decidee_par=F("proposee_par")):
        yield Anomalie(f"dérogation n° {derogation.pk}", "proposée et décidée par la même personne.")
    yield from _sans_envoi()
    for modele, statut in dict.fromkeys((t.modele, t.vers) for t in _depots()):
        yield from _statuts_sans_envoi(modele, statut)


def _envois() -> QuerySet[EnvoiRecu]:
    return EnvoiRecu.objects.select_related("entree").order_by("pk")


_SANS_DEROGATION = Q(derogation=None, version__isnull=False)
_REGLES = {
    Q(recu_le__gt=F("limite")): "reçu après sa date limite.",
    _SANS_DEROGATION & Q(recu_le__gt=F("version__instant")): "reçu après la date du texte, sans dérogation.",
    _SANS_DEROGATION & Q(limite__isnull=True, version__instant__isnull=False)
    | _SANS_DEROGATION
    & ~Q(limite=F("version__instant"))
    & Q(limite__isnull=False): "la limite n’est pas celle du texte.",
    Q(derogation__isnull=False) & ~Q(limite=F("derogation__jusqu_au")): "la limite n’est pas celle de la dérogation.",
    Q(derogation__decidee_le__gt=F("recu_le")): "reçu avant que la dérogation soit accordée.",
    Q(derogation__revoquee_le__lte=F("recu_le")): "reçu après la révocation de la dérogation.",
    Q(derogation__statut__in=("brouillon", "proposee", "ecartee")): "la dérogation n’a pas été accordée.",
    Q(derogation__candidature__isnull=False)
    & ~Q(derogation__candidature=F("candidature")): "la dérogation est celle d’un autre dossier.",
    Q(derogation__isnull=False)
    & ~Q(derogation__dispositif=F("candidature__dispositif")): "la dérogation est celle d’un autre dispositif.",
    Q(derogation__isnull=False) & ~Q(derogation__numero=F("numero")): "la dérogation porte sur une autre Date.",
    Q(version__isnull=False)
    & (
        ~Q(version__numero=F("numero")) | ~Q(version__dispositif=F("candidature__dispositif"))
    ): "la version du calendrier n’est pas celle de cette Date.",
    ~Q(recu_le=F("entree__recu_le"))
    | ~Q(cle=F("entree__cle")): "le registre et l’historique ne disent pas la même chose.",
}


def _depots() -> list[Transition]:
    return [transition for transition in REGISTRE.values() if transition.envoi]


def _sans_envoi() -> Iterator[Anomalie]:
    """What the journal tells and the register does not."""
    actions = [OUVRIR, *(transition.nom for transition in _depots())]
    for entree in EntreeJournal.objects.filter(action__in=actions, envoi=None).order_by("dossier", "rang"):
        yield Anomalie(f"{entree.dossier}, entrée n° {entree.rang}", f"« {entree.recit} » n’est pas au registre.")


def _statuts_sans_envoi(modele: Any, statut: str | None) -> Iterator[Anomalie]:
    """An object in the status that a filing gives, though nothing of it was ever received."""
    recus = EnvoiRecu.objects.filter(
        entree__type_objet=ContentType.objects.get_for_model(modele), entree__id_objet=OuterRef("pk")
    )
    for objet in modele._default_manager.filter(~Exists(recus), statut=statut).order_by("pk"):
        yield Anomalie(objet.cle_dossier, f"{objet} est « {objet.get_statut_display()} » sans aucun envoi reçu.")
