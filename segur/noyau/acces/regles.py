"""What makes a proof of identity recent, a session over, requests too many.

Seconds since the epoch, on the machine's own clock.
"""

import re

from segur.noyau.regles import Motif, Verdict

FICHIERS = (".csv", ".xlsx", ".zip", ".pdf", ".json")
FAITS_A_LA_DEMANDE = re.compile(
    r"/(export|modele|attestation/recepisse|(candidatures|enrolements)/[^/]+/modeles/[^/]+)/\Z"
)
"""Addresses without the name of a file that write one whole, at each reading: models and receipts in PDF."""


def preuve_recente(*, prouvee_a: float | None, maintenant: float, fenetre: int) -> bool:
    """Whether the person proved who they are within the window, its last second included."""
    return prouvee_a is not None and 0 <= maintenant - prouvee_a <= fenetre


def identite_a_confirmer(*, recente: bool) -> Verdict:
    """What a sensitive action answers to who has not proved their identity for a while."""
    if recente:
        return Verdict()
    explication = (
        "Cette action demande que vous ayez confirmé votre identité depuis peu. Confirmez-la depuis « Votre compte », "
        "puis envoyez à nouveau : votre saisie est gardée."
    )
    return Verdict((Motif("identite", False, explication),))


def session_finie(*, ouverte_a: float, vue_a: float, maintenant: float, duree: int, inactivite: int) -> bool:
    """Past its whole duration, or past the time without a page; 0 counts nothing."""
    trop_longue = bool(duree) and maintenant - ouverte_a > duree
    endormie = bool(inactivite) and maintenant - vue_a > inactivite
    return trop_longue or endormie


def est_un_export(*, chemin: str, format: str) -> bool:
    """Whether this address builds a whole file: a list asked in another form, or a file by its name."""
    return bool(format) or chemin.endswith(FICHIERS) or FAITS_A_LA_DEMANDE.search(chemin) is not None


def debit_depasse(*, faites: int, au_plus: int) -> bool:
    """Whether the last of these requests is one too many."""
    return faites > au_plus
