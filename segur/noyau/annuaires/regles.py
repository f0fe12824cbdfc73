"""Who may be the client of a Prestation Ségur, from what the reference bases said on a day. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from segur.noyau.regles import Motif, Reference, Verdict, Version

MSP = "MSP"
CDS = ("CDS_POLYVALENT", "CDS_MEDICAL")


@dataclass(frozen=True, slots=True)
class BaseLue:
    """The version of a base that was asked. `extrait_du` is None when the base had no version that day."""

    libelle: str
    extrait_du: date | None = None
    numero: int = 0

    def __str__(self) -> str:
        if self.extrait_du is None:
            return f"{self.libelle}, aucune version à cette date"
        return f"{self.libelle}, version du {self.extrait_du:%d/%m/%Y}"

    @property
    def reference(self) -> Reference:
        return Reference(str(self))


@dataclass(frozen=True, slots=True)
class Activite:
    """One row of the annuaire santé: a person has one per activity (B-ANN-03)."""

    profession: str
    mode: str
    savoir_faire: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the Base de référence says of a structure; headcounts are None when the file does not give them."""

    categorie: str
    signataire_aci: bool
    medecins_liberaux: int | None
    medecins_salaries: int | None
    tranche: str = ""


@dataclass(frozen=True, slots=True)
class Criteres:
    """Codes and thresholds of the texts, in force on the day of the question."""

    profession: Version[str]
    mode_liberal: Version[str]
    specialites_exclues: Version[Mapping[str, str]]
    medecins_au_moins: Version[int]
    categories_exclues: Version[Mapping[str, str]]


def present(*, cle: str, dans: bool, base: BaseLue, que_faire: str) -> Motif:
    """Unknown to the base that makes faith is not eligible, and is told what to do (ELI-07, ENR-11)."""
    if base.extrait_du is None:
        return Motif("present", False, f"{base} : la question ne peut pas recevoir de réponse. {que_faire}")
    jour = f"{base.extrait_du:%d/%m/%Y}"
    if dans:
        return Motif("present", True, f"{cle} est dans la base du {jour}.", base.reference)
    return Motif("present", False, f"{cle} est absent de la base du {jour}. {que_faire}", base.reference)


# ---- doctors --------------------------------------------------------------------------------------------------------


def medecin_eligible(
    *, rpps: str, activites: Collection[Activite], base: BaseLue, criteres: Criteres, que_faire: str
) -> Verdict:
    """A town doctor in liberal practice with an RPPS, but for three specialties (ELI-04, ELI-07)."""
    presence = present(cle=f"Le RPPS {rpps}", dans=bool(activites), base=base, que_faire=que_faire)
    if not presence.satisfait:
        return Verdict((presence,))
    return Verdict(
        (
            presence,
            est_medecin(activites=activites, profession=criteres.profession),
            exerce_en_liberal(activites=activites, mode=criteres.mode_liberal),
            specialite_admise(
                activites=activites, exclues=criteres.specialites_exclues, mode=criteres.mode_liberal.valeur
            ),
        )
    )


def est_medecin(*, activites: Collection[Activite], profession: Version[str]) -> Motif:
    medecin = any(activite.profession == profession.valeur for activite in activites)
    explication = "Profession : médecin." if medecin else "Cette personne n’est pas médecin selon l’annuaire."
    return Motif("medecin", medecin, explication, profession.reference)


def exerce_en_liberal(*, activites: Collection[Activite], mode: Version[str]) -> Motif:
    """One liberal activity is enough: who is also an employee stays eligible as liberal (B-ANN-03)."""
    liberales = sum(activite.mode == mode.valeur for activite in activites)
    if liberales:
        explication = f"Exercice libéral : {liberales} activité{'s' if liberales > 1 else ''} sur {len(activites)}."
    else:
        explication = "Aucune activité libérale : un médecin seulement salarié n’est pas client à ce titre."
    return Motif("liberal", bool(liberales), explication, mode.reference)


