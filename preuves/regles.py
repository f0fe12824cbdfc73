"""Rules of step 3. Plain values in, verdicts out."""

from datetime import datetime

from candidatures.regles import echeance_respectee
from segur.noyau.regles import Motif, Reference, Verdict, Version

GUIDE_DUI = "Guide pas à pas du parcours de référencement (juin 2026)"
WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
PREUVES_ATTENDUES = Reference(GUIDE_DUI, "étape 3, preuves à déposer selon les profils et la vague 1")
CHAPITRE_COMPLET = Reference(WEBINAIRE, "soumission des preuves par chapitre")
VERIFICATION = Reference(WEBINAIRE, "retours et statuts pour chaque preuve")

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


def preuve_decidable(*, chapitre_soumis: bool) -> Verdict:
    """Proofs are judged once the whole chapter is filed (E3-03)."""
    explication = "Le chapitre est soumis." if chapitre_soumis else "Le chapitre n’est pas soumis."
    return Verdict((Motif("chapitre_soumis", chapitre_soumis, explication, VERIFICATION),))


def chapitre_validable(*, non_conformes: int) -> Verdict:
    """A chapter is valid when every proof is conform (E3-24)."""
    conforme = non_conformes == 0
    explication = "Toutes les preuves sont conformes." if conforme else f"Preuves non conformes : {non_conformes}."
    return Verdict((Motif("preuves_conformes", conforme, explication, VERIFICATION),))


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
