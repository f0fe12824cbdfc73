"""The step of each part and the next payment awaited, in SQL written from the tables of the rules (decision 0072).

Each stage is materialised: a column is computed once, whatever the number of those that read it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from financement.models import Commande
from financement.regles.monnaie import au_centime
from financement.regles.tresorerie.etapes import (
    DECISION,
    DEPOT,
    ETAPES,
    EXECUTION,
    PERDUES,
    QUI,
    Condition,
    Etape,
)
from financement.regles.tresorerie.faits import PARTS, SECONDAIRE
from financement.tresorerie.cadre import Cadre
from financement.tresorerie.lecture import faits

DE_LA_PART = ("demande", "paiement", "forclos")
"""Facts that each part has of its own; the others are the order's."""
COLONNES = {"commande": "statut", "solde": "etat_du_solde", "pilotes": "etat_des_pilotes"}
"""Facts whose column has another name: the order has fields of these."""
PART = "{part}"
"""Where the name of a part goes, in the words below."""
JOURS = {
    EXECUTION: "{part}_execution",
    DECISION: "{part}_jour_decision",
    DEPOT: "{part}_jour_depot",
}
INSTANTS = ("depuis", "plus_ancien")
JOURNEES = ("base",)
LOGIQUES = ("engagee",)
MOTS = ("part", "code", "prochaine", "etape")
SOMMES = frozenset(
    (
        "engage",
        "verse",
        "regle",
        "repris",
        "attendu",
        "attendus",
        "prevu",
        "venir",
        "du",
        "indus",
        "retenu",
        "retenus",
        "somme",
    )
)
"""Last words of the names of columns that are euros; those that begin with `attend_` are too."""


@dataclass(frozen=True)
class Question:
    """Rows made from `tresorerie`. `colonnes`: SQL by name of the result; `parametres`: in the order of the columns."""

    nom: str
    colonnes: Mapping[str, str]
    suite: str
    parametres: Sequence[object] = ()

    def en_sql(self, noms: Iterable[str]) -> str:
        choisies = ", ".join(self.colonnes.get(nom, "NULL") for nom in noms)
        return f"SELECT '{self.nom}', {choisies} FROM tresorerie {self.suite}"  # noqa: S608 (our own words)


