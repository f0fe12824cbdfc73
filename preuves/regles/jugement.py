"""How the ANS judges proofs and shares them out. Plain values in, verdicts out."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from preuves.regles.textes import VERIFICATION
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import instant_de_paris, jour_de_paris

JOURS_D_ACTIVITE = 7  # how the portal shows the work done; no text sets it (decision 0027)


def etat_vu(*, statut: str, motif: str, contenus: Iterable[str]) -> str:
    """What a person who judges a proof has before their eyes: status, reason, deposits. 32 hexadecimal characters."""
    lu = "\n".join([statut, motif, *sorted(contenus)])
    return sha256(lu.encode()).hexdigest()[:32]


def rien_n_a_change(*, vu: str, actuel: str) -> Motif:
    """A decision bears on the very files seen: nobody has replaced them, nor decided, since the page was shown."""
    identique = vu == actuel
    explication = (
        "La preuve est telle que vous l’avez vue."
        if identique
        else "La preuve a changé depuis que vous l’avez ouverte : relisez-la avant de décider. Rien n’a été enregistré."
    )
    return Motif("deja_change", identique, explication, VERIFICATION)


def note_interne(*, texte: str, collegue: bool) -> Verdict:
    """A note says something; a question goes to somebody who reviews."""
    return Verdict(
        (
            Motif("texte", bool(texte.strip()), "Écrivez la note."),
            Motif("collegue", collegue, "Choisissez un vérificateur ou un responsable de l’ANS."),
        )
    )


def demande_interruptible(*, chapitre_renvoye: bool) -> Verdict:
    """A request for changes is withdrawn while the chapter is with the vendor (E3-28)."""
    explication = "Le chapitre est chez l’éditeur." if chapitre_renvoye else "Le chapitre n’est pas chez l’éditeur."
    return Verdict((Motif("chapitre_renvoye", chapitre_renvoye, explication, VERIFICATION),))


def preuve_decidable(*, chapitre_soumis: bool) -> Verdict:
    """Proofs are judged once the whole chapter is filed (E3-03)."""
    explication = "Le chapitre est soumis." if chapitre_soumis else "Le chapitre n’est pas soumis."
    return Verdict((Motif("chapitre_soumis", chapitre_soumis, explication, VERIFICATION),))


def chapitre_validable(*, non_conformes: int) -> Verdict:
    """A chapter is valid when every proof is conform (E3-24)."""
    conforme = non_conformes == 0
    explication = "Toutes les preuves sont conformes." if conforme else f"Preuves non conformes : {non_conformes}."
    return Verdict((Motif("preuves_conformes", conforme, explication, VERIFICATION),))


def chapitre_attend(*, reste: bool) -> Motif:
    """A validated chapter waits for nobody, but for the final attestation that came since (DER-06)."""
    explication = "Le chapitre reste à juger." if reste else "Ce chapitre est validé : plus rien n’y est à juger."
    return Motif("a_juger", reste, explication, VERIFICATION)


def validation_annulable(*, convention_envoyee: bool) -> Verdict:
    """A chapter's validation is cancelled as long as the convention that rests on it has not left (EDC-06)."""
    explication = "La convention est déjà partie." if convention_envoyee else "La convention n’est pas encore partie."
    return Verdict((Motif("convention_envoyee", not convention_envoyee, explication, VERIFICATION),))


def modifications_demandables(*, a_modifier: int, a_verifier: int) -> Verdict:
    """A chapter goes back when every proof was judged and at least one must change (E3-25)."""
    return Verdict(
        (
            Motif(
                "preuves_a_modifier",
                a_modifier > 0,
                f"Preuves à modifier : {a_modifier}." if a_modifier else "Aucune preuve n’est à modifier.",
                VERIFICATION,
            ),
            Motif(
                "preuves_verifiees",
                a_verifier == 0,
                "Toutes les preuves sont vérifiées." if not a_verifier else f"Preuves à vérifier : {a_verifier}.",
                VERIFICATION,
            ),
        )
    )


def apercu_a_jour(*, confirme: str, actuel: str) -> Verdict:
    """What is applied is what was read: a situation changed since the preview is read again first."""
    a_jour = confirme == actuel
    explication = (
        "L’aperçu confirmé est à jour."
        if a_jour
        else "La situation a changé depuis l’aperçu : relisez-le, puis confirmez."
    )
    return Verdict((Motif("apercu_a_jour", a_jour, explication),))


def debut_de_l_activite(le: datetime) -> datetime:
    """What a person « judged lately » is counted from: midnight in Paris, that many days with today."""
    return instant_de_paris(jour_de_paris(le) - timedelta(days=JOURS_D_ACTIVITE - 1), time())


def absence_a_venir(*, fin: date, le: datetime) -> Motif:
    """An absence that is over would change nothing."""
    a_venir = fin >= jour_de_paris(le)
    return Motif("a_venir", a_venir, "L’absence est en cours ou à venir." if a_venir else "Cette absence est passée.")


def partage_possible(*, chapitres: int, collegues: int) -> Verdict:
    """Chapters are shared when some have nobody, between the colleagues chosen."""
    attend = f"Chapitres sans personne : {chapitres}." if chapitres else "Aucun chapitre n’attend sans personne."
    choisis = f"Personnes choisies : {collegues}." if collegues else "Choisissez au moins une personne."
    return Verdict((Motif("chapitres", chapitres > 0, attend), Motif("collegues", collegues > 0, choisis)))
