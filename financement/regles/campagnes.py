"""A-posteriori controls (CAP-01 to CAP-06): which orders, drawn how, against which thresholds. Plain values in."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from segur.noyau.regles import Historique, HorsPeriode, Motif, Reference, Verdict, Version
from segur.noyau.temps import a_temps, en_clair, instant_de_paris, jour_de_paris

FICHIER = Path(__file__).parents[1] / "donnees" / "controles_a_posteriori.toml"
CONTROLES = Reference("Webinaire éditeurs du 5 juillet 2024", "contrôles a posteriori")


@dataclass(frozen=True, slots=True)
class Seuil:
    code: str
    libelle: str
    minimum: int


@lru_cache(maxsize=1)
def _donnees() -> dict[str, Any]:
    return tomllib.loads(FICHIER.read_text(encoding="utf-8"))


def _version(v: Mapping[str, Any], valeur: Any) -> Version[Any]:
    return Version(v["depuis"], valeur, Reference(v["texte"], v["article"], hypothese=v.get("hypothese", "")))


@lru_cache(maxsize=1)
def _seuils() -> Mapping[str, Historique[tuple[Seuil, ...]]]:
    return {
        famille: Historique(
            f"seuils {famille}", *(_version(v, tuple(Seuil(**minimum) for minimum in v["minimums"])) for v in versions)
        )
        for famille, versions in _donnees()["seuils"].items()
    }


def seuils(*, dispositif: str, le: datetime) -> Version[tuple[Seuil, ...]] | None:
    """Those published for that dispositif (« HOP-DPI-Va2 » is of the family DPI); None: an agent decides (CAP-06)."""
    for famille, historique in _seuils().items():
        if famille in dispositif.split("-"):
            try:
                return historique.au(jour_de_paris(le))
            except HorsPeriode:
                return None
    return None


def preuves_jusqu_au(*, le: datetime) -> datetime:
    """The last instant to send the evidence: the end of a day of Paris."""
    return _fin_du_delai("preuves", le)


def reponse_jusqu_au(*, le: datetime) -> datetime:
    """The last instant to correct or to justify (CAP-05)."""
    return _fin_du_delai("contradictoire", le)


def _fin_du_delai(nom: str, le: datetime) -> datetime:
    jour = jour_de_paris(le)
    jours = Historique(nom, *(_version(v, v["jours"]) for v in _donnees()[nom])).au(jour).valeur
    return instant_de_paris(jour + timedelta(days=jours), time.max)


# ---- the draw ------------------------------------------------------------


def rang(*, graine: str, cle: int) -> str:
    """Where the seed puts one order: the same for ever, whatever the machine."""
    return hashlib.sha256(f"{graine}|{cle}".encode()).hexdigest()


def repartir(*, effectifs: Mapping[int, int], taille: int) -> dict[int, int]:
    """By stratum, how many are drawn: in proportion, at the largest remainder; each one has one as long as there are.

    Exact and whole: the sum is `taille`, or the population when it is smaller.
    """
    total = sum(effectifs.values())
    taille = min(taille, total)
    if not taille:
        return dict.fromkeys(effectifs, 0)
    plancher = 1 if taille >= len(effectifs) else 0
    parts = {strate: max(plancher, taille * n // total) for strate, n in effectifs.items()}
    restes = sorted(effectifs, key=lambda s: (-(taille * effectifs[s] % total), s))
    while sum(parts.values()) < taille:
        strate = next(s for s in restes if parts[s] < effectifs[s])
        parts[strate] += 1
        restes.append(restes.pop(restes.index(strate)))
    while sum(parts.values()) > taille:
        parts[max(parts, key=lambda s: (parts[s], -s))] -= 1
    return parts


def tirer(*, graine: str, population: Mapping[int, Sequence[int]], taille: int) -> list[int]:
    """`population`: by stratum, the keys of its orders. The same seed and population give the same sample, sorted."""
    parts = repartir(effectifs={strate: len(cles) for strate, cles in population.items()}, taille=taille)
    tires = [
        cle
        for strate, cles in population.items()
        for cle in sorted(cles, key=lambda c: rang(graine=graine, cle=c))[: parts[strate]]
    ]
    return sorted(tires)


def empreinte_de_la_population(population: Mapping[int, Sequence[int]]) -> str:
    """SHA-256 of what was drawn from: who draws again knows that it is the same."""
    lignes = [f"{strate}:{cle}" for strate in sorted(population) for cle in sorted(population[strate])]
    return hashlib.sha256("\n".join(lignes).encode()).hexdigest()


def phrase_de_methode(*, graine: str, taille: int, effectif: int, strates: int) -> str:
    """Published with the campaign."""
    tirees = min(taille, effectif)
    return (
        f"Tirage de {tirees} commande{'s' if tirees > 1 else ''} parmi {effectif}, réparties par fournisseur "
        f"({strates}) à la proportionnelle, au plus fort reste, une au moins par fournisseur si le nombre le permet. "
        "Dans chaque fournisseur, les commandes sont classées par l’empreinte SHA-256 de « graine|identifiant » et les "
        f"premières sont retenues. Graine : {graine}."
    )


def campagne_recevable(*, effectif: int, taille: int, graine: str, du: Any, au: Any, deja: bool = False) -> Verdict:
    """`deja`: the same draw, of that seed and size on those payments, was launched; again, it would ask twice."""
    dates = du <= au
    une_fois = "Ce tirage est déjà lancé, avec cette graine sur ces paiements : changez la graine pour un autre."
    return Verdict(
        (
            Motif("saisie:au", dates, "La période finit après avoir commencé."),
            Motif("saisie:graine", bool(graine.strip()), "Donnez une graine : elle rend le tirage refaisable."),
            Motif("saisie:graine", not deja, une_fois if deja else "Aucune campagne n’a encore cette graine."),
            Motif("saisie:taille", taille > 0, "Le tirage prend une commande au moins."),
            Motif("population", effectif > 0, f"{effectif} commandes payées dans ce périmètre."),
        )
    )


# ---- the result ------------------------------------------------------------


def seuils_atteints(*, version: Version[tuple[Seuil, ...]] | None, mesures: Mapping[str, int]) -> Verdict:
    """CAP-02, CAP-03: exactly at the threshold is reached. Nothing to say where none is published."""
    if version is None:
        return Verdict()
    return Verdict(
        tuple(
            Motif(
                f"saisie:{seuil.code}",
                mesures.get(seuil.code, 0) >= seuil.minimum,
                f"{seuil.libelle} : {mesures.get(seuil.code, 0)}, {seuil.minimum} au moins.",
                version.reference,
            )
            for seuil in version.valeur
        )
    )


def dans_le_delai(*, recu_le: datetime, jusqu_au: datetime) -> Motif:
    a_l_heure = a_temps(recu_le=recu_le, limite=jusqu_au)
    dit = f"Vous pouvez répondre jusqu’au {en_clair(jusqu_au)}."
    return Motif("delai", a_l_heure, dit if a_l_heure else f"Le délai s’est achevé le {en_clair(jusqu_au)}.", CONTROLES)


def delai_passe(*, le: datetime, jusqu_au: datetime) -> Motif:
    passe = not a_temps(recu_le=le, limite=jusqu_au)
    dit = "Le délai du fournisseur est passé." if passe else f"Le fournisseur a jusqu’au {en_clair(jusqu_au)}."
    return Motif("delai", passe, dit, CONTROLES)