@dataclass(frozen=True)
class Tresorerie:
    """Some orders on a day. Asks the database; every call costs one query, which reads each order once."""

    commandes: QuerySet[Commande]
    cadre: Cadre

    def poser(self, *questions: Question) -> dict[str, list[dict[str, Any]]]:
        """Several questions in one reading of the orders; their rows by name of question, which some may share."""
        noms = list(dict.fromkeys(nom for question in questions for nom in question.colonnes))
        types = ", ".join(f"CAST(NULL AS {_type(nom)}) AS {nom}" for nom in noms)
        requetes = [
            f"SELECT CAST(NULL AS varchar) AS question, {types} WHERE 1 = 0",
            *(q.en_sql(noms) for q in questions),
        ]
        reponses: dict[str, list[dict[str, Any]]] = {question.nom: [] for question in questions}
        parametres = [parametre for question in questions for parametre in question.parametres]
        for ligne in self.executer(" UNION ALL ".join(requetes), parametres):
            reponses[ligne.pop("question")].append(ligne)
        return reponses

    def demander(self, *colonnes: str, suite: str = "", parametres: Iterable[object] = ()) -> list[dict[str, Any]]:
        """These columns, of all the orders; `suite`: what follows FROM."""
        choisies = ", ".join(colonnes)
        return self.executer(f"SELECT {choisies} FROM tresorerie {suite}", parametres)  # noqa: S608 (our own words)

    def executer(self, requete: str, parametres: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """`requete`: from `tresorerie`. What a person typed is in the parameters, or in `commandes`."""
        debut, connus = faits(self.commandes, self.cadre).query.sql_with_params()
        with connection.cursor() as curseur:
            curseur.execute(f"WITH faits AS MATERIALIZED ({debut}), {ETAGES} {requete}", [*connus, *parametres])
            noms = [colonne[0] for colonne in curseur.description]
            return [dict(zip(noms, map(_lire, noms, ligne), strict=True)) for ligne in curseur.fetchall()]


def _type(nom: str) -> str:
    """Of a column that some of the questions leave empty."""
    if _en_euros(nom):
        return "numeric"
    if nom in INSTANTS:
        return "timestamp with time zone"
    return "date" if nom in JOURNEES else "boolean" if nom in LOGIQUES else "varchar" if nom in MOTS else "bigint"


def _en_euros(nom: str) -> bool:
    return nom.rpartition("_")[2] in SOMMES or nom.startswith("attend_")


def _lire(nom: str, valeur: Any) -> Any:
    """SQLite keeps instants as texts, and adds up in floating point."""
    if _en_euros(nom) and valeur is not None:
        return au_centime(Decimal(str(valeur)))
    if isinstance(valeur, str) and (nom in INSTANTS or nom.endswith("_depuis")):
        return datetime.fromisoformat(valeur).replace(tzinfo=UTC)
    return date.fromisoformat(valeur) if isinstance(valeur, str) and nom.rpartition("_")[2] in JOURNEES else valeur


# ---- text, from the tables ------------------------------------------------------------------------------------------


def parmi(colonne: str, valeurs: Iterable[str]) -> str:
    """Words of the rules alone: nothing that a person typed."""
    return f"{colonne} IN ({', '.join(repr(valeur) for valeur in valeurs)})"


def codes_de(*qui: str) -> list[str]:
    return [code for code, acteur in QUI.items() if acteur in qui]


def _etape(part: str) -> str:
    *premieres, derniere = ETAPES[part]
    cas = " ".join(f"WHEN {_si(part, etape.si)} THEN '{etape.code}'" for etape in premieres)
    return f"CASE {cas} ELSE '{derniere.code}' END AS {part}_etape"


def _si(part: str, condition: Condition) -> str:
    return " AND ".join(_fait(_colonne(part, fait), valeurs) for fait, valeurs in condition.items())


def _fait(colonne: str, valeurs: tuple[object, ...]) -> str:
    if valeurs == (True,):
        return colonne
    return f"NOT {colonne}" if valeurs == (False,) else parmi(colonne, map(str, valeurs))


def _colonne(part: str, fait: str) -> str:
    return f"{part}_{fait}" if fait in DE_LA_PART else COLONNES.get(fait, fait)


def _attendues(part: str) -> str:
    return parmi(f"{part}_etape", [etape.code for etape in ETAPES[part] if etape.attendue])


def _par_etape(part: str, colonnes: Mapping[str, str], nom: str) -> str:
    """`colonnes`: by code of step. Steps of the same column share a line."""
    par_colonne: dict[str, list[str]] = {}
    for code, colonne in colonnes.items():
        par_colonne.setdefault(colonne, []).append(code)
    cas = " ".join(f"WHEN {parmi(f'{part}_etape', codes)} THEN {colonne}" for colonne, codes in par_colonne.items())
    return f"CASE {cas} END AS {part}_{nom}"


def _vivantes(part: str) -> list[Etape]:
    return [etape for etape in ETAPES[part] if etape.attendue]


def _restes(part: str) -> list[str]:
    """What is still to come of a part, since when it waits, the day it is counted from."""
    prevu = f"CASE WHEN {part}_engage > 0 THEN {part}_engage ELSE {part}_prevu END"
    depuis = {etape.code: f"{part}_{etape.depuis}" for etape in _vivantes(part)}
    bases = {e.code: JOURS[e.base].format(part=part) for e in _vivantes(part) if e.base}
    return [
        f"CASE WHEN {_attendues(part)} THEN {prevu} ELSE 0 END AS {part}_attendu",
        _par_etape(part, depuis, "depuis"),
        _par_etape(part, bases, "base"),
    ]


def _prochaine(nom: str, sinon: str = "NULL") -> str:
    cas = " ".join(f"WHEN {_attendues(part)} THEN {nom.replace(PART, part)}" for part in PARTS)
    return f"CASE {cas} ELSE {sinon} END"


def _etages() -> str:
    perdu = f"CASE WHEN {parmi('solde_etape', PERDUES)} THEN 'perdu'"
    solde = f"{perdu} WHEN solde_demande = 'validee' OR solde_etape = 'rien' THEN 'valide' ELSE 'ouvert' END"
    a_venir = " + ".join(f"COALESCE({part}_attendu, 0)" for part in PARTS)
    suivants = [f"{_prochaine(f'{PART}_{nom}')} AS {nom}" for nom in ("attendu", "depuis")]
    prochaines = [f"{_prochaine(chr(39) + PART + chr(39), chr(39) * 2)} AS prochaine"]
    prochaines.append(f"{_prochaine(PART + '_etape', chr(39) * 2)} AS etape")
    etages = (
        ("premieres", "faits", [_etape(part) for part in PARTS if part != SECONDAIRE]),
        ("avec_le_solde", "premieres", [f"{solde} AS etat_du_solde"]),
        ("toutes", "avec_le_solde", [_etape(SECONDAIRE)]),
        ("restes", "toutes", [colonne for part in PARTS for colonne in _restes(part)]),
        ("tresorerie", "restes", [*prochaines, *suivants, f"{a_venir} AS total_a_venir"]),
    )
    return ", ".join(
        f"{nom} AS MATERIALIZED (SELECT {de}.*, {', '.join(colonnes)} FROM {de})"  # noqa: S608 (words of the rules)
        for nom, de, colonnes in etages
    )


ETAGES = _etages()
