"""What the vendor deposits and submits, and until when. Plain values in, verdicts out."""

from datetime import datetime

from candidatures.regles import echeance_respectee
from preuves.regles.textes import AUDIT_INS, CHAPITRE_COMPLET, VERIFICATION
from segur.noyau.regles import Motif, Verdict, Version

VAGUE_1, VAGUE_2 = "vague1", "vague2"


def perimetres_attendus(*, reference_en_vague_1: bool) -> frozenset[str]:
    """Wave-1 scenarios are expected only of a solution that was not referenced in wave 1 (E3-09, E3-10)."""
    return frozenset({VAGUE_2}) if reference_en_vague_1 else frozenset({VAGUE_1, VAGUE_2})


def depot_ouvert(
    *,
    chapitre_modifiable: bool,
    deja_soumis: bool,
    recu_le: datetime,
    date_2: Version[datetime | None],
    date_3: Version[datetime | None],
) -> Verdict:
    """A proof is deposited before its chapter's first filing (Date 2), or when a change was asked (Date 3)."""
    ouvert = Motif(
        "chapitre_ouvert",
        chapitre_modifiable,
        "Le chapitre est ouvert au dépôt." if chapitre_modifiable else "Le chapitre est soumis ou validé.",
        CHAPITRE_COMPLET,
    )
    return Verdict((ouvert, _echeance(deja_soumis=deja_soumis, recu_le=recu_le, date_2=date_2, date_3=date_3)))


def chapitre_soumettable(
    *,
    restent_a_charger: int,
    deja_soumis: bool,
    recu_le: datetime,
    date_2: Version[datetime | None],
    date_3: Version[datetime | None],
) -> Verdict:
    """A chapter is filed when all its proofs are loaded (E3-21), by Date 2 (E3-23), again by Date 3 (E3-26)."""
    complet = restent_a_charger == 0
    manque = "Toutes les preuves sont chargées." if complet else f"Preuves à charger : {restent_a_charger}."
    return Verdict(
        (
            Motif("chapitre_complet", complet, manque, CHAPITRE_COMPLET),
            _echeance(deja_soumis=deja_soumis, recu_le=recu_le, date_2=date_2, date_3=date_3),
        )
    )


def _echeance(
    *, deja_soumis: bool, recu_le: datetime, date_2: Version[datetime | None], date_3: Version[datetime | None]
) -> Motif:
    if deja_soumis:
        return echeance_respectee(objet="Fin des échanges avec l’ANS (Date 3)", recu_le=recu_le, echeance=date_3)
    return echeance_respectee(objet="Première soumission des preuves (Date 2)", recu_le=recu_le, echeance=date_2)


def depot_nouveau(*, nouveau: bool) -> Motif:
    """A request for changes is answered by something that was not there (E3-25)."""
    explication = "Le contenu est nouveau." if nouveau else "C’est ce qui a été refusé : déposez un contenu modifié."
    return Motif("depot_nouveau", nouveau, explication, VERIFICATION)


def depot_designe(*, present: bool, seul: bool) -> Verdict:
    """A deposit is archived while the proof keeps another one; the only one is withdrawn, and the proof is empty."""
    return Verdict(
        (
            Motif("depot_present", present, "Ce dépôt n’est plus celui de la preuve : rechargez la page."),
            Motif("depot_seul", not seul, "C’est le seul dépôt de la preuve : remplacez-le, ou retirez-le."),
        )
    )


def lot_ouvert(*, chapitres_ouverts: int) -> Motif:
    """Files are prepared for proofs that a chapter may still receive."""
    ouvert = chapitres_ouverts > 0
    explication = (
        f"Chapitres ouverts au dépôt : {chapitres_ouverts}."
        if ouvert
        else "Aucun chapitre de cette candidature n’est ouvert au dépôt."
    )
    return Motif("lot_ouvert", ouvert, explication, CHAPITRE_COMPLET)


def lot_extensible(*, fichiers: int, fichiers_au_plus: int, mo: int, mo_au_plus: int) -> Motif:
    """What is not deposited in a lot is bounded; `fichiers` and `mo` count the one that arrives."""
    tient = fichiers <= fichiers_au_plus and mo <= mo_au_plus
    explication = f"Le lot en attente tient dans {fichiers_au_plus} fichiers et {mo_au_plus} Mo."
    if not tient:
        explication = (
            f"Un lot en attente contient {fichiers_au_plus} fichiers et {mo_au_plus} Mo au plus : "
            "déposez ce qui est placé ou abandonnez le lot, puis envoyez le reste."
        )
    return Motif("lot_extensible", tient, explication)


def visite_ins_prevue(*, reference_en_vague_1: bool, depot_ouvert: bool, deja_validee: bool) -> Verdict:
    """The INS is audited on site for solutions that wave 1 did not reference (E3-30)."""
    return Verdict(
        (
            Motif(
                "non_reference_en_vague_1",
                not reference_en_vague_1,
                "La solution est déjà référencée en vague 1 : pas de visite INS."
                if reference_en_vague_1
                else "La solution n’est pas référencée en vague 1.",
                AUDIT_INS,
            ),
            Motif(
                "depot_ouvert",
                depot_ouvert,
                "Le dépôt des preuves est ouvert." if depot_ouvert else "Le dépôt des preuves n’est pas ouvert.",
            ),
            Motif(
                "audit_en_cours",
                not deja_validee,
                "L’audit INS est déjà validé." if deja_validee else "L’audit INS n’est pas encore validé.",
            ),
        )
    )
