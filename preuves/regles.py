"""Rules of step 3. Plain values in, verdicts out."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from hashlib import sha256

from candidatures.regles import echeance_respectee
from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import a_temps, en_clair, instant_de_paris, jour_de_paris

GUIDE_DUI = "Guide pas à pas du parcours de référencement (juin 2026)"
WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
PREUVES_ATTENDUES = Reference(GUIDE_DUI, "étape 3, preuves à déposer selon les profils et la vague 1")
CHAPITRE_COMPLET = Reference(WEBINAIRE, "soumission des preuves par chapitre")
VERIFICATION = Reference(WEBINAIRE, "retours et statuts pour chaque preuve")
HERITAGE = Reference(GUIDE_DUI, "étape 1, héritage des preuves de la vague 1")
EQUIVALENCE = Reference(GUIDE_DUI, "étape 1, équivalence avec un référencement de la vague 2")
ATTESTATION = Reference(GUIDE_DUI, "étape 2, attestation sur l’honneur, cas 2 et 3")
COMPLEMENTAIRES = Reference(GUIDE_DUI, "étape 3, chapitre « Preuves complémentaires »")
VAGUE_1_HOP = Reference(WEBINAIRE, "preuves du périmètre vague 1")
PROFILS_FIGES = Reference(WEBINAIRE, "profils optionnels après la Date 2")

AUDIT_INS = Reference(WEBINAIRE, "visites et audits INS, candidats non référencés en vague 1")
JOURS_D_ACTIVITE = 7  # how the portal shows the work done; no text sets it (decision 0027)

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


def apercu_a_jour(*, confirme: str, actuel: str) -> Verdict:
    """What is applied is what was read: a situation changed since the preview is read again first."""
    a_jour = confirme == actuel
    explication = (
        "L’aperçu confirmé est à jour."
        if a_jour
        else "La situation a changé depuis l’aperçu : relisez-le, puis confirmez."
    )
    return Verdict((Motif("apercu_a_jour", a_jour, explication),))


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


def debut_de_l_activite(le: datetime) -> datetime:
    """What a person « judged lately » is counted from: midnight in Paris, that many days with today."""
    return instant_de_paris(jour_de_paris(le) - timedelta(days=JOURS_D_ACTIVITE - 1), time())


def partage_possible(*, chapitres: int, collegues: int) -> Verdict:
    """Chapters are shared when some have nobody, between the colleagues chosen."""
    attend = f"Chapitres sans personne : {chapitres}." if chapitres else "Aucun chapitre n’attend sans personne."
    choisis = f"Personnes choisies : {collegues}." if collegues else "Choisissez au moins une personne."
    return Verdict((Motif("chapitres", chapitres > 0, attend), Motif("collegues", collegues > 0, choisis)))


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
