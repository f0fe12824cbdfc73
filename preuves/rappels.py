"""What step 3 owes at the milestone, Date 2 and Date 3 (CAL-06, E3-23, E3-26), from the facts of the plan."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.urls import reverse

from candidatures.models import Candidature, Remarque
from candidatures.rappels.etapes import date
from candidatures.rappels.obligations import Manque, Obligation
from candidatures.rappels.regles import abreger, nommer
from preuves.models import Chapitre, Preuve
from preuves.planification.faits import (
    Avancement,
    Etat,
    a_faire,
    avancements,
    etats,
    jalon_de,
    motifs_par_perimetre,
    perimetre_de,
    sans_depot,
)
from segur.noyau.regles import Version

DepuisLEtat = Callable[[Candidature, Etat], Manque | None]


def limite_du_jalon(candidature: Candidature, le: datetime) -> Version[datetime | None] | None:
    version = jalon_de(candidature.dispositif, le)
    return Version(version.depuis, version.valeur.limite, version.reference) if version else None


def manques_au_jalon(candidatures: Sequence[Candidature], le: datetime) -> Mapping[int, Manque]:
    cles = [candidature.pk for candidature in candidatures]
    faits, absentes = avancements(cles, le), defaultdict(list)
    for preuve in sans_depot(cles, le):
        absentes[preuve.chapitre.candidature_id].append(preuve)
    manques = {c.pk: _au_jalon(c, faits[c.pk], absentes[c.pk], le) for c in candidatures if c.pk in faits}
    fermees = [candidature for candidature in candidatures if candidature.pk not in faits]
    return {pk: manque for pk, manque in manques.items() if manque} | _avant_le_depot(fermees)


def _au_jalon(candidature: Candidature, avancement: Avancement, absentes: list[Preuve], le: datetime) -> Manque | None:
    version = jalon_de(candidature.dispositif, le)
    motifs = motifs_par_perimetre(version, avancement) if version else {}
    manques = {perimetre: motif.explication for perimetre, motif in motifs.items() if not motif.satisfait}
    chapitres: dict[str, list[str]] = defaultdict(list)
    for preuve in absentes:
        if perimetre_de(preuve) in manques:
            chapitres[f"chapitre {preuve.chapitre}"].append(str(preuve))
    if not manques:
        return None
    return Manque(" ".join(manques.values()), nommer(list(chapitres.items())), _plan(candidature))


def manques_de_l_etat(
    de_l_etat: DepuisLEtat, candidatures: Sequence[Candidature], le: datetime
) -> Mapping[int, Manque]:
    tous = etats([candidature.pk for candidature in candidatures], le)
    manques = {c.pk: de_l_etat(c, tous[c.pk]) for c in candidatures if tous[c.pk].chapitres}
    fermees = [candidature for candidature in candidatures if not tous[candidature.pk].chapitres]
    return {pk: manque for pk, manque in manques.items() if manque} | _avant_le_depot(fermees)


def a_la_date_2(candidature: Candidature, etat: Etat) -> Manque | None:
    """The chapters never filed, nearest to completion first, and the proofs still to load in each."""
    restent = [(chapitre, preuves) for chapitre, preuves in _ouverts(etat) if not chapitre.premiere_soumission_le]
    if not restent:
        return None
    preuves = sum(len(siennes) for _, siennes in restent)
    resume = f"{_compter(len(restent), 'chapitre')} à soumettre une première fois."
    if preuves:
        resume = f"Il manque {_compter(preuves, 'preuve')} sur {len(etat.preuves)} ; {resume}"
    groupes = [(f"chapitre {chapitre}", [str(preuve) for preuve in siennes]) for chapitre, siennes in restent]
    return Manque(resume, nommer(groupes), _plan(candidature))


def a_la_date_3(candidature: Candidature, etat: Etat) -> Manque | None:
    """What the ANS asked to change, reason by reason; and, for the ANS, what waits for its judgement."""
    renvoyes = [(chapitre, preuves) for chapitre, preuves in _ouverts(etat) if chapitre.premiere_soumission_le]
    soumis = sum(chapitre.statut == Chapitre.Statut.SOUMIS for chapitre in etat.chapitres)
    attend = f"{_compter(soumis, 'chapitre')} à juger par l’ANS." if soumis else ""
    if not renvoyes:
        return Manque(attend_l_ans=attend) if attend else None
    preuves = [preuve for _, siennes in renvoyes for preuve in siennes]
    resume = f"{_compter(len(renvoyes), 'chapitre')} à soumettre de nouveau"
    resume += f", {_compter(len(preuves), 'preuve')} à modifier." if preuves else "."
    details = [f"{preuve} : {abreger(preuve.motif) or preuve.get_statut_display()}" for preuve in preuves]
    return Manque(resume, details, _plan(candidature), attend)


def _ouverts(etat: Etat) -> list[tuple[Chapitre, list[Preuve]]]:
    """The chapters that wait for their vendor, in the order of the plan."""
    chapitres = {chapitre.pk: chapitre for chapitre in etat.chapitres}
    return [(chapitres[attend.cle], preuves) for attend, preuves in a_faire(etat)]


def _avant_le_depot(candidatures: Sequence[Candidature]) -> dict[int, Manque]:
    """Proofs cannot be filed yet: the vendor may have a step to answer for first, or the ANS one to examine."""
    manques = {}
    for candidature in candidatures:
        etapes = (candidature.administrative, candidature.eligibilite)
        a_modifier = [etape for etape in etapes if etape.statut == etape.Statut.A_MODIFIER]
        if a_modifier:
            resume = f"Le dépôt des preuves n’est pas ouvert : l’étape {a_modifier[0].rang} est à modifier d’abord."
            manques[candidature.pk] = Manque(resume, (), a_modifier[0].get_absolute_url())
        elif candidature.eligibilite.premiere_soumission_le:
            manques[candidature.pk] = Manque(attend_l_ans="Le dépôt des preuves attend la décision d’éligibilité.")
    return _avec_les_remarques(manques)


def _avec_les_remarques(manques: dict[int, Manque]) -> dict[int, Manque]:
    """What the ANS asked to change in steps 1 and 2, field by field."""
    concernees = [pk for pk, manque in manques.items() if manque.resume]
    details: dict[int, list[str]] = defaultdict(list)
    if concernees:
        for remarque in Remarque.objects.ouvertes().filter(candidature__in=concernees):
            details[remarque.candidature_id].append(f"{remarque.libelle} : {abreger(remarque.motif)}")
    return {pk: Manque(m.resume, details[pk], m.lien, m.attend_l_ans) for pk, m in manques.items()}


def _plan(candidature: Candidature) -> str:
    return reverse("preuves:plan", args=[candidature.numero])


def _compter(nombre: int, nom: str) -> str:
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"


OBLIGATIONS = (
    Obligation(
        "jalon", "Jalon — avancement minimal du dépôt de preuves", limite=limite_du_jalon, manques=manques_au_jalon
    ),
    Obligation(
        "date-2",
        "Date 2 — première soumission de toutes les preuves",
        limite=partial(date, 2),
        manques=partial(manques_de_l_etat, a_la_date_2),
    ),
    Obligation(
        "date-3",
        "Date 3 — fin des échanges avec l’ANS",
        limite=partial(date, 3),
        manques=partial(manques_de_l_etat, a_la_date_3),
    ),
)
