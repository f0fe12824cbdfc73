"""Which proofs are inherited, equivalent, asked again. Plain values in, verdicts out."""

from datetime import datetime

from preuves.regles.textes import ATTESTATION, EQUIVALENCE, HERITAGE, PREUVES_ATTENDUES, PROFILS_FIGES, VAGUE_1_HOP
from segur.noyau.regles import Motif, Verdict, Version
from segur.noyau.temps import a_temps, en_clair


def heritage_acquis(*, nru: str, meme_dispositif: bool) -> Verdict:
    """Wave-1 proofs are inherited from a référencement of wave 1 in the same dispositif, by its NRU (HE-01…HE-04)."""
    manque = "Le NRU du référencement de vague 1 manque : il figure sur l’attestation, la convention ou le rapport."
    ailleurs = "Ce référencement de vague 1 porte sur un autre dispositif, ou son dispositif n’est pas connu."
    return Verdict(
        (
            Motif("nru", bool(nru), f"NRU d’héritage : {nru}." if nru else manque, HERITAGE),
            Motif(
                "meme_dispositif",
                meme_dispositif,
                "La solution a été référencée en vague 1 sur le même dispositif." if meme_dispositif else ailleurs,
                HERITAGE,
            ),
        )
    )


def equivalence_acquise(
    *,
    nru: str,
    dispositif_admis: bool,
    principal_identique: bool | None,
    attestation: bool,
    reference_le: datetime | None,
    date_2: Version[datetime | None] | None,
    preuves_connues: bool,
) -> Verdict:
    """What one référencement of wave 2 must fulfil so that its validated proofs are not asked again (HE-10…HE-17)."""
    admis = "Le guichet reconnaît l’équivalence avec ce dispositif de vague 2."
    return Verdict(
        (
            Motif(
                "nru", bool(nru), f"NRU d’équivalence : {nru}." if nru else "Le NRU d’équivalence manque.", EQUIVALENCE
            ),
            Motif(
                "dispositif_admis",
                dispositif_admis,
                admis if dispositif_admis else "Aucun texte ne prévoit d’équivalence entre ces deux dispositifs.",
                EQUIVALENCE,
            ),
            _principal_identique(principal_identique),
            Motif(
                "attestation",
                attestation,
                "L’attestation sur l’honneur est jointe." if attestation else "L’attestation sur l’honneur manque.",
                ATTESTATION,
            ),
            _obtenu_avant_la_date_2(reference_le, date_2),
            Motif(
                "preuves_connues",
                preuves_connues,
                "Les preuves validées de ce référencement sont connues du portail."
                if preuves_connues
                else "Les preuves validées de ce référencement ne sont pas connues du portail.",
                EQUIVALENCE,
            ),
        )
    )


def _principal_identique(identique: bool | None) -> Motif:
    explications = {
        True: "Le composant principal est attesté identique.",
        False: "Le composant principal n’est pas identique à celui déjà référencé.",
        None: "Rien n’atteste que le composant principal est identique.",
    }
    return Motif("principal_identique", bool(identique), explications[identique], EQUIVALENCE)


def _obtenu_avant_la_date_2(reference_le: datetime | None, date_2: Version[datetime | None] | None) -> Motif:
    """HE-15; the instant of Date 2 itself is on time, as everywhere (decision 0015)."""
    code = "obtenu_avant_date_2"
    if reference_le is None:
        return Motif(code, False, "Ce référencement n’est pas encore obtenu, ou sa date n’est pas connue.", EQUIVALENCE)
    if date_2 is None:
        return Motif(code, False, "Aucun texte en vigueur ne fixe la Date 2 du guichet.", EQUIVALENCE)
    if date_2.valeur is None:
        return Motif(code, True, "Date 2 du guichet : date limite non publiée à ce jour.", date_2.reference)
    obtenu = f"Référencement obtenu le {en_clair(reference_le)}, Date 2 du guichet le {en_clair(date_2.valeur)}."
    return Motif(code, a_temps(recu_le=reference_le, limite=date_2.valeur), obtenu, date_2.reference)


def integration_ins_heritee(*, profils: frozenset[str] | None, profil: str) -> Motif:
    """DPI: inherited only if wave 1 was obtained with the profile that wave 2 made general (E3-41)."""
    if profils is None:
        explication = f"Le portail ne sait pas si le référencement de vague 1 comprenait le profil « {profil} »."
    elif profil in profils:
        explication = f"Le référencement de vague 1 comprenait le profil « {profil} »."
    else:
        explication = f"Le référencement de vague 1 ne comprenait pas le profil « {profil} », devenu général."
    return Motif("profil_de_vague_1", profil in (profils or ()), explication, VAGUE_1_HOP)


def profil_admis(
    *, libelle: str, est_general: bool, deja_retenu: bool, recu_le: datetime, date_2: Version[datetime | None] | None
) -> Motif:
    """No optional profile is added after Date 2 (E3-39). A Date no text has published does not block."""
    limite = date_2.valeur if date_2 else None
    libre = est_general or deja_retenu or limite is None
    if libre or (limite is not None and a_temps(recu_le=recu_le, limite=limite)):
        return Motif("profil", True, f"Profil « {libelle} » retenu.", PROFILS_FIGES)
    explication = f"Profil « {libelle} » écarté : aucun profil optionnel ne s’ajoute après la Date 2."
    return Motif("profil", False, explication, PROFILS_FIGES)


def preuve_demandee(*, dispensee: bool, raison: str) -> Verdict:
    """A proof that is inherited or equivalent is neither deposited nor judged (E3-10, E3-12)."""
    explication = f"Cette preuve n’est pas demandée. {raison}" if dispensee else "Cette preuve est demandée."
    return Verdict((Motif("preuve_demandee", not dispensee, explication, PREUVES_ATTENDUES),))


def recalcul_possible(*, eligible: bool, convention_fermee: bool, changements: int) -> Verdict:
    """Proofs are computed again while step 3 runs, when something changes (HE-14, E1-27)."""
    return Verdict(
        (
            Motif(
                "eligible",
                eligible,
                "La candidature est déclarée éligible." if eligible else "Déclarez d’abord la candidature éligible.",
            ),
            Motif(
                "convention_fermee",
                convention_fermee,
                "L’étape Convention n’est pas ouverte."
                if convention_fermee
                else "L’étape Convention est ouverte : la liste des preuves ne change plus.",
            ),
            Motif(
                "changement",
                changements > 0,
                f"Preuves qui changent : {changements}."
                if changements
                else "Rien à changer : les preuves suivent déjà la situation.",
            ),
        )
    )


def preuves_reclamables(*, motif: str, inconnues: list[str], hors_vague_1: list[str]) -> Verdict:
    """The ANS asks by name and says why (E3-42, HE-20 a); E3-42 bears on wave-1 proofs only."""
    return Verdict(
        (
            Motif("motif", bool(motif.strip()), "Indiquez pourquoi ces preuves sont demandées.", VAGUE_1_HOP),
            Motif(
                "connues",
                not inconnues,
                f"Preuves absentes du REM de la candidature : {', '.join(inconnues) or 'aucune'}.",
            ),
            Motif(
                "vague_1",
                not hors_vague_1,
                f"Preuves qui ne sont pas de la vague 1 : {', '.join(hors_vague_1) or 'aucune'}.",
                VAGUE_1_HOP,
            ),
        )
    )
