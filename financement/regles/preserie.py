"""The series of the Ordonnance numérique, validated by the Assurance maladie and recorded by the ANS (AF 6.4)."""

from datetime import date

from financement.regles.lecture import en_vigueur, fichier, historique
from financement.regles.textes import AF
from segur.noyau.regles import Motif, Reference, Verdict

SOLDE = Reference(AF, "section 6.4")


def dispositifs_qui_la_demandent(jour: date) -> tuple[str, ...]:
    """Codes; empty before any text (SOL-01)."""
    version = en_vigueur(historique(fichier("preserie.toml")["dispositifs"]), jour)
    return tuple(version.valeur) if version else ()


def constatable(*, demandee: bool, deja_le: date | None) -> Verdict:
    """Once for a solution, where a text asks for it."""
    texte = "La présérie Ordonnance numérique est demandée avant le solde."
    if not demandee:
        texte = "Aucun texte ne demande la présérie Ordonnance numérique pour ce dispositif."
    deja = "Aucun constat n’est enregistré."
    if deja_le:
        deja = f"La présérie est déjà constatée, validée le {deja_le:%d/%m/%Y}."
    return Verdict((Motif("demandee", demandee, texte, SOLDE), Motif("deja", deja_le is None, deja, SOLDE)))


def jour_du_constat(*, validee_le: date, jour: date) -> Verdict:
    """A validation that is still to come is not recorded."""
    explication = f"La validation est acquise : au plus tard ce jour, le {jour:%d/%m/%Y}."
    return Verdict((Motif("saisie:validee_le", validee_le <= jour, explication, SOLDE),))


def retirable(*, constatee: bool, par_la_meme_personne: bool) -> Verdict:
    """By somebody else than who recorded it."""
    existe = "Un constat est enregistré." if constatee else "Aucun constat n’est enregistré."
    autrui = "Le constat se retire par une autre personne que celle qui l’a enregistré."
    return Verdict((Motif("constatee", constatee, existe), Motif("autrui", not par_la_meme_personne, autrui)))
