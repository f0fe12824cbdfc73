"""Bank details: who checks, who approves, from when they serve (decision 0045). Plain values in, reasons out."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair, instant_de_paris, jour_de_paris

JOURS_DE_SECURITE = 7  # before a changed IBAN serves: our own choice, no text sets it (decision 0045)


def sert_a_partir_du(*, approuvees_le: datetime, remplacent: bool) -> datetime:
    """At once for the first details of a supplier; after whole days of Paris when they replace others."""
    if not remplacent:
        return approuvees_le
    return instant_de_paris(jour_de_paris(approuvees_le) + timedelta(days=JOURS_DE_SECURITE + 1), time())


def rang_en_service(*, debuts: Iterable[datetime], le: datetime) -> int | None:
    """Among approved details, which one serves at that instant (its first instant included); None before any."""
    passes = [(debut, rang) for rang, debut in enumerate(debuts) if debut <= le]
    return max(passes)[1] if passes else None


def trois_personnes(*, demandeur: int, verificateur: int | None, acteur: int) -> Motif:
    """Who asks, who checks and who approves are three persons, whatever their roles (four eyes)."""
    if acteur == demandeur:
        return Motif("personnes", False, "Ces coordonnées sont déclarées par vous : une autre personne en décide.")
    if acteur == verificateur:
        return Motif("personnes", False, "Vous les avez vérifiées : une autre personne les approuve.")
    return Motif("personnes", True, "Qui demande, qui vérifie et qui approuve sont des personnes distinctes.")


def changement_possible(*, en_cours: bool) -> Motif:
    explication = "Aucun changement n’est en cours."
    if en_cours:
        explication = "Un changement de coordonnées est déjà en cours : attendez-en la fin, ou opposez-vous à lui."
    return Motif("en_cours", not en_cours, explication)


def opposition_possible(*, sert_le: datetime | None, le: datetime) -> Motif:
    """Until the instant they serve; afterwards another change puts the former ones back."""
    ouverte = sert_le is None or le < sert_le
    explication = "Les coordonnées ne servent pas encore."
    if sert_le is not None and not ouverte:
        explication = f"Ces coordonnées servent depuis le {en_clair(sert_le)} : demandez un nouveau changement."
    return Motif("opposition", ouverte, explication)


def regard_permis(*, est_fournisseur: bool, est_gestionnaire: bool, en_charge: bool) -> Motif:
    """The firm, and the agents who need it: a gestionnaire has first taken the file in charge."""
    permis = est_fournisseur or not est_gestionnaire or en_charge
    explication = "Cette donnée sert à votre tâche." if permis else "Prenez d’abord le dossier en charge."
    return Motif("en_charge", permis, explication)


def bic_du_meme_pays(*, iban: str, bic: str) -> Motif:
    memes = iban[:2] == bic[4:6]
    return Motif("saisie:bic", memes, f"Le BIC est d’un autre pays ({bic[4:6]}) que l’IBAN ({iban[:2]}).")


def iban_en_zone_sepa(*, iban: str, pays: frozenset[str]) -> Motif:
    explication = f"L’IBAN est tenu dans un pays ({iban[:2]}) hors de la zone SEPA : l’ASP n’y paie pas."
    return Motif("saisie:iban", iban[:2] in pays, explication)


def iban_change(*, identique: bool) -> Verdict:
    return Verdict((Motif("saisie:iban", not identique, "Cet IBAN est déjà celui qui sert."),))
