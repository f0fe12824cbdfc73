"""The page of an enrolment, ready for its template: questions with their fields, pieces with their places."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from candidatures.page import QuestionVue
from candidatures.questionnaire.definition import Question, Section
from candidatures.saisie import texte_de
from financement.forms import PieceForm
from financement.models import Enrolement, Piece, Point
from financement.questionnaire import SECTIONS, libelle_de
from financement.regles.enrolement import NATURES, Nature, PieceDue
from financement.saisie import SaisieDeLEnrolement
from financement.situation import faits, motif_de_la_piece, pieces_dues
from financement.transitions.points import valeur_de
from financement.transitions.saisie import piece_ouverte
from segur.noyau.regles import Motif


@dataclass(frozen=True)
class SectionVue:
    section: Section
    questions: list[QuestionVue]


@dataclass(frozen=True)
class PieceVue:
    """One piece due. `form`: its deposit place, when it is open; `point`: what the agent says of it, still true."""

    due: PieceDue
    nature: Nature
    piece: Piece | None
    motif: Motif
    form: PieceForm | None
    point: Point | None
    modele: str
    deplie: bool


@dataclass(frozen=True)
class ReponseVue:
    """One answer as an agent reads it."""

    cle: str
    libelle: str
    valeur: str
    point: Point | None


def sections(
    enrolement: Enrolement,
    saisie: SaisieDeLEnrolement,
    points: Mapping[str, Point],
    erreurs: Mapping[str, list[str]],
) -> list[SectionVue]:
    return [
        SectionVue(section, [_question(enrolement, q, saisie, points, erreurs) for q in section.visibles(enrolement)])  # type: ignore[arg-type]
        for section in SECTIONS
    ]


def _question(
    enrolement: Enrolement,
    question: Question,
    saisie: SaisieDeLEnrolement,
    points: Mapping[str, Point],
    erreurs: Mapping[str, list[str]],
) -> QuestionVue:
    nom, lie = question.champ, saisie.champ(question.champ)
    if lie is not None:
        lie.field.obligatoire = question.obligatoire  # type: ignore[attr-defined]
        lie.field.widget.attrs.update(_s_enregistre(enrolement, nom))
    lisible = valeur_de(enrolement, nom, {}) if getattr(enrolement, nom) is not None else None
    return QuestionVue(nom, libelle_de(nom), lisible, lie, points.get(nom), list(erreurs.get(nom, [])))  # type: ignore[arg-type]


def _s_enregistre(enrolement: Enrolement, champ: str) -> dict[str, str]:
    """The field sends itself, alone, as soon as it changes, with what the page showed before."""
    return {
        "hx-post": enrolement.get_absolute_url(),
        "hx-trigger": "change",
        "hx-target": f"#etat-{champ}",
        "hx-swap": "innerHTML",
        "hx-params": f"champ,vu,{champ}",
        "hx-vals": json.dumps({"champ": champ}),
        "data-vu": texte_de(getattr(enrolement, champ)),
    }


def pieces(
    enrolement: Enrolement,
    jour: Any,
    points: Mapping[str, Point],
    *,
    modifiable: bool,
    refusee: tuple[str, PieceForm] | None = None,
) -> list[PieceVue]:
    """`refusee`: (nature, form) of a deposit that was not kept; it comes back with its errors."""
    jointes = faits(enrolement).jointes
    vues = []
    for due in pieces_dues(enrolement):
        piece = jointes.get(due.nature)
        ouverte = modifiable and piece_ouverte(enrolement, due.nature, jointes)
        form = refusee[1] if refusee and refusee[0] == due.nature else (PieceForm(due.nature) if ouverte else None)
        point = points.get(due.nature)
        toujours_vrai = point if point and (not point.conforme or (piece and point.vu == piece.en_texte())) else None
        motif = motif_de_la_piece(due, jointes, jour)
        deplie = bool(form) and (not motif.satisfait or bool(point and not point.conforme))
        nature = NATURES[due.nature]
        vues.append(PieceVue(due, nature, piece, motif, form, toujours_vrai, nature.modele, deplie))
    return vues


def reponses(enrolement: Enrolement, points: Mapping[str, Point]) -> list[tuple[Section, list[ReponseVue]]]:
    return [
        (
            section,
            [
                ReponseVue(q.champ, libelle_de(q.champ), valeur_de(enrolement, q.champ, {}), points.get(q.champ))
                for q in section.visibles(enrolement)
                if isinstance(q, Question)
            ],
        )
        for section in SECTIONS
    ]
