"""Rules of the provisional pieces, of the attestations and of the intrusion test. Plain values in, verdicts out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from candidatures.regles import echeance_respectee
from segur.noyau.regles import Motif, Reference, Verdict, Version

GUIDE_DUI = "Guide pas à pas du parcours de référencement (juin 2026)"
WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
COLLEGE = Reference(GUIDE_DUI, "attestations CNDA et habilitations EDC PSC avant le passage en collège")
HOMOLOGATIONS = Reference("DSR vague 2", "4.3, intégralité des homologations ou certifications du CNDA")
PAR_NIL = Reference(GUIDE_DUI, "étape 3, plusieurs noms commerciaux")
LABEL = Reference("Questions fréquentes du Ségur, vague 2", "LABEL.XX")


def piece_provisoire_recevable(
    *,
    substitut: str,
    admis: bool,
    manquants: Sequence[str],
    recu_le: datetime,
    echeance: Version[datetime | None] | None,
    numero: int,
    reference: Reference,
) -> Verdict:
    """Accepted up to its Date, that instant included, when it shows every element asked (DER-01…DER-05, DER-07)."""
    if not admis:
        return Verdict((Motif("substitut", False, "Choisissez l’une des pièces provisoires admises.", reference),))
    montres = not manquants
    liste = " ; ".join(manquants)
    return Verdict(
        (
            Motif("substitut", True, f"Pièce provisoire admise : {substitut}.", reference),
            Motif(
                "elements",
                montres,
                "La pièce montre tous les éléments demandés." if montres else f"La pièce doit aussi montrer : {liste}.",
                reference,
            ),
            _avant_la_date(recu_le=recu_le, echeance=echeance, numero=numero),
        )
    )


def _avant_la_date(*, recu_le: datetime, echeance: Version[datetime | None] | None, numero: int) -> Motif:
    objet = f"Cette pièce provisoire est admise jusqu’à la Date {numero}"
    if echeance is None:
        return Motif("echeance", False, f"{objet}, qu’aucun texte en vigueur ne fixe.")
    return echeance_respectee(objet=objet, recu_le=recu_le, echeance=echeance)


def piece_provisoire_prevue(*, prevue: bool) -> Motif:
    """Only the proofs that a text names may rest on a provisional piece."""
    explication = (
        "Une pièce provisoire est admise pour cette preuve."
        if prevue
        else "Aucun texte n’admet de pièce provisoire pour cette preuve."
    )
    return Motif("derogation", prevue, explication)


def definitive_attendue(*, attendue: bool, avant_le_college: bool) -> Verdict:
    """The final attestation is received until the dossier goes to the collège, after Date 3 too (DER-06, E4-13)."""
    return Verdict(
        (
            Motif(
                "definitive_attendue",
                attendue,
                "L’attestation définitive est attendue."
                if attendue
                else "Aucune attestation définitive n’est attendue.",
                COLLEGE,
            ),
            Motif(
                "avant_le_college",
                avant_le_college,
                "Le dossier n’est pas encore passé en collège."
                if avant_le_college
                else "Le dossier est passé en collège : ses preuves ne changent plus.",
                COLLEGE,
            ),
        )
    )


def piece_apportee(*, nouvelle: bool) -> Motif:
    """What was already there, sent again under another name, changes nothing."""
    explication = "La pièce est nouvelle." if nouvelle else "Ce contenu est déjà déposé : apportez une autre pièce."
    return Motif("piece_apportee", nouvelle, explication)


def college_saisissable(*, provisoires: Sequence[str], a_juger: Sequence[str]) -> Verdict:
    """No dossier goes to the collège on a provisional piece (DER-06, E4-13, E3-52)."""
    remplacees = (
        "Aucune preuve n’est provisoire."
        if not provisoires
        else f"Preuves provisoires à remplacer par l’attestation définitive : {', '.join(provisoires)}."
    )
    jugees = (
        "Toutes les preuves demandées sont conformes."
        if not a_juger
        else f"Preuves qui ne sont pas conformes : {', '.join(a_juger)}."
    )
    return Verdict(
        (
            Motif("definitives", not provisoires, remplacees, COLLEGE),
            Motif("conformes", not a_juger, jugees, HOMOLOGATIONS),
        )
    )


def attestations_par_nil(*, manques: Iterable[tuple[str, int]], nils: Sequence[str]) -> Motif:
    """As many CNDA attestations as commercial names, one per NIL (E3-33). `manques`: proof, number deposited."""
    manques = list(manques)
    if not manques:
        return Motif("attestations_par_nil", True, "Chaque NIL a son attestation CNDA.", PAR_NIL)
    liste = ", ".join(f"{preuve} ({deposees}/{len(nils)})" for preuve, deposees in manques)
    explication = f"Une attestation CNDA par NIL ({', '.join(nils)}) : {liste}."
    return Motif("attestations_par_nil", False, explication, PAR_NIL)


def intrusion_acceptable(
    *, ko_hauts: int, ko_moyens: int, max_hauts: int, max_moyens: int, reference: Reference
) -> Verdict:
    """Acceptance criteria of the form (E3-45): so many failed control points of each gravity, and no more."""
    return Verdict(
        (
            Motif(
                "ko_hauts",
                ko_hauts <= max_hauts,
                f"Gravité haute : {ko_hauts} point(s) de contrôle KO, {max_hauts} au plus.",
                reference,
            ),
            Motif(
                "ko_moyens",
                ko_moyens <= max_moyens,
                f"Gravité moyenne : {ko_moyens} point(s) de contrôle KO, {max_moyens} au plus.",
                reference,
            ),
        )
    )


def intrusion_a_ce_guichet(*, profils: frozenset[str], reserve_a: frozenset[str], reference: Reference) -> Motif:
    """Where a text keeps the test to some profiles, the others have it in the EDC PSC desk (E3-47)."""
    ici = not reserve_a or (bool(profils) and profils <= reserve_a)
    explication = (
        "Le test d’intrusion est présenté dans ce parcours."
        if ici
        else "Pour vos profils, le test d’intrusion est mené dans le parcours EDC PSC, et non dans ce parcours : "
        "rien n’est à saisir ici."
    )
    return Motif("guichet", ici, explication, reference)


def declaration_admise(*, admise: bool) -> Motif:
    """A plain statement stands for the proof of the e-santé label only (E3-48)."""
    explication = "Une déclaration suffit pour cette preuve." if admise else "Cette preuve est un fichier ou un lien."
    return Motif("declaration", admise, explication, LABEL)


def chiffres_demandes(*, demandes: bool) -> Motif:
    """The form's figures belong to the proof that asks the intrusion test (E3-43)."""
    explication = (
        "Le formulaire du test d’intrusion est attendu."
        if demandes
        else "Cette preuve n’est pas celle du test d’intrusion."
    )
    return Motif("chiffres", demandes, explication)
