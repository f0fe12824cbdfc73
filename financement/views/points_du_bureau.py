"""The points of an order as the agent's form shows them, and what the form says of them when it comes back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from financement.examen import ExamenDeLigne, point_du_constat
from financement.regles.bureau import Controle
from financement.regles.commande.faits import Constat, Issue
from segur.noyau.requete import sans_nul

CONFORME, A_CORRIGER = "conforme", "a_corriger"
ISSUES = {
    Issue.CONFORME: ("Conforme", "fr-badge--success"),
    Issue.A_VERIFIER: ("À vérifier", "fr-badge--warning"),
    Issue.RESERVE: ("Sous réserve", "fr-badge--info"),
    Issue.NON_CONFORME: ("Contraire", "fr-badge--error"),
}
LONGUEUR_DU_MOTIF = 4000


@dataclass(frozen=True)
class PointVue:
    """One point with what was typed, else what stands. `id`: of its field in the page."""

    cle: str
    libelle: str
    valeur: Any = None
    avis: str = ""
    motif: str = ""
    controle: Controle | None = None
    piece: Any = None

    @property
    def id(self) -> str:
        return self.cle.replace(":", "-").replace("[", "-").replace("]", "").replace(".", "-")

    @property
    def est_liste(self) -> bool:
        return isinstance(self.valeur, list)


@dataclass(frozen=True)
class ConstatVue:
    """A finding of the engine, with « Pourquoi » and, when it is to be verified, the remark of the agent."""

    constat: Constat
    cle: str
    remarque: str
    choisi: bool

    @property
    def id(self) -> str:
        return PointVue(self.cle, "").id

    @property
    def issue(self) -> str:
        return ISSUES[self.constat.issue][0]

    @property
    def couleur(self) -> str:
        return ISSUES[self.constat.issue][1]

    @property
    def est_conforme(self) -> bool:
        return self.constat.issue == Issue.CONFORME

    @property
    def a_verifier(self) -> bool:
        return self.constat.issue == Issue.A_VERIFIER


def controles(examen: ExamenDeLigne, saisie: Mapping[str, str]) -> list[PointVue]:
    return [_vue(examen, saisie, c.point, c.libelle, controle=c) for c in examen.controles]


def champs(examen: ExamenDeLigne, saisie: Mapping[str, str]) -> list[PointVue]:
    champs = examen.champs.items()
    return [_vue(examen, saisie, f"champ:{nom}", libelle, valeur=examen.valeur(nom)) for nom, libelle in champs]


def pieces(examen: ExamenDeLigne, saisie: Mapping[str, str]) -> list[PointVue]:
    return [_vue(examen, saisie, f"piece:{piece.nature}", str(piece), piece=piece) for piece in examen.pieces]


def constats(examen: ExamenDeLigne, saisie: Mapping[str, str], choisis: list[str]) -> list[ConstatVue]:
    """What is contrary first, what is in order last."""
    rang = {Issue.NON_CONFORME: 0, Issue.A_VERIFIER: 1, Issue.RESERVE: 2, Issue.CONFORME: 3}
    ranges = sorted(examen.jugement.constats, key=lambda constat: rang[constat.issue])
    return [_constat(examen, constat, saisie, choisis) for constat in ranges]


def _constat(examen: ExamenDeLigne, constat: Constat, saisie: Mapping[str, str], choisis: list[str]) -> ConstatVue:
    cle = point_du_constat(constat)
    point = examen.points.get(cle)
    remarque = saisie.get(f"motif:{cle}", point.motif if point else "")
    return ConstatVue(constat, cle, remarque, cle in choisis)


def _vue(examen: ExamenDeLigne, saisie: Mapping[str, str], cle: str, libelle: str, **options: Any) -> PointVue:
    point = examen.points.get(cle)
    avis = saisie.get(f"avis:{cle}", _avis(point))
    motif = saisie.get(f"motif:{cle}", "" if point is None or point.conforme else point.motif)
    return PointVue(cle, libelle, avis=avis, motif=motif, **options)


def _avis(point: Any) -> str:
    if point is None:
        return ""
    return CONFORME if point.conforme else A_CORRIGER


def changements(examen: ExamenDeLigne, saisie: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What the form says that is not said yet: data of the transition, point by point."""
    for cle in (*examen.libelles(), *examen.libelles_des_doutes()):
        motif = sans_nul(saisie.get(f"motif:{cle}", "")).strip()[:LONGUEUR_DU_MOTIF]
        avis = _avis_saisi(cle, saisie.get(f"avis:{cle}", ""), motif, examen.points.get(cle))
        if avis and (avis, motif) != _dit(examen.points.get(cle)):
            yield {"cle": cle, "conforme": avis == CONFORME, "motif": motif}


def _avis_saisi(cle: str, avis: str, motif: str, point: Any) -> str:
    """A check is ticked; a remark on a finding is one; a reason beside a field or a piece asks to correct it."""
    if cle.startswith("controle:"):
        return avis if avis in (CONFORME, A_CORRIGER) else ""
    if cle.startswith("constat:"):
        return CONFORME if motif else ""
    if motif:
        return A_CORRIGER
    return CONFORME if point is not None and not point.conforme else ""


def _dit(point: Any) -> tuple[str, str]:
    return (_avis(point), point.motif) if point else ("", "")
