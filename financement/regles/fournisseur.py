"""Who may be a supplier (AF 4.1). Plain values in, reasons out."""

from datetime import date

from financement.regles.textes import EDC_DU_DISTRIBUTEUR, FOURNISSEURS, REVUE
from segur.noyau.organisations.regles import prochaine_revue
from segur.noyau.regles import Motif, Verdict

HABILITATIONS = {"propre": "la vôtre", "editeur": "celle de l’éditeur", "aucune": "pas encore"}


def mandat_en_vigueur(*, signe_le: date | None, fin_le: date | None, jour: date) -> Motif:
    """From the day it is signed to the day it ends, both included, in days of Paris (ELI-01, E2-21)."""
    if signe_le is None or fin_le is None:
        return Motif("mandat", False, "Le mandat de distribution n’a pas ses deux dates.", FOURNISSEURS)
    bornes = f"du {signe_le:%d/%m/%Y} au {fin_le:%d/%m/%Y} inclus"
    en_vigueur = signe_le <= jour <= fin_le
    etat = "est en vigueur" if en_vigueur else ("ne l’est pas encore" if jour < signe_le else "a pris fin")
    return Motif("mandat", en_vigueur, f"Mandat de distribution {bornes} : il {etat}.", FOURNISSEURS)


def est_fournisseur(*, est_editeur: bool, mandats: list[Motif]) -> Motif:
    """The éditeur, or a distributor that the éditeur declared and whose mandate is in force (ELI-01)."""
    if est_editeur:
        return Motif("fournisseur", True, "Vous éditez la solution.", FOURNISSEURS)
    if not mandats:
        explication = "Aucun éditeur ne vous a déclaré comme distributeur pour ce dispositif."
        return Motif("fournisseur", False, explication, FOURNISSEURS)
    en_vigueur = next((mandat for mandat in mandats if mandat.satisfait), mandats[-1])
    return Motif("fournisseur", en_vigueur.satisfait, en_vigueur.explication, FOURNISSEURS)


def marche_concurrentiel(
    *, usage_exclusif: bool | None, reservee_aux_membres: bool | None, membres_libres: bool | None
) -> Motif:
    """Out of the market: self-edited for one's own use; for members who may not buy elsewhere (ELI-02)."""
    if usage_exclusif:
        explication = "Une solution destinée à l’usage exclusif de qui l’édite n’est pas éligible."
        return Motif("marche", False, explication, FOURNISSEURS)
    if reservee_aux_membres and not membres_libres:
        explication = (
            "Une solution destinée aux seuls membres d’un groupement, qui ne peuvent se procurer une solution "
            "équivalente auprès d’un tiers, n’est pas éligible."
        )
        return Motif("marche", False, explication, FOURNISSEURS)
    if usage_exclusif is None or reservee_aux_membres is None:
        return Motif("marche", False, "Dites sur quel marché la solution est proposée.", FOURNISSEURS)
    return Motif("marche", True, "La solution est proposée sur un marché concurrentiel.", FOURNISSEURS)


def habilitation_edc(*, declaree: str, est_editeur: bool, justifiee: bool) -> Motif:
    """« Opérateur de service utilisateur » of the EDC PSC; a distributor may use that of its éditeur (ELI-03)."""
    nom = "Habilitation « Opérateur de service utilisateur » de l’EDC PSC"
    if declaree == "editeur":
        if est_editeur:
            return Motif("edc", False, f"{nom} : l’éditeur est habilité en son propre nom.", FOURNISSEURS)
        fin = "par le mandat joint" if justifiee else "joignez le mandat qui l’autorise"
        return Motif("edc", justifiee, f"{nom} : celle de l’éditeur, {fin}.", EDC_DU_DISTRIBUTEUR)
    if declaree == "propre":
        fin = "justifiée" if justifiee else "joignez-en la preuve"
        return Motif("edc", justifiee, f"{nom} : {fin}.", FOURNISSEURS)
    return Motif("edc", False, f"{nom} : elle est exigée pour réaliser les prestations.", FOURNISSEURS)


def droit_accorde(*, accorde: bool) -> Motif:
    """A salarié acts on the financing of the firm only with a right that a mandataire has granted (ROL-11)."""
    explication = "Ce droit vous est accordé." if accorde else "Un mandataire doit d’abord vous accorder ce droit."
    return Motif("droit", accorde, explication, REVUE)


def revue_a_jour(*, derniere: date | None, jour: date) -> Motif:
    """Once a year a mandataire confirms who may do what for the firm (ENR-09). None: no enrolment yet, nothing due."""
    if derniere is None:
        return Motif("revue", True, "La revue des habilitations commence avec l’enrôlement.", REVUE)
    limite = prochaine_revue(derniere)
    if jour > limite:
        return Motif("revue", False, f"La revue des habilitations était due le {limite:%d/%m/%Y}.", REVUE)
    return Motif("revue", True, f"La prochaine revue des habilitations est due le {limite:%d/%m/%Y}.", REVUE)


def droit_a_accorder(*, est_salarie: bool, deja: bool) -> Verdict:
    return Verdict(
        (
            Motif("salarie", est_salarie, "Ce droit s’accorde à un salarié de l’entreprise."),
            Motif("nouveau", not deja, "Cette personne a déjà ce droit."),
        )
    )
