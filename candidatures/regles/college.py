"""Rules of the end of step 4: the convention’s text, the collège, the decision, the measures. Pure."""

from datetime import datetime

from candidatures.regles.etapes import GUIDE_DUI
from segur.noyau.regles import Motif, Reference, Verdict
from segur.noyau.temps import en_clair

COLLEGE = Reference(GUIDE_DUI, "étape 4, collège technique de référencement")
RETRAIT = Reference("AF-MDV-LGC-Va2", "retrait du référencement par l’ANS")


def seance_convocable(*, autorisee: bool, le: datetime, recu_le: datetime) -> Verdict:
    """A session is convened by a responsable, for a later hour."""
    return Verdict(
        (
            Motif("autorisee", autorisee, "Seul un responsable de l’ANS convoque une séance du collège."),
            Motif("a_venir", le >= recu_le, "Une séance se convoque pour plus tard." if le < recu_le else "À venir."),
        )
    )


def inscription_possible(*, seance: str) -> Motif:
    """A dossier is on one agenda at a time (E4-05)."""
    deja = f"Le dossier est déjà à l’ordre du jour : {seance}."
    explication = deja if seance else "Le dossier n’est à aucun ordre du jour."
    return Motif("inscription", not seance, explication, COLLEGE)


def avis_possible(*, seance_le: datetime | None, recu_le: datetime) -> Verdict:
    """The collège gives its opinion in session: on a dossier of the agenda, once the hour has come (E4-05)."""
    inscrit = Motif(
        "inscrit",
        seance_le is not None,
        "Le dossier est à l’ordre du jour." if seance_le else "Le dossier n’est à l’ordre du jour d’aucune séance.",
        COLLEGE,
    )
    if seance_le is None:
        return Verdict((inscrit,))
    ouverte = recu_le >= seance_le
    explication = "La séance est ouverte." if ouverte else f"La séance commence le {en_clair(seance_le)}."
    return Verdict((inscrit, Motif("seance_ouverte", ouverte, explication)))


def deux_personnes(*, meme: bool) -> Motif:
    """What one person gave or proposed, another decides."""
    explication = (
        "Une autre personne doit décider : vous avez rendu l’avis ou fait la proposition."
        if meme
        else "La décision est prise par une autre personne que l’avis ou la proposition."
    )
    return Motif("deux_personnes", not meme, explication)


def mesure_proposable(*, en_attente: str) -> Motif:
    """One measure waits at a time."""
    explication = f"Une mesure attend déjà une décision : {en_attente}." if en_attente else "Aucune mesure n’attend."
    return Motif("mesure_unique", not en_attente, explication, RETRAIT)


def mesure_a_propos(*, mesure: str, situation: str, admise: bool) -> Motif:
    """What is not suspended is not put back, what is suspended is not suspended again."""
    explication = f"« {mesure} » ne s’applique pas à la situation actuelle : {situation}."
    return Motif("mesure_a_propos", admise, f"« {mesure} » s’applique." if admise else explication, RETRAIT)


def texte_publiable(*, autorise: bool, vide: bool, inconnues: list[str], depassee: bool, identique: bool) -> Verdict:
    """A version of the convention's text: by a responsable, with nothing that the portal cannot fill in."""
    return Verdict(
        (
            Motif("autorise", autorise, "Seul un responsable de l’ANS publie le texte de la convention."),
            Motif("texte", not vide, "Le texte est vide." if vide else "Le texte n’est pas vide."),
            Motif(
                "variables",
                not inconnues,
                f"Le portail ne sait pas remplacer : {', '.join(inconnues)}." if inconnues else "Tout se remplace.",
            ),
            Motif(
                "deja_change",
                not depassee,
                "Une autre version a été publiée depuis que vous avez ouvert cette page : relisez-la."
                if depassee
                else "Aucune version n’a été publiée depuis.",
            ),
            Motif("nouveau", not identique, "Ce texte est celui en vigueur." if identique else "Le texte change."),
        )
    )
