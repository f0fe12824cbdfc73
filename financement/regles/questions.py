"""Questions to the ASP: what may be sent (ASP-15). Plain values in, reasons out."""

from segur.noyau.regles import Motif


def texte_recevable(*, longueur: int, au_plus: int) -> Motif:
    explication = "Le message a un texte."
    if not longueur:
        explication = "Écrivez votre message."
    elif longueur > au_plus:
        explication = f"Le message compte {longueur} caractères : {au_plus} au plus. Joignez plutôt un fichier."
    return Motif("saisie:texte", 0 < longueur <= au_plus, explication)


def rythme_permis(*, recents: int, par_heure: int) -> Motif:
    """How many messages a person sends to the ASP in an hour; the one asked is not counted."""
    explication = "Le message peut partir."
    if recents >= par_heure:
        explication = f"Vous avez déjà envoyé {recents} messages à l’ASP depuis une heure : réessayez un peu plus tard."
    return Motif("rythme", recents < par_heure, explication)


def sujet_connu(*, connu: bool) -> Motif:
    return Motif("saisie:sujet", connu, "Choisissez le sujet de votre question.")


def objet_donne(*, objet: str) -> Motif:
    return Motif("saisie:objet", bool(objet.strip()), "Résumez votre question en quelques mots.")
