"""Rules of the conversation of a dossier: messages, threads, requests, canned replies. Pure."""

from datetime import datetime

from candidatures.regles.etapes import GUIDE_DUI, PREMIERE_SOUMISSION
from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import a_temps, en_clair

MESSAGERIE = Reference(GUIDE_DUI, "étapes 1 et 2, modification d’un formulaire soumis")
LONGUEUR_D_UN_MESSAGE = 10_000  # characters; no text sets it (decision 0040)


def texte_recevable(*, longueur: int) -> Motif:
    """A message says something, and fits."""
    if not longueur:
        return Motif("texte", False, "Écrivez votre message.")
    trop = longueur - LONGUEUR_D_UN_MESSAGE
    if trop > 0:
        return Motif("texte", False, f"Le texte dépasse de {trop} caractère(s) les {LONGUEUR_D_UN_MESSAGE} permis.")
    return Motif("texte", True, "Le texte tient dans un message.")


def fil_inscriptible(*, clos: bool, fermee: str) -> Motif:
    """A closed thread opens again with a message, unless its candidature is closed too (`fermee`: how it ended)."""
    if clos and fermee:
        explication = f"Ce fil est clos, et le dossier l’est aussi ({fermee}) : il se lit seulement."
        return Motif("fil_ouvert", False, explication)
    return Motif("fil_ouvert", True, "Le fil accepte des messages.")


def fil_ouvrable(*, fermee: str) -> Motif:
    """No new subject once the candidature is closed; threads still open may be ended."""
    if fermee:
        return Motif("dossier_ouvert", False, f"Le dossier est clos ({fermee}) : aucun nouveau fil ne s’ouvre.")
    return Motif("dossier_ouvert", True, "Le dossier est ouvert.")


def fil_relu(*, dernier_auteur: str) -> Motif:
    """Nobody answers over a message that they have not seen."""
    if not dernier_auteur:
        return Motif("fil_relu", True, "Aucun message n’est arrivé depuis que vous lisez.")
    return Motif(
        "fil_relu",
        False,
        f"{dernier_auteur} a écrit dans ce fil pendant que vous rédigiez : relisez, puis envoyez de nouveau. "
        "Votre texte est gardé.",
    )


def sujet_connu(*, connu: bool) -> Motif:
    return Motif("objet", connu, "Ce dont vous voulez parler n’existe pas dans ce dossier.")


def fil_clorable(*, demande_en_attente: bool) -> Motif:
    """A request is answered before its thread is closed."""
    if demande_en_attente:
        return Motif("demande", False, "Ce fil porte une demande de modification : acceptez-la ou refusez-la d’abord.")
    return Motif("demande", True, "Aucune demande n’attend de réponse.")


def etape_rouvrable(*, soumise: bool, convention_commencee: bool) -> Verdict:
    """A step may be asked back once submitted, until the convention rests on it (MSG-03)."""
    return Verdict(
        (
            Motif(
                "etape_soumise",
                soumise,
                "L’étape est soumise."
                if soumise
                else "L’étape n’est pas soumise : vous pouvez la modifier sans rien demander.",
                MESSAGERIE,
            ),
            Motif(
                "convention",
                not convention_commencee,
                "L’étape Convention a commencé : elle repose sur ces réponses, qui ne changent plus."
                if convention_commencee
                else "L’étape Convention n’a pas commencé.",
                MESSAGERIE,
            ),
        )
    )


def echanges_ouverts(*, recu_le: datetime, date_3: Version[datetime | None] | None) -> Motif:
    """Date 3 ends the exchanges with the ANS, the date itself included (E3-26). A request moves no Date."""
    if date_3 is None or date_3.valeur is None:
        reference = date_3.reference if date_3 else None
        return Motif("date_3", True, "Date 3, fin des échanges avec l’ANS : non publiée à ce jour.", reference)
    ouverts = a_temps(recu_le=recu_le, limite=date_3.valeur)
    passee = "" if ouverts else " Cette date est passée."
    explication = f"Date 3, fin des échanges avec l’ANS : {en_clair(date_3.valeur)}.{passee}"
    return Motif("date_3", ouverts, explication, date_3.reference)


def date_non_rouverte(*, date_1: Version[datetime | None] | None) -> Motif:
    """In words for the person who asks: Date 1 bears on the first submission, and no request opens it again (E1-30)."""
    quand = f", {en_clair(date_1.valeur)}," if date_1 and date_1.valeur else ""
    explication = (
        f"La Date 1{quand} ne porte que sur la première soumission : votre demande ne la rouvre pas, et soumettre à "
        "nouveau ne la concerne pas."
    )
    return Motif("date_non_rouverte", True, explication, PREMIERE_SOUMISSION)


def demande_unique(*, en_attente: bool) -> Motif:
    """One request waits at a time on a step."""
    explication = "Une demande de modification de cette étape attend déjà une réponse de l’ANS."
    return Motif("demande_unique", not en_attente, explication if en_attente else "Aucune demande n’attend.")


def demande_complete(*, motif: str, champs: int) -> Verdict:
    """A request names what to change, and why."""
    return Verdict(
        (
            Motif("champs", champs > 0, "Cochez au moins un champ à modifier."),
            Motif("motif", bool(motif.strip()), "Dites pourquoi vous demandez cette modification."),
        )
    )


def champs_libres(*, remarques: dict[str, str]) -> Motif:
    """A remark that a colleague prepares on the same field is sent or withdrawn first. By field, whose it is."""
    if not remarques:
        return Motif("champs_libres", True, "Aucune remarque n’est en préparation sur ces champs.")
    qui = ", ".join(f"{champ} ({auteur})" for champ, auteur in remarques.items())
    return Motif("champs_libres", False, f"Remarque en préparation à envoyer ou à retirer d’abord : {qui}.")


def reponse_type_gardable(*, vide: bool, longueur: int, inconnues: list[str], depassee: bool, deja: bool) -> Verdict:
    """A canned reply is whole, fits in a message, and names only what the portal can fill in: all told at once."""
    return Verdict(
        (
            Motif("entiere", not vide, "Donnez un titre et un texte." if vide else "Titre et texte sont là."),
            Motif("longueur", longueur <= LONGUEUR_D_UN_MESSAGE, f"{LONGUEUR_D_UN_MESSAGE} caractères au plus."),
            Motif(
                "variables",
                not inconnues,
                f"Le portail ne sait pas remplacer : {', '.join(inconnues)}." if inconnues else "Tout se remplace.",
            ),
            Motif(
                "relue",
                not depassee,
                "Un collègue a changé cette réponse depuis que vous avez ouvert la page : relisez-la."
                if depassee
                else "Personne ne l’a changée depuis.",
            ),
            Motif("titre", not deja, "Une réponse type porte déjà ce titre." if deja else "Ce titre est libre."),
        )
    )
