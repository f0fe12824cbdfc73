"""Which version of the main prestation the client may order (AF 4.2, ELI-08)."""

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, selon
from financement.regles.commande.faits import Bon, Constat, Contexte, Issue, Prestation
from financement.regles.commande.parametres import Parametres
from financement.regles.textes import VAGUE_1_ET_2
from segur.noyau.regles import Motif, Reference


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    principale, texte = bon.principale, textes.reference(VAGUE_1_ET_2)
    if principale is None:
        return ()
    champ = f"lignes[{bon.lignes.index(principale)}].prestation"
    if principale.prestation == Prestation.VAGUE_2:
        explication = "Prestation « Vague 2 » : ouverte à tout client éligible."
        return (constat("ELI-08", "vague_1", CONFORME, explication, texte),)
    return (
        vagues_1_et_2(beneficiaire=contexte.client.vague_1, champ=champ, texte=texte),
        vague_1_non_payee(autofinancee=bon.vague_1_autofinancee, texte=texte),
    )


def vagues_1_et_2(*, beneficiaire: Motif | None, champ: str, texte: Reference) -> Constat:
    """Reserved for clients that had no prestation of wave 1; the base says it."""
    if beneficiaire is None:
        issue, explication = A_VERIFIER, "La base des bénéficiaires de la vague 1 n’a pas été interrogée."
    else:
        issue, explication = _issue(beneficiaire), beneficiaire.explication
    return constat(
        "ELI-08",
        "vague_1",
        issue,
        explication,
        (beneficiaire and beneficiaire.reference) or texte,
        champ=champ,
        valeurs=(("Prestation", "Vague 1 + Vague 2"),),
        remede="Commander la Prestation principale Vague 2.",
    )


def _issue(beneficiaire: Motif) -> Issue:
    return CONFORME if beneficiaire.satisfait else NON_CONFORME


def vague_1_non_payee(*, autofinancee: bool | None, texte: Reference) -> Constat:
    """Nor may the client have paid itself for the update of wave 1."""
    etat = {
        True: "Le client a payé lui-même la mise à jour de la vague 1 : Prestation « Vague 2 » seulement.",
        False: "Le client n’a pas payé lui-même la mise à jour de la vague 1.",
        None: "On ne sait pas si le client a payé lui-même la mise à jour de la vague 1.",
    }[autofinancee]
    return constat(
        "ELI-08",
        "vague_1_autofinancee",
        selon(autofinancee, attendue=False),
        etat,
        texte,
        champ="vague_1_autofinancee",
        remede="Commander la Prestation principale Vague 2."
        if autofinancee
        else "Faire déclarer par le client s’il a payé lui-même cette mise à jour.",
    )