def specialite_admise(*, activites: Collection[Activite], exclues: Version[Mapping[str, str]], mode: str) -> Motif:
    """The specialty of the liberal activities counts; one that is not excluded is enough."""
    codes = sorted({a.savoir_faire for a in activites if a.mode == mode and a.savoir_faire})
    if not codes:
        explication = (
            "Spécialité inconnue : aucune activité libérale n’a de savoir-faire. "
            "Le médecin la fait inscrire par l’Ordre, ou la base est réimportée avec ses savoir-faire."
        )
        return Motif("specialite", False, explication, exclues.reference)
    admises = [code for code in codes if code not in exclues.valeur]
    if admises:
        return Motif("specialite", True, f"Spécialité admise ({', '.join(admises)}).", exclues.reference)
    noms = ", ".join(f"{exclues.valeur[code]} ({code})" for code in codes)
    explication = f"Spécialité exclue : {noms}. Elle relève d’un autre dispositif."
    return Motif("specialite", False, explication, exclues.reference)


# ---- structures -----------------------------------------------------------------------------------------------------


def structure_eligible(
    *, finess: str, structure: Structure | None, base: BaseLue, criteres: Criteres, que_faire: str
) -> Verdict:
    """A structure of coordinated practice that signed the ACI and declared its doctors (ELI-05…07)."""
    presence = present(cle=f"Le FINESS {finess}", dans=structure is not None, base=base, que_faire=que_faire)
    if structure is None or not presence.satisfait:
        return Verdict((presence,))
    return Verdict(
        (
            presence,
            categorie_admise(categorie=structure.categorie, exclues=criteres.categories_exclues),
            a_signe_l_aci(signataire=structure.signataire_aci, reference=criteres.categories_exclues.reference),
            effectif_suffisant(structure=structure, au_moins=criteres.medecins_au_moins, que_faire=que_faire),
        )
    )


def categorie_admise(*, categorie: str, exclues: Version[Mapping[str, str]]) -> Motif:
    """Nursing and dental centres are left to another programme (ELI-06)."""
    if categorie in exclues.valeur:
        explication = f"{exclues.valeur[categorie]} : exclu, il relève d’un couloir distinct."
        return Motif("categorie", False, explication, exclues.reference)
    admise = categorie == MSP or categorie in CDS
    explication = "Maison de santé ou centre de santé polyvalent ou médical." if admise else "Catégorie non éligible."
    return Motif("categorie", admise, explication, exclues.reference)


def a_signe_l_aci(*, signataire: bool, reference: Reference) -> Motif:
    explication = "Accord conventionnel interprofessionnel (ACI) du 20 avril 2017 : "
    return Motif("aci", signataire, explication + ("signé." if signataire else "non signé."), reference)


def effectif_suffisant(*, structure: Structure, au_moins: Version[int], que_faire: str) -> Motif:
    """A MSP declares liberal doctors, a health centre salaried ones; unknown is not zero, and not enough either."""
    liberal = structure.categorie == MSP
    nombre = structure.medecins_liberaux if liberal else structure.medecins_salaries
    genre = "libéral" if liberal else "salarié"
    if nombre is None:
        explication = f"Effectif de médecins ({genre}) non déclaré. {que_faire}"
        return Motif("effectif", False, explication, au_moins.reference)
    explication = f"Médecins déclarés ({genre}) : {nombre}, pour {au_moins.valeur} au moins."
    return Motif("effectif", nombre >= au_moins.valeur, explication, au_moins.reference)


# ---- hospitals ------------------------------------------------------------------------------------------------------


def etablissement_eligible(
    *, finess: str, dans_la_base: bool, montant_max: Decimal | None, base: BaseLue, que_faire: str
) -> Verdict:
    """Present in the base of eligible hospitals, which holds the maximum of each SONS (ENR-11, HOP-05)."""
    presence = present(cle=f"Le FINESS {finess}", dans=dans_la_base, base=base, que_faire=que_faire)
    if not presence.satisfait:
        return Verdict((presence,))
    if montant_max is None:
        plafond = Motif("montant", False, f"La base ne donne aucun montant pour ce SONS. {que_faire}", base.reference)
    else:
        plafond = Motif("montant", True, f"Montant maximal : {_euros(montant_max)}.", base.reference)
    return Verdict((presence, plafond))


