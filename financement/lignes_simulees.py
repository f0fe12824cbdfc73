"""Lines judged as the agents would, and the rows that tell of it. No table is written."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from candidatures.models import Candidature
from financement.contextes import contextes
from financement.creances import MOTEURS, juger_ce_qui_est_declare
from financement.formats import AVANCE, Format, LigneLue, en_json
from financement.models import Fournisseur, LigneSimulee, Simulation
from financement.plafonds import SIMULATEUR
from financement.regles.commande.faits import Bon, Issue, Jugement, Prediction
from financement.regles.commande.juger import juger
from segur.noyau.recherche import normaliser

FORMAT = "FORMAT"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Jugee:
    """One line and what the engine says of it; None when its format is wrong: nothing can be judged then."""

    ligne: LigneLue
    jugement: Jugement | None

    @property
    def prediction(self) -> Prediction:
        return self.jugement.prediction if self.jugement else Prediction.REJETE


def juger_les_lignes(
    fournisseur: Fournisseur,
    candidature: Candidature,
    lignes: Iterable[LigneLue],
    au: datetime,
    format: Format = AVANCE,
) -> Iterator[list[Jugee]]:
    """By lots, so that queries stay few and memory small. Raises HorsPeriode when no text rules that day."""
    for lot in _lots(lignes):
        objets = [ligne.objet for ligne in lot if ligne.objet]
        juges = iter(JUGES[format.nature](fournisseur, candidature, objets, au) if objets else ())
        yield [Jugee(ligne, next(juges) if ligne.objet else None) for ligne in lot]


def _juger_les_bons(
    fournisseur: Fournisseur, candidature: Candidature, bons: Sequence[Bon], au: datetime
) -> list[Jugement]:
    autour = contextes(fournisseur, candidature, bons, au)
    return [juger(bon, contexte) for bon, contexte in zip(bons, autour, strict=True)]


Juge = Callable[[Fournisseur, Candidature, Sequence[Any], datetime], list[Jugement]]
JUGES: dict[str, Juge] = {
    AVANCE.nature: _juger_les_bons,
    **{part: partial(juger_ce_qui_est_declare, part) for part in MOTEURS},
}
"""A nature other than the advance is that of a part that is claimed."""


def _lots(elements: Iterable[T]) -> Iterator[list[T]]:
    suite = iter(elements)
    while lot := list(islice(suite, SIMULATEUR.lot_de_lignes)):
        yield lot


def en_ligne(jugee: Jugee, simulation: Simulation | None = None) -> LigneSimulee:
    """The row to be stored, or shown."""
    ligne, contenu = jugee.ligne, en_json(jugee.ligne.brut)
    lu = contenu if isinstance(contenu, dict) else {}
    reference, cle = _texte(lu.get("reference"), 50), _texte(lu.get("cle"), 20)
    nom = _texte(lu.get("nom", lu.get("facture_client")), 200)
    return LigneSimulee(
        simulation=simulation,
        rang=ligne.rang,
        reference=reference,
        cle=ligne.objet.cle if ligne.objet else cle,
        nom=nom,
        recherche=normaliser(f"{reference} {cle} {nom}")[:300],
        contenu=contenu if ligne.objet or _tient(contenu) else None,
        erreurs=[erreur.en_donnees() for erreur in ligne.erreurs],
        jugement=_resume(jugee.jugement) if jugee.jugement else {},
        prediction=jugee.prediction.value,
        regles=_regles(jugee),
    )


def _resume(jugement: Jugement) -> dict[str, Any]:
    """Whole for what is not plainly in order; of the rest, which is most of it, the rules by their names alone."""
    conformes = sorted({constat.regle for constat in jugement.constats if constat.issue == Issue.CONFORME})
    constats = [constat.en_donnees() for constat in jugement.obstacles]
    entier = Jugement(montants=jugement.montants).en_donnees()
    return entier | {
        "prediction": jugement.prediction.value,
        "sous_reserve": jugement.sous_reserve,
        "constats": constats,
        "conformes": conformes,
    }


def _regles(jugee: Jugee) -> str:
    """Those that something does not satisfy, each between bars."""
    en_defaut = [constat.regle for constat in jugee.jugement.obstacles] if jugee.jugement else [FORMAT]
    return f"|{'|'.join(sorted(set(en_defaut)))}|"[:500] if en_defaut else ""


def _texte(valeur: Any, taille: int) -> str:
    return str(valeur)[:taille] if isinstance(valeur, str | int) else ""


def _tient(contenu: Any) -> bool:
    return len(json.dumps(contenu)) <= SIMULATEUR.contenu_caracteres
