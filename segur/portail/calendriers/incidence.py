"""Which dossiers a text moves, from what to what. As many queries for a thousand dossiers as for one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from candidatures.models import Candidature, Convention
from preuves.models import Chapitre
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif
from segur.noyau.temps import jour_de_paris
from segur.portail.calendriers import regles
from segur.portail.calendriers.changements import (
    Changement,
    changements,
    dire_l_ecart,
    dire_la_date,
    versions_sans,
)

SEUILS = "seuils"
EN_COURS = Q(statut=Candidature.Statut.EN_COURS)
ETAPE_1_OU_2_A_SOUMETTRE = EN_COURS & (
    Q(administrative__premiere_soumission_le=None) | Q(eligibilite__premiere_soumission_le=None)
)
REFERENCEE = Q(statut__in=(Candidature.Statut.REFERENCEE, Candidature.Statut.SUSPENDUE))
BASCULES = {
    regles.EN_RETARD: "passe en retard",
    regles.DE_NOUVEAU_A_TEMPS: "revient à temps",
}
OBJETS = {
    0: "versions obsolètes",
    1: "étapes 1 et 2 à soumettre",
    2: "première soumission des preuves",
    3: "fin des échanges avec l’ANS",
    4: "financement",
    5: "financement",
    6: "financement",
}


def _preuves_a_soumettre() -> Q:
    """Step 3 not open yet, or a chapter that was never filed."""
    chapitres = Chapitre.objects.filter(candidature=OuterRef("pk"))
    jamais = chapitres.filter(premiere_soumission_le=None).exclude(statut=Chapitre.Statut.DISPENSE)
    return EN_COURS & (~Q(Exists(chapitres)) | Q(Exists(jamais)))


def _regle_encore(cle: str) -> Q:
    """The candidatures for which that Date still rules something; those in progress, for a threshold."""
    if cle == SEUILS:
        return EN_COURS
    numero = int(cle)
    if numero in (0, 1):
        return ETAPE_1_OU_2_A_SOUMETTRE
    if numero == 2:
        return _preuves_a_soumettre()
    if numero == 3:
        return EN_COURS & Q(convention__statut=Convention.Statut.FERMEE)
    return REFERENCEE


@dataclass(frozen=True)
class Mouvement:
    """One value that a text moves: `avant` and `apres` are those that rule from `le` on."""

    changement: Changement
    avant: datetime | None
    apres: datetime | None
    le: datetime

    @property
    def dispositif(self) -> Dispositif:
        return self.changement.dispositif

    @property
    def cle(self) -> str:
        numero = self.changement.numero
        return SEUILS if numero is None else str(numero)

    @property
    def champ(self) -> str:
        return f"bouge_{self.cle}"

    @property
    def libelle(self) -> str:
        return str(self.changement.ligne)

    @property
    def objet(self) -> str:
        numero = self.changement.numero
        return "seuil" if numero is None else OBJETS[numero]

    @property
    def ecart(self) -> int | None:
        return regles.ecart(avant=self.avant, apres=self.apres)

    @property
    def ecart_dit(self) -> str:
        return dire_l_ecart(self.ecart)

    @property
    def bascule(self) -> str:
        if self.cle == SEUILS:
            return ""
        return regles.bascule(avant=self.avant, apres=self.apres, le=self.le)

    @property
    def bascule_dite(self) -> str:
        return BASCULES.get(self.bascule, "")

    @property
    def avant_dit(self) -> str:
        return self.changement.avant_dit if self.cle == SEUILS else dire_la_date(self.avant)

    @property
    def apres_dit(self) -> str:
        return self.changement.apres_dit if self.cle == SEUILS else dire_la_date(self.apres)


def mouvements(amendement: Amendement, le: datetime) -> list[Mouvement]:
    """Judged from the day of effect on, or from today when it has passed; a value already superseded moves nothing."""
    le = amendement.publie_le or le
    tous = (_mouvement(changement, amendement, le) for changement in changements(amendement))
    return [mouvement for mouvement in tous if mouvement]


def _mouvement(changement: Changement, amendement: Amendement, le: datetime) -> Mouvement | None:
    le = max(le, changement.effet)
    ligne = changement.ligne
    jusque_la = [v for v in versions_sans(ligne, changement.dispositif, amendement) if v.depuis <= jour_de_paris(le)]
    derniere = jusque_la[-1] if jusque_la else None
    if derniere and derniere.depuis >= ligne.depuis:
        return None
    if not isinstance(ligne, DateAmendee):
        return Mouvement(changement, None, None, le)
    avant = derniere.valeur if derniere and isinstance(derniere.valeur, datetime) else None
    return Mouvement(changement, avant, ligne.instant, le)


def dossiers(acteur: Acteur, mouvements: Sequence[Mouvement]) -> QuerySet[Candidature]:
    """Those that move, as that actor may see them: each with `bouge_…` per value, and its `urgence` (0 is late)."""
    visibles = Candidature.objects.visibles_par(acteur)
    if not mouvements:
        return visibles.none()
    annotees = visibles.annotate(**{champ: _bouge(mouvements, champ) for champ in _champs(mouvements)})
    concernees: Any = annotees.annotate(urgence=_urgence(mouvements)).filter(
        reduce(or_, (Q(**{champ: True}) for champ in _champs(mouvements)))
    )
    return concernees.order_by("urgence", "produit__editeur__nom", "produit__nom", "pk")


def _champs(mouvements: Iterable[Mouvement]) -> list[str]:
    return list(dict.fromkeys(mouvement.champ for mouvement in mouvements))


def _bouge(mouvements: Iterable[Mouvement], champ: str) -> Case:
    siens = [mouvement for mouvement in mouvements if mouvement.champ == champ]
    condition = Q(dispositif__in={m.dispositif.pk for m in siens}) & _regle_encore(siens[0].cle)
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _urgence(mouvements: Iterable[Mouvement]) -> Case:
    rangs = {regles.EN_RETARD: 0, regles.DE_NOUVEAU_A_TEMPS: 1}
    cas = [
        When(Q(dispositif=m.dispositif.pk, **{m.champ: True}), then=Value(rangs[m.bascule]))
        for m in sorted(mouvements, key=lambda m: rangs.get(m.bascule, 2))
        if m.bascule
    ]
    return Case(*cas, default=Value(2), output_field=IntegerField())


@dataclass(frozen=True)
class Bilan:
    """`par_statut`: (dispositif, status, number of dossiers); `par_mouvement`: number of dossiers of each value."""

    total: int = 0
    par_statut: list[tuple[str, str, int]] = field(default_factory=list)
    par_mouvement: list[tuple[Mouvement, int]] = field(default_factory=list)

    @property
    def bascules(self) -> list[tuple[Mouvement, int]]:
        """Those that make dossiers late, then those that bring some back."""
        touches = [(m, n) for m, n in self.par_mouvement if m.bascule and n]
        return sorted(touches, key=lambda paire: paire[0].bascule != regles.EN_RETARD)


def compter(acteur: Acteur, mouvements: Sequence[Mouvement]) -> Bilan:
    """One query."""
    champs = _champs(mouvements)
    groupes = dossiers(acteur, mouvements).order_by().values("dispositif", "dispositif__libelle", "statut")
    lignes: list[Any] = list(
        groupes.annotate(
            nombre=Count("pk"), **{f"nb_{champ}": Count("pk", filter=Q(**{champ: True})) for champ in champs}
        ).order_by("dispositif__libelle", "statut")
    )
    comptes: Counter[tuple[int, str]] = Counter()
    for ligne in lignes:
        comptes.update({(ligne["dispositif"], champ): ligne[f"nb_{champ}"] for champ in champs})
    libelles = dict(Candidature.Statut.choices)
    return Bilan(
        sum(ligne["nombre"] for ligne in lignes),
        [(ligne["dispositif__libelle"], str(libelles[ligne["statut"]]), ligne["nombre"]) for ligne in lignes],
        [(m, comptes[m.dispositif.pk, m.champ]) for m in mouvements],
    )


@dataclass(frozen=True)
class Dossier:
    candidature: Candidature
    mouvements: list[Mouvement]

    @property
    def bascules(self) -> list[str]:
        return [f"{m.libelle} : {m.bascule_dite}" for m in self.mouvements if m.bascule]


def en_dossiers(candidatures: Iterable[Candidature], mouvements: Iterable[Mouvement]) -> Iterable[Dossier]:
    """What moves for each of the candidatures given by `dossiers`."""
    tous = list(mouvements)
    for candidature in candidatures:
        siens = [m for m in tous if m.dispositif.pk == candidature.dispositif_id and getattr(candidature, m.champ)]
        yield Dossier(candidature, siens)
