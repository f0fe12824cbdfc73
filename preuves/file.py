"""Chapters that wait for the ANS: the queue that the reviewers share, their load, and the next one to judge."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from candidatures.instruction import (
    A_MOI,
    A_PERSONNE,
    DU_DOSSIER,
    Filee,
    avec_depots,
    avec_echeance,
    du_choix,
)
from candidatures.regles import date_qui_regle
from preuves import heritage, regles
from preuves.models import Chapitre, Depot, Jugement, Preuve
from segur.noyau.comptes.models import Acteur, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import jours_calendaires

A_REATTRIBUER = "reattribuer"
A_JUGER = Preuve.Statut.SOUMISE
LUES = DU_DOSSIER | {
    "soumise_le": F("recu_le"),
    "chapitre": Coalesce("chapitre_rem__titre", "titre"),
    "prenom": Coalesce("instructeur__prenom", "candidature__instructeur__prenom"),
    "nom": Coalesce("instructeur__nom", "candidature__instructeur__nom"),
    "instruite_depuis": Coalesce("instruit_depuis", "candidature__instruite_depuis"),
}
ANNOTEES = (
    "pk",
    "candidature",
    "depots",
    "suivi_par",
    "est_suivie",
    "en_propre",
    "date",
    "echeance",
    "premiere",
    "a_juger",
    "demandees",
)


@dataclass(frozen=True, kw_only=True)
class ChapitreQuiAttend(Filee):
    """One chapter submitted. `premiere`: key of its first proof to judge, none when all are judged."""

    candidature: int
    chapitre: str
    suivi_par: int | None
    en_propre: bool
    premiere: int | None
    a_juger: int
    demandees: int

    @property
    def jugees(self) -> int:
        return self.demandees - self.a_juger

    @property
    def adresse(self) -> str:
        """The chapter's page, where it is validated or sent back."""
        return reverse("preuves:chapitre", args=[self.numero, self.pk])

    @property
    def adresse_pour_commencer(self) -> str:
        """The room of the first proof to judge; the chapter itself when nothing is left to judge in it."""
        return reverse("preuves:preuve", args=[self.premiere]) if self.premiere else self.adresse


@dataclass(frozen=True)
class Charge:
    """What waits with one reviewer (`None`: with nobody in place), and what that reviewer judged lately."""

    personne: Utilisateur | None
    chapitres: int
    preuves: int
    age: int | None
    jugees: int


def attentes(acteur: Acteur, le: datetime, choix: Mapping[str, str]) -> QuerySet[Any, dict[str, Any]]:
    """The lines that answer the choices made (`dispositif`, `a`, `risque`, `depots`, `q`), as dictionaries."""
    dispositifs = list(Dispositif.objects.avec_calendrier())
    chapitres = avec_echeance(_avec_preuves(_en_attente(acteur, le)), _cas(), dispositifs, le)
    return (
        avec_depots(chapitres, Chapitre)
        .filter(du_choix(choix, le) & _suivis_par(choix.get("a", ""), acteur))
        .values(*ANNOTEES, **LUES)
    )


def en_lignes(attentes: Iterable[Mapping[str, Any]], le: datetime) -> list[ChapitreQuiAttend]:
    return [ChapitreQuiAttend(le=le, **attente) for attente in attentes]


def suivant(acteur: Acteur, le: datetime, *, sauf: int) -> ChapitreQuiAttend | None:
    """The next one of the actor's own, the nearest deadline first; none when nothing else waits."""
    attendus = attentes(acteur, le, {"a": A_MOI}).exclude(pk=sauf)
    ordonnes = attendus.order_by(F("echeance").asc(nulls_last=True), "soumise_le", "pk")[:1]
    return next(iter(en_lignes(ordonnes, le)), None)


def compter(acteur: Acteur, le: datetime) -> dict[str, int]:
    """How many chapters wait, in all and by who judges them."""
    return _en_attente(acteur, le).aggregate(
        tout=Count("pk"),
        **{qui: Count("pk", filter=_suivis_par(qui, acteur)) for qui in (A_MOI, A_PERSONNE, A_REATTRIBUER)},
    )


