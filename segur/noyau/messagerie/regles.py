"""When a mail leaves, with which messages, and what becomes of it otherwise. No text sets these: decision 0039."""

from collections.abc import Container, Sequence
from datetime import date, datetime, time, timedelta

from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair, instant_de_paris, jour_de_paris, lendemain

IMMEDIAT, QUOTIDIEN, AUCUN = "immediat", "quotidien", "aucun"
TOUJOURS_ENVOYEES = frozenset({"decision", "officiel", "calendrier", "information", "compte"})
TOUJOURS_IMMEDIATES = frozenset({"officiel", "compte"})

FENETRE = timedelta(hours=1)
"""After a mail left, what follows for the same person is gathered until the end of this window."""
HEURE_DU_RESUME = time(8)
"""In Paris: never within the hours that a change of time repeats or skips."""

DELAIS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60))
"""Before each new try; the last one repeats."""
ABANDON = timedelta(days=3)
"""After so long without the relay accepting it, the failure is definitive."""
RETARD_INEXPLICABLE = timedelta(hours=3)
RESUME_INEXPLICABLE = timedelta(days=2, hours=2)
"""A departure planned farther ahead was computed by a clock put right since: the mail leaves now."""

SEUIL_DE_DIFFUSION = 20
"""Above so many recipients, what a person writes is confirmed by another person."""
ENTIERS = 5
"""A mail quotes whole messages up to that many; beyond, it lists their subjects and links."""


def rythmes_permis(categorie: str) -> tuple[str, ...]:
    """What a person may choose for this category. Officials and accounts wait for nobody; duties are never silent."""
    if categorie in TOUJOURS_IMMEDIATES:
        return (IMMEDIAT,)
    return (IMMEDIAT, QUOTIDIEN) if categorie in TOUJOURS_ENVOYEES else (IMMEDIAT, QUOTIDIEN, AUCUN)


def rythme_retenu(*, categorie: str, prefere: str, urgente: bool) -> str:
    """The preference of the person, unless the message is urgent or the category does not allow it."""
    return prefere if not urgente and prefere in rythmes_permis(categorie) else IMMEDIAT


def depart_groupe(*, le: datetime, dernier: datetime | None) -> datetime:
    """Now when the person got nothing within the window; otherwise at its end. A clock put back makes nobody wait."""
    if dernier is not None and -FENETRE <= le - dernier < FENETRE:
        return dernier + FENETRE
    return le


def instant_du_resume(jour: date) -> datetime:
    return instant_de_paris(jour, HEURE_DU_RESUME)


def jour_du_resume(*, cree_le: datetime, pris: Container[date]) -> date:
    """The first Paris day whose digest leaves after that instant and has not left yet."""
    jour = jour_de_paris(cree_le)
    while instant_du_resume(jour) <= cree_le or jour in pris:
        jour = lendemain(jour)
    return jour


def delai_avant_essai(essais: int) -> timedelta:
    """How long to wait after so many tries."""
    return DELAIS[min(essais, len(DELAIS)) - 1]


def est_definitif(code: int | None) -> bool:
    """5xx: the relay will never accept this mail. 4xx, silence, a cut: it may later."""
    return code is not None and code >= 500


def est_abandonne(*, depuis: datetime, le: datetime) -> bool:
    return le - depuis >= ABANDON


def sujet(sujets: Sequence[str], *, tous_des_dossiers: bool, service: str) -> str:
    """« 200 nouveautés sur vos candidatures »; the subject itself when it is alone."""
    if len(sujets) == 1:
        return sujets[0]
    return f"{len(sujets)} nouveautés {'sur vos candidatures' if tous_des_dossiers else f'— {service}'}"


def demande_deux_personnes(nombre: int) -> bool:
    return nombre > SEUIL_DE_DIFFUSION


def confirmable(*, deux_personnes: bool, par_son_auteur: bool, ecrite_le: datetime, le: datetime) -> Verdict:
    """Above the threshold, who wrote is not who confirms."""
    explication = (
        f"Plus de {SEUIL_DE_DIFFUSION} destinataires : une autre personne que l’auteur relit et confirme."
        if deux_personnes
        else f"Jusqu’à {SEUIL_DE_DIFFUSION} destinataires : l’auteur confirme lui-même après avoir relu."
    )
    return Verdict(
        (
            Motif("relecture", not (deux_personnes and par_son_auteur), explication),
            Motif("ordre", le >= ecrite_le, f"Le message a été écrit le {en_clair(ecrite_le)}."),
        )
    )


def renvoyable(*, lien_efface: bool) -> Verdict:
    explication = "Ce courriel portait un lien personnel, effacé après l’envoi : faites une nouvelle invitation."
    return Verdict((Motif("lien_efface", not lien_efface, explication),) if lien_efface else ())
