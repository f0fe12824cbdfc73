"""How a finding is written. `satisfait` of its motif: nothing keeps the order from being financed, reserve included."""

from datetime import date, datetime
from functools import lru_cache

from financement.regles.commande.faits import Constat, Issue
from segur.noyau.regles import Motif, Reference
from segur.noyau.temps import en_clair

CONFORME, A_VERIFIER, RESERVE, NON_CONFORME = Issue.CONFORME, Issue.A_VERIFIER, Issue.RESERVE, Issue.NON_CONFORME
Valeurs = tuple[tuple[str, str], ...]


def constat(
    regle: str,
    code: str,
    issue: Issue,
    explication: str,
    reference: Reference | None,
    *,
    champ: str = "",
    valeurs: Valeurs = (),
    remede: str = "",
) -> Constat:
    """The field at fault and the remedy belong to what is not satisfied alone."""
    motif = Motif(code, issue in (CONFORME, RESERVE), explication, reference)
    if issue == CONFORME:
        champ = remede = ""
    return Constat(motif, regle, issue, champ, valeurs, remede)


def selon(reponse: bool | None, *, attendue: bool = True) -> Issue:
    """An answer that was not given is to be looked at."""
    if reponse is None:
        return A_VERIFIER
    return CONFORME if reponse is attendue else NON_CONFORME


@lru_cache(maxsize=4096)
def en_jour(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"


@lru_cache(maxsize=256)
def en_instant(instant: datetime) -> str:
    """The same instants are told for every order of a request."""
    return en_clair(instant)