def charges(acteur: Acteur, collegues: Iterable[Utilisateur], le: datetime) -> list[Charge]:
    """The load of each colleague, then of nobody."""
    lots = _en_attente(acteur, le).order_by().values("suivi_par", "est_suivie")
    attendus: dict[int | None, list[Any]] = {}
    for lot in lots.annotate(
        chapitres=Count("pk", distinct=True), nombre=Count("preuves", filter=_a_juger()), depuis=Min("recu_le")
    ):
        attendus.setdefault(lot["suivi_par"] if lot["est_suivie"] else None, []).append(lot)
    jugees = _jugees_depuis(regles.debut_de_l_activite(le))
    siennes = [_charge(personne, attendus.get(personne.pk, []), jugees[personne.pk], le) for personne in collegues]
    return [*siennes, _charge(None, attendus.get(None, []), 0, le)]


def _charge(personne: Utilisateur | None, lots: list[Any], jugees: int, le: datetime) -> Charge:
    return Charge(
        personne,
        sum(lot["chapitres"] for lot in lots),
        sum(lot["nombre"] for lot in lots),
        jours_calendaires(min(lot["depuis"] for lot in lots), le) if lots else None,
        jugees,
    )


def _jugees_depuis(instant: datetime) -> Counter[int]:
    """Decisions of each person on proofs; a request taken back is not one."""
    jugements = Jugement.objects.filter(juge_le__gte=instant).exclude(verdict=Jugement.Verdict.INTERROMPUE)
    return Counter(dict(jugements.order_by().values_list("juge_par").annotate(Count("pk"))))


def _en_attente(acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """`suivi_par`: the chapter's own person, otherwise the candidature's; `est_suivie`: one who examines then.

    Submitted, or validated with a final attestation that came since (DER-06): what is judged is that one.
    """
    definitives = Depot.objects.actuels().filter(
        preuve__chapitre=OuterRef("pk"), preuve__statut=A_JUGER, preuve__chapitre__statut=Chapitre.Statut.VALIDE
    )
    chapitres = Chapitre.objects.visibles_par(acteur).filter(Q(statut=Chapitre.Statut.SOUMIS) | Exists(definitives))
    derniere = definitives.order_by("-depose_le").values("depose_le")[:1]
    en_place = Utilisateur.objects.instruisant(le).filter(pk=OuterRef("suivi_par"))
    return chapitres.annotate(
        recu_le=Coalesce(derniere, "soumis_le"), suivi_par=Coalesce("instructeur", "candidature__instructeur")
    ).annotate(est_suivie=Exists(en_place))


def _avec_preuves(chapitres: QuerySet[Any]) -> QuerySet[Any]:
    demandees = Preuve.objects.filter(chapitre=OuterRef("pk")).demandees()
    a_juger = demandees.filter(statut=A_JUGER)
    en_attente = Chapitre.objects.filter(candidature=OuterRef("candidature"), statut=Chapitre.Statut.A_COMPLETER)
    return chapitres.annotate(
        en_propre=Q(instructeur__isnull=False),
        premiere=a_juger.values("pk")[:1],
        a_juger=_nombre(a_juger),
        demandees=_nombre(demandees),
        tous_soumis=~Exists(en_attente),
    )


def _nombre(preuves: QuerySet[Preuve]) -> Coalesce:
    return Coalesce(preuves.order_by().values("chapitre").annotate(nombre=Count("pk")).values("nombre"), Value(0))


def _a_juger() -> Q:
    return Q(preuves__statut=A_JUGER) & ~Q(preuves__provenance__in=heritage.DISPENSES)


def _cas() -> list[tuple[Q, int | None]]:
    """Date 2 rules a candidature until each of its chapters was filed once, then Date 3 (E3-23, E3-26)."""
    return [
        (Q(tous_soumis=soumis), date_qui_regle(etapes_1_et_2_soumises=True, preuves_soumises=soumis))
        for soumis in (False, True)
    ]


def _suivis_par(qui: str, acteur: Acteur) -> Q:
    """What is to be given again is nobody's too."""
    if not qui:
        return Q()
    if qui == A_PERSONNE:
        return Q(est_suivie=False)
    if qui == A_REATTRIBUER:
        return Q(est_suivie=False, suivi_par__isnull=False)
    return Q(est_suivie=True, suivi_par=acteur.personne.pk if qui == A_MOI else int(qui))