def _euros(montant: Decimal) -> str:
    return f"{montant:,.2f} €".replace(",", "\u202f").replace(".", ",")


# ---- which version of the prestation --------------------------------------------------------------------------------


def vague_1_et_2_ouverte(*, beneficiaire_vague_1: bool, base: BaseLue, reference: Reference) -> Motif:
    """« Vague 1 + Vague 2 » is for who had nothing of wave 1, and declares having paid for none (ELI-08)."""
    if base.extrait_du is None:
        explication = f"{base} : on ne peut pas dire si la Prestation « Vague 1 + Vague 2 » est ouverte."
        return Motif("vague_1", False, explication, reference)
    jour = f"{base.extrait_du:%d/%m/%Y}"
    if beneficiaire_vague_1:
        explication = f"Bénéficiaire de la vague 1 selon la base du {jour} : Prestation « Vague 2 » seulement."
    else:
        explication = (
            f"Absent des bénéficiaires de la vague 1 (base du {jour}) : Prestation « Vague 1 + Vague 2 » possible, "
            "si le client n’a pas non plus payé lui-même cette mise à jour."
        )
    return Motif("vague_1", not beneficiaire_vague_1, explication, reference)


# ---- imports --------------------------------------------------------------------------------------------------------


def extraction_recevable(*, extrait_du: date, aujourd_hui: date, en_vigueur: date | None) -> Motif:
    """Versions follow the order of their extractions, so that a day has one answer; the same day may be corrected."""
    if extrait_du > aujourd_hui:
        return Motif("extraction", False, f"La date d’extraction ({extrait_du:%d/%m/%Y}) est à venir.")
    if en_vigueur is not None and extrait_du < en_vigueur:
        explication = (
            f"L’extraction du {extrait_du:%d/%m/%Y} est plus ancienne que la version en vigueur "
            f"({en_vigueur:%d/%m/%Y}) : elle ne peut plus être importée."
        )
        return Motif("extraction", False, explication)
    return Motif("extraction", True, f"Extraction du {extrait_du:%d/%m/%Y}.")


def retraits_plausibles(*, retires: int, en_vigueur: int, au_plus_pour_cent: int, controle_des: int) -> Motif:
    """A file that takes many clients away may be a truncated one: a second person looks (decision 0042)."""
    part = 100 * retires / en_vigueur if en_vigueur else 0
    plausible = en_vigueur < controle_des or 100 * retires <= au_plus_pour_cent * en_vigueur
    pour_cent = f"{part:.1f} %".replace(".", ",")
    explication = f"{retires} clients retirés sur {en_vigueur} ({pour_cent}), pour {au_plus_pour_cent} % au plus."
    return Motif("retraits", plausible, explication)


def autre_personne(*, demandeur: int | None, confirmant: int | None) -> Motif:
    distincte = confirmant is not None and demandeur != confirmant
    explication = "La confirmation revient à une autre personne que celle qui a demandé l’import."
    return Motif("autre_personne", distincte, explication)


# ---- lookups --------------------------------------------------------------------------------------------------------


def consultation_permise(
    *, cette_heure: int, ce_jour: int, sans_reponse: int, par_heure: int, par_jour: int, sans_reponse_par_heure: int
) -> Motif:
    """How many searches a person makes: nobody reads a whole base so. Counts exclude the one asked."""
    if sans_reponse >= sans_reponse_par_heure:
        explication = f"{sans_reponse_par_heure} recherches sans réponse en une heure : vérifiez vos numéros."
        return Motif("sans_reponse", False, explication)
    if ce_jour >= par_jour:
        return Motif("par_jour", False, f"Vous avez fait {par_jour} recherches aujourd’hui : revenez demain.")
    if cette_heure >= par_heure:
        explication = f"Vous avez fait {par_heure} recherches en une heure : revenez dans une heure."
        return Motif("par_heure", False, explication)
    return Motif("consultation", True, "Recherche permise.")
