"""When an enrolment is asked, with which pieces, and what it opens (AF 6.1). Plain values in, reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from financement.regles.textes import DEMANDES, ENROLEMENT, HDS, PIECES, TYPES_D_ENROLEMENT
from segur.noyau.regles import Motif, Reference, Verdict

ANTICIPE, INITIAL, COMPLEMENTAIRE = "anticipe", "initial", "complementaire"
REPRESENTANT, EMPLOYE, TIERS = "representant", "employe", "tiers"
JOURS_POUR_INSTRUIRE = 15  # what the ASP aims at; no text sets it (decision 0044)


@dataclass(frozen=True, slots=True)
class Nature:
    """A kind of piece. `expire`: its last day is asked; `sensible`: encrypted, and each look is journalled."""

    libelle: str
    reference: Reference
    expire: bool = False
    fin_facultative: bool = False
    perimetre: bool = False
    sensible: bool = False
    modele: str = ""

    @property
    def date(self) -> bool:
        return self.expire or self.fin_facultative


NATURES: dict[str, Nature] = {
    "hds_physique": Nature("Certificat HDS « hébergeur d’infrastructure physique »", HDS, expire=True, perimetre=True),
    "hds_infogere": Nature("Certificat HDS « hébergeur infogéré »", HDS, expire=True, perimetre=True),
    "non_hds": Nature("Déclaration sur l’honneur de non-hébergement de données de santé", ENROLEMENT, modele="non_hds"),
    "identite_representant": Nature("Pièce d’identité du représentant légal", PIECES, expire=True, sensible=True),
    "identite_depositaire": Nature("Pièce d’identité de la personne qui dépose", PIECES, expire=True, sensible=True),
    "mandat": Nature(
        "Mandat du représentant légal avec délégation de signature", PIECES, fin_facultative=True, modele="mandat"
    ),
    "contrat": Nature("Contrat de prestation avec le tiers qui dépose", PIECES, fin_facultative=True),
    "non_assujettissement": Nature("Attestation de non-assujettissement à la TVA", PIECES),
    "habilitation_edc": Nature(
        "Habilitation « Opérateur de service utilisateur », ou mandat qui autorise celle de l’éditeur",
        ENROLEMENT,
        fin_facultative=True,
    ),
}


@dataclass(frozen=True, slots=True)
class PieceDue:
    """`facultative`: awaited later on, for the deposits; the enrolment goes without."""

    nature: str
    pourquoi: str
    facultative: bool = False

    @property
    def libelle(self) -> str:
        return NATURES[self.nature].libelle


def nature_demandee(*, certificat: bool, compte_vague_1: bool) -> str:
    """Which of the three enrolments the situation calls for (ENR-08)."""
    if compte_vague_1:
        return COMPLEMENTAIRE
    return INITIAL if certificat else ANTICIPE


def enrolement_demandable(*, candidature_validee: bool, situation: str) -> Verdict:
    """From a candidature validated by the ANS on; never on a référencement suspended or withdrawn (ENR-01)."""
    entrave = {"suspendue": "Le référencement est suspendu.", "retiree": "Le référencement est retiré."}.get(situation)
    return Verdict(
        (
            Motif(
                "candidature_validee",
                candidature_validee,
                "La candidature est validée par l’ANS."
                if candidature_validee
                else "Aucune candidature n’a encore été validée par l’ANS pour ce dispositif (étape 1).",
                ENROLEMENT,
            ),
            Motif("situation", entrave is None, entrave or "Rien ne s’oppose au référencement.", ENROLEMENT),
        )
    )


def initial_demandable(*, certificat: bool) -> Motif:
    """The initial enrolment asks for the certificate of référencement (ENR-08), which the portal knows itself."""
    explication = "Le certificat de référencement est disponible."
    if not certificat:
        explication = "L’enrôlement initial demande un référencement en vigueur : il n’est pas encore obtenu."
    return Motif("certificat", certificat, explication, TYPES_D_ENROLEMENT)


def pieces_dues(
    *,
    heberge: bool | None,
    hds_physique: bool | None,
    hds_infogere: bool | None,
    depositaire: str,
    assujetti: bool | None,
    edc: str,
) -> tuple[PieceDue, ...]:
    """The pieces that the answers call for, each with its reason (ENR-04, ENR-05, B-FIN-04, TVA-03, ELI-03)."""
    dues = [PieceDue("identite_representant", "due de tous")]
    if depositaire == EMPLOYE:
        dues.append(PieceDue("mandat", "un employé dépose pour le représentant légal"))
        dues.append(PieceDue("identite_depositaire", "un employé dépose pour le représentant légal"))
    if depositaire == TIERS:
        dues.append(PieceDue("contrat", "un tiers dépose pour le représentant légal"))
        dues.append(PieceDue("identite_depositaire", "un tiers dépose pour le représentant légal"))
    if heberge and hds_physique:
        dues.append(PieceDue("hds_physique", "un client au moins est hébergé, infrastructure physique"))
    if heberge and hds_infogere:
        dues.append(PieceDue("hds_infogere", "un client au moins est hébergé, infogérance"))
    if heberge is False:
        dues.append(PieceDue("non_hds", "aucun client n’est hébergé"))
    if assujetti is False:
        dues.append(PieceDue("non_assujettissement", "vous n’êtes pas assujetti à la TVA : financement hors taxes"))
    if edc in ("propre", "editeur"):
        dues.append(PieceDue("habilitation_edc", "attendue avant la première demande de financement", True))
    return tuple(dues)


def activite_hds(*, heberge: bool | None, hds_physique: bool | None, hds_infogere: bool | None) -> Motif:
    """Whoever hosts holds one of the two certificates at least (ENR-04: « et/ou »)."""
    satisfait = not heberge or bool(hds_physique or hds_infogere)
    explication = "L’hébergement est couvert par un certificat, ou n’a pas lieu."
    if not satisfait:
        explication = "Un client au moins est hébergé : un certificat HDS est exigé, pour l’une des deux activités."
    return Motif("activite_hds", satisfait, explication, HDS)


def piece_valable(*, nature: str, presente: bool, expire_le: date | None, jour: date) -> Motif:
    """Joined, and valid that day: its last day is included (ENR-10)."""
    due = NATURES[nature]
    code = f"piece:{nature}"
    if not presente:
        return Motif(code, False, f"{due.libelle} : à joindre.", due.reference)
    if due.expire and expire_le is None:
        return Motif(code, False, f"{due.libelle} : indiquez la date d’expiration.", due.reference)
    if expire_le is not None and jour > expire_le:
        return Motif(code, False, f"{due.libelle} : expirée depuis le {expire_le:%d/%m/%Y}.", due.reference)
    fin = f", valable jusqu’au {expire_le:%d/%m/%Y} inclus" if expire_le else ""
    return Motif(code, True, f"{due.libelle} : jointe{fin}.", due.reference)


def formulaire_complet(*, restantes: Sequence[str]) -> Motif:
    """The online form has all its answers (ENR-03)."""
    explication = "Le formulaire est complet."
    if restantes:
        explication = f"Questions sans réponse : {', '.join(restantes)}."
    return Motif("formulaire", not restantes, explication, ENROLEMENT)


def engagement_pris(*, engage: bool | None) -> Motif:
    """To send the satisfaction survey and its aggregate 18 months after the last VA at the latest (ENR-03)."""
    explication = "L’engagement sur le questionnaire de satisfaction est pris."
    if not engage:
        explication = "L’enrôlement demande l’engagement d’envoyer le questionnaire de satisfaction à vos clients."
    return Motif("engagement", bool(engage), explication, ENROLEMENT)


def coordonnees_presentes(*, declarees: bool) -> Motif:
    explication = "Les coordonnées bancaires sont déclarées."
    if not declarees:
        explication = "Déclarez les coordonnées bancaires du fournisseur (IBAN, BIC et RIB)."
    return Motif("coordonnees", declarees, explication, PIECES)


def coordonnees_acceptees(*, approuvees: bool) -> Motif:
    """Two agents have accepted the IBAN before the enrolment is granted (decision 0045)."""
    explication = "Les coordonnées bancaires sont approuvées par deux agents."
    if not approuvees:
        explication = "Les coordonnées bancaires attendent encore l’accord de deux agents."
    return Motif("coordonnees_approuvees", approuvees, explication, PIECES)


def controles_faits(*, restants: Sequence[str]) -> Motif:
    """Every piece was judged in order, as it is now."""
    explication = "Chaque pièce est jugée conforme."
    if restants:
        explication = f"Pièces qui ne sont pas jugées conformes : {', '.join(restants)}."
    return Motif("controles", not restants, explication, ENROLEMENT)


def points_a_demander(*, nombre: int) -> Motif:
    explication = f"{nombre} point(s) à corriger." if nombre else "Signalez d’abord ce qui est à corriger, et pourquoi."
    return Motif("points", nombre > 0, explication)


def refus_fonde(*, manquements: Sequence[str]) -> Motif:
    """Granted as of right to whoever fulfils 4.1 (ENR-02): a refusal rests on what is not fulfilled."""
    explication = f"Conditions non remplies : {' '.join(manquements)}"
    if not manquements:
        explication = (
            "L’enrôlement est de droit pour qui remplit les conditions : signalez ce qui ne les remplit pas "
            "(une pièce à corriger, une condition manquante) avant de refuser."
        )
    return Motif("refus_fonde", bool(manquements), explication, ENROLEMENT)


def point_utile(*, connu: bool, motif: str, conforme: bool) -> Verdict:
    return Verdict(
        (
            Motif("cle", connu, "Ce point n’est pas demandé dans ce dossier."),
            Motif("motif", conforme or bool(motif.strip()), "Dites ce qui est à corriger, et pourquoi."),
        )
    )


def enrolement_accepte(*, accepte: bool) -> Motif:
    """Every deposit of a request rests on an enrolment accepted by the ASP (ENR-07)."""
    explication = "L’enrôlement initial est accepté par l’ASP."
    if not accepte:
        explication = "Aucune demande ne se dépose avant l’enrôlement initial, accepté par l’ASP."
    return Motif("enrolement", accepte, explication, DEMANDES)


def modeles_ouverts(*, accepte: bool) -> Motif:
    """Any accepted enrolment opens the simulator and the models of documents (ENR-08)."""
    explication = "L’enrôlement ouvre le simulateur et les modèles de documents."
    if not accepte:
        explication = "Le simulateur et les modèles de documents s’ouvrent avec l’enrôlement anticipé."
    return Motif("modeles", accepte, explication, TYPES_D_ENROLEMENT)


def date_donnee(*, nature: str, expire_le: date | None, jour: date) -> Motif:
    """What is joined says until when it is valid, and is valid the day it is joined."""
    due = NATURES[nature]
    if due.expire and expire_le is None:
        return Motif("saisie:expire_le", False, "Indiquez la date d’expiration.", due.reference)
    passee = expire_le is not None and expire_le < jour
    return Motif("saisie:expire_le", not passee, "Cette pièce a déjà expiré : joignez-en une en cours de validité.")


def perimetre_donne(*, nature: str, perimetre: str) -> Motif:
    absent = NATURES[nature].perimetre and not perimetre.strip()
    return Motif("saisie:perimetre", not absent, "Indiquez le périmètre du certificat et l’organisme certificateur.")
