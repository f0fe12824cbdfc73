"""What a supplier must tell a client of its own accord, and since when (AF 4.3, 4.4; MSG-10). Plain values in.

The fourth duty, the level of performance reached (SEC-06), arises with the secondary service and has its own rules.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from financement.regles.realisation import REALISATION
from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import a_temps, en_clair, instant_de_paris, jour_de_paris, lendemain

DELAI, DATE_2, INCAPACITE = "delai", "date_2", "incapacite"
MOTIFS = {
    DELAI: "Délai de dépôt expiré",
    DATE_2: "Pas de dossier complet à la Date 2",
    INCAPACITE: "Incapacité à réaliser",
}
A_INFORMER, INFORMES = "a_informer", "informes"
ETATS = {A_INFORMER: "Client à informer", INFORMES: "Client informé"}
UN_JOUR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Devoir:
    """One thing to tell one client, since an aware instant."""

    motif: str
    depuis: datetime
    explication: str
    reference: Reference

    @property
    def libelle(self) -> str:
        return MOTIFS[self.motif]


@dataclass(frozen=True, slots=True)
class Signees:
    """The orders signed from a day to another, both included; `du` None: however long ago."""

    du: date | None
    au: date

    def comprend(self, jour: date) -> bool:
        return jour <= self.au and (self.du is None or self.du <= jour)


@dataclass(frozen=True, slots=True)
class Solution:
    """What the duties ask of one solution. None: not yet, or no text says it."""

    reference_le: datetime | None
    complet_le: datetime | None
    """When its file was complete."""
    delai: Version[int] | None
    neutralisation: Version[date] | None
    date_2: Version[datetime | None] | None
    texte: Reference
    """The section that states both duties (CMD-08)."""

    @property
    def deposee_le(self) -> datetime | None:
        """A référencement stands for a complete file, whatever the portal knows of its chapters."""
        return self.complet_le or self.reference_le

    def dernier_jour(self, jour: date) -> date:
        """The orders concerned are signed before the référencement; the day itself is not before it."""
        return jour if self.reference_le is None else min(jour, jour_de_paris(self.reference_le) - UN_JOUR)


def hors_delai(*, solution: Solution, le: datetime) -> Signees | None:
    """The orders whose delay expired without a complete file: the last day counts whole (CMD-04, CMD-05, CMD-08)."""
    if solution.delai is None:
        return None
    jour = jour_de_paris(le)
    depot = min(jour, jour_de_paris(solution.deposee_le)) if solution.deposee_le else jour
    au = min(depot - timedelta(days=solution.delai.valeur) - UN_JOUR, solution.dernier_jour(jour))
    return Signees(solution.neutralisation.valeur if solution.neutralisation else None, au)


def sans_dossier_a_la_date_2(*, solution: Solution, le: datetime) -> Signees | None:
    """The orders of a solution that had no complete file at the very instant of Date 2 (CMD-08)."""
    limite = solution.date_2.valeur if solution.date_2 else None
    if solution.delai is None or limite is None or a_temps(recu_le=le, limite=limite):
        return None
    if solution.deposee_le and a_temps(recu_le=solution.deposee_le, limite=limite):
        return None
    return Signees(None, solution.dernier_jour(jour_de_paris(le)))


def devoirs(
    *, signe_le: date, solution: Solution | None, incapable_le: datetime | None, le: datetime
) -> tuple[Devoir, ...]:
    """What the client of an order must know at the aware instant `le`, the oldest duty first."""
    nes = (
        _du_delai(signe_le, solution, le) if solution else None,
        _de_la_date_2(signe_le, solution, le) if solution else None,
        _de_l_incapacite(incapable_le),
    )
    return tuple(sorted((devoir for devoir in nes if devoir), key=lambda devoir: devoir.depuis))


def _du_delai(signe_le: date, solution: Solution, le: datetime) -> Devoir | None:
    signees = hors_delai(solution=solution, le=le)
    if solution.delai is None or signees is None or not signees.comprend(signe_le):
        return None
    dernier = signe_le + timedelta(days=solution.delai.valeur)
    explication = (
        f"Bon signé le {signe_le:%d/%m/%Y} : les {solution.delai.valeur} jours calendaires pour déposer un dossier "
        f"complet ont expiré à la fin du {dernier:%d/%m/%Y}."
    )
    return Devoir(DELAI, instant_de_paris(lendemain(dernier), time()), explication, solution.texte)


def _de_la_date_2(signe_le: date, solution: Solution, le: datetime) -> Devoir | None:
    signees = sans_dossier_a_la_date_2(solution=solution, le=le)
    limite = solution.date_2.valeur if solution.date_2 else None
    if signees is None or limite is None or not signees.comprend(signe_le):
        return None
    explication = f"Aucun dossier de référencement complet n’était déposé à la Date 2, le {en_clair(limite)}."
    return Devoir(DATE_2, max(limite, instant_de_paris(signe_le, time())), explication, solution.texte)


def _de_l_incapacite(incapable_le: datetime | None) -> Devoir | None:
    if incapable_le is None:
        return None
    explication = (
        f"Incapacité à réaliser déclarée le {en_clair(incapable_le)} : le client l’apprend sans délai, au plus tard à "
        "la Date 5."
    )
    return Devoir(INCAPACITE, incapable_le, explication, REALISATION)


def information_confirmable(*, devoir: Devoir | None, deja_le: date | None, informe_le: date, jour: date) -> Verdict:
    """Something is to be told, it was not yet, and it was told between the fact and today."""
    if devoir is None:
        return Verdict((Motif("devoir", False, "Rien de tel n’est à dire au client de cette commande."),))
    deja = f"Le client est informé depuis le {deja_le:%d/%m/%Y}." if deja_le else "Le client reste à informer."
    depuis = jour_de_paris(devoir.depuis)
    return Verdict(
        (
            Motif("devoir", True, devoir.explication, devoir.reference),
            Motif("deja", deja_le is None, deja, devoir.reference),
            Motif(
                "saisie:informe_le",
                informe_le >= depuis,
                f"L’information suit le fait : au plus tôt le {depuis:%d/%m/%Y}.",
                devoir.reference,
            ),
            Motif(
                "saisie:informe_le",
                informe_le <= jour,
                f"On confirme ce qui est fait : au plus tard ce jour, le {jour:%d/%m/%Y}.",
                devoir.reference,
            ),
        )
    )
