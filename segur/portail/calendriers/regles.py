"""Rules of an amendment. Plain values in, verdicts out."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from segur.noyau.regles import Motif
from segur.noyau.temps import a_temps, en_clair, jours_calendaires

EN_RETARD, DE_NOUVEAU_A_TEMPS = "en_retard", "a_temps"


def amendement_rempli(*, lignes: int) -> Motif:
    """A text changes at least one value."""
    explication = (
        f"Valeurs changées : {lignes}." if lignes else "Ajoutez au moins une Date ou un seuil que le texte change."
    )
    return Motif("rempli", lignes > 0, explication)


def effet_apres_le_texte(*, effet: date, signe_le: date) -> Motif:
    """No text rules before it is signed."""
    explication = f"En vigueur à compter du {effet:%d/%m/%Y}."
    if effet < signe_le:
        explication = f"L’effet ({effet:%d/%m/%Y}) précède la date du texte ({signe_le:%d/%m/%Y})."
    return Motif("effet", effet >= signe_le, explication)


def parution_apres_le_texte(*, jo_le: date | None, signe_le: date) -> Motif:
    """A text appears in the Journal officiel on the day it is signed, or later."""
    if jo_le is None or jo_le >= signe_le:
        return Motif("parution", True, "Le texte paraît après sa signature.")
    return Motif(
        "parution",
        False,
        f"La parution au Journal officiel ({jo_le:%d/%m/%Y}) précède la date du texte ({signe_le:%d/%m/%Y}).",
    )


def valeur_nouvelle(*, quoi: str, dite: str, identique: bool) -> Motif:
    """A value equal to the one in force changes nothing: it is not entered."""
    if identique:
        return Motif(
            "valeur", False, f"{quoi} : c’est déjà la valeur en vigueur ce jour-là ({dite}). Retirez la ligne."
        )
    return Motif("valeur", True, f"{quoi} : {dite}.")


def jour_libre(*, quoi: str, effet: date, deja: str) -> Motif:
    """Two versions of one value never begin on the same day. `deja`: the text that already set it that day, or ""."""
    if not deja:
        return Motif("jour", True, f"{quoi} : aucune autre version ne prend effet ce jour-là.")
    return Motif(
        "jour",
        False,
        f"{quoi} : une version prend déjà effet le {effet:%d/%m/%Y} ({deja}). "
        "Une version ne se modifie pas : donnez un autre jour d’effet.",
    )


def dates_en_ordre(*, dispositif: str, dates: Mapping[int, datetime | None], confirme: bool) -> Motif:
    """Date 1 ≤ Date 2 ≤ … ≤ Date 6, unknown ones aside; a text that says otherwise is confirmed by who enters it."""
    connues = [(numero, dates[numero]) for numero in sorted(dates) if numero]
    publiees = [(numero, instant) for numero, instant in connues if instant]
    desordres = [
        f"la Date {apres} ({en_clair(plus_tot)}) précède la Date {avant} ({en_clair(plus_tard)})"
        for (avant, plus_tard), (apres, plus_tot) in pairwise(publiees)
        if plus_tot < plus_tard
    ]
    if not desordres:
        return Motif("ordre", True, f"{dispositif} : les Dates se suivent.")
    suite = "Confirmé par la personne qui saisit." if confirme else "Corrigez, ou confirmez que le texte le dit ainsi."
    return Motif("ordre", confirme, f"{dispositif} : {' ; '.join(desordres)}. {suite}")


def deux_personnes(*, meme: bool) -> Motif:
    """Whoever entered or proposed an amendment does not publish it, whatever their roles."""
    explication = "Une autre personne que celle qui a saisi ou proposé l’amendement le publie."
    if meme:
        explication = "Vous avez saisi ou proposé cet amendement : une autre personne le publie."
    return Motif("deux_personnes", not meme, explication)


def motif_donne(*, motif: str) -> Motif:
    return Motif("motif", bool(motif.strip()), "Dites pourquoi.")


def ecart(*, avant: datetime | None, apres: datetime | None) -> int | None:
    """Calendar days won (or lost, negative); None when either date is unknown."""
    return None if avant is None or apres is None else jours_calendaires(avant, apres)


def bascule(*, avant: datetime | None, apres: datetime | None, le: datetime) -> str:
    """What the move does, at that instant, to who has not done yet what the date asks; unknown, it blocks nobody."""
    etait_a_temps = avant is None or a_temps(recu_le=le, limite=avant)
    sera_a_temps = apres is None or a_temps(recu_le=le, limite=apres)
    if etait_a_temps == sera_a_temps:
        return ""
    return DE_NOUVEAU_A_TEMPS if sera_a_temps else EN_RETARD
