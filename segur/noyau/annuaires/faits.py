"""What the bases said of a client on a day, and what the rules make of it. Upper storeys ask here."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from segur.noyau.annuaires import parametres, regles
from segur.noyau.annuaires.formats import formats
from segur.noyau.annuaires.identifiants import CHIFFRES_RPPS, departement_du_finess
from segur.noyau.annuaires.models import (
    Activite,
    BeneficiaireVague1,
    EtablissementEligible,
    Structure,
    VersionDeBase,
)
from segur.noyau.annuaires.regles import BaseLue
from segur.noyau.regles import HorsPeriode, Motif, Verdict

Bases = Mapping[str, BaseLue]


@dataclass(frozen=True, slots=True)
class Fiche:
    """One base's answer: what it says of the client, as (label, value) in the order of reading."""

    base: BaseLue
    faits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Examen:
    """`verdicts`: by code of dispositif. `vague_1`: whether « Vague 1 + Vague 2 » is open."""

    cle: str
    au: date
    nom: str
    fiches: tuple[Fiche, ...]
    verdicts: Mapping[str, Verdict]
    vague_1: Motif | None

    @property
    def connu(self) -> bool:
        return any(fiche.faits for fiche in self.fiches)


@dataclass(frozen=True, slots=True)
class Connu:
    """What the rules of one dispositif need of a client. `plafond`: maximum of an ES, in euros, for that SONS."""

    nom: str
    eligible: Verdict
    vague_1: Motif | None
    tranche: str = ""
    plafond: Decimal | None = None
    departement: str = ""


@dataclass(frozen=True, slots=True)
class Trouve:
    """A client whose name begins as asked."""

    cle: str
    nom: str
    precision: str
    base: str


def bases_au(jour: date) -> dict[str, BaseLue]:
    """Every base in its version of that day, in one query; a base without any says so."""
    versions = VersionDeBase.objects.en_vigueur_au(jour)
    lues = {v.base: BaseLue(v.get_base_display(), v.extrait_du, v.numero) for v in versions}
    return {code: lues.get(code, BaseLue(forme.libelle)) for code, forme in formats().items()}


def activites(rpps: str, bases: Bases) -> list[Activite]:
    return list(Activite.objects.a_la_version(bases["annuaire"].numero).filter(cle=rpps).order_by("pk"))


def structure(finess: str, bases: Bases) -> Structure | None:
    return Structure.objects.a_la_version(bases["reference"].numero).filter(cle=finess).first()


def etablissement(finess: str, bases: Bases) -> EtablissementEligible | None:
    return EtablissementEligible.objects.a_la_version(bases["es"].numero).filter(cle=finess).first()


def beneficiaire_vague_1(cle: str, bases: Bases) -> BeneficiaireVague1 | None:
    return BeneficiaireVague1.objects.a_la_version(bases["vague1"].numero).filter(cle=cle).first()


def examiner(cle: str, jour: date) -> Examen:
    """Everything that the bases and the rules of that day say of a canonical RPPS or FINESS."""
    bases = bases_au(jour)
    vague_1 = beneficiaire_vague_1(cle, bases)
    if len(cle) == CHIFFRES_RPPS:
        return _examiner_un_medecin(cle, jour, bases, vague_1)
    return _examiner_un_finess(cle, jour, bases, vague_1)


def _examiner_un_medecin(rpps: str, jour: date, bases: Bases, vague_1: BeneficiaireVague1 | None) -> Examen:
    lignes = activites(rpps, bases)
    verdict = _selon_les_textes(lambda: _verdict_du_medecin(rpps, lignes, jour, bases["annuaire"]))
    return Examen(
        cle=rpps,
        au=jour,
        nom=f"{lignes[0].prenom} {lignes[0].nom}".strip() if lignes else "",
        fiches=(_fiche_du_medecin(lignes, bases["annuaire"]), _fiche_de_la_vague_1(vague_1, bases["vague1"])),
        verdicts={code: verdict for code in parametres.dispositifs() if "rpps" in parametres.bases_de(code)},
        vague_1=_vague_1(vague_1, jour, bases["vague1"]),
    )


def _verdict_du_medecin(rpps: str, lignes: list[Activite], jour: date, base: BaseLue) -> Verdict:
    faits = [regles.Activite(ligne.profession, ligne.mode, ligne.savoir_faire) for ligne in lignes]
    que_faire = parametres.que_faire("annuaire")
    return regles.medecin_eligible(
        rpps=rpps, activites=faits, base=base, criteres=parametres.criteres(jour), que_faire=que_faire
    )


def _examiner_un_finess(finess: str, jour: date, bases: Bases, vague_1: BeneficiaireVague1 | None) -> Examen:
    exercice, hopital = structure(finess, bases), etablissement(finess, bases)
    verdicts = {}
    for code in parametres.dispositifs():
        base = parametres.bases_de(code).get("finess")
        if base == "reference":
            verdicts[code] = _selon_les_textes(lambda: _verdict_de_la_structure(finess, exercice, jour, bases))
        elif base == "es":
            verdicts[code] = _verdict_de_l_etablissement(finess, hopital, code, bases)
    nomme = exercice or hopital
    return Examen(
        cle=finess,
        au=jour,
        nom=nomme.nom if nomme else "",
        fiches=(
            _fiche_de_la_structure(exercice, bases["reference"]),
            _fiche_de_l_etablissement(hopital, bases["es"]),
            _fiche_de_la_vague_1(vague_1, bases["vague1"]),
        ),
        verdicts=verdicts,
        vague_1=_vague_1(vague_1, jour, bases["vague1"]),
    )


def _verdict_de_la_structure(finess: str, lue: Structure | None, jour: date, bases: Bases) -> Verdict:
    faits = None
    if lue is not None:
        effectifs = (lue.medecins_liberaux, lue.medecins_salaries)
        faits = regles.Structure(lue.categorie, lue.signataire_aci, *effectifs, lue.tranche)
    return regles.structure_eligible(
        finess=finess,
        structure=faits,
        base=bases["reference"],
        criteres=parametres.criteres(jour),
        que_faire=parametres.que_faire("reference"),
    )


def _verdict_de_l_etablissement(finess: str, lu: EtablissementEligible | None, code: str, bases: Bases) -> Verdict:
    return regles.etablissement_eligible(
        finess=finess,
        dans_la_base=lu is not None,
        montant_max=getattr(lu, parametres.bases_de(code)["montant"]) if lu else None,
        base=bases["es"],
        que_faire=parametres.que_faire("es"),
    )


def connaitre(cles: Collection[str], jour: date, dispositif: str) -> dict[str, Connu]:
    """The same answers for many clients of one dispositif, in five queries whatever their number."""
    bases, lues = bases_au(jour), _Lignes()
    lues.lire(cles, bases)
    return {cle: _connu(cle, jour, dispositif, bases, lues) for cle in cles}


class _Lignes:
    """The rows of each base, by client."""

    def __init__(self) -> None:
        self.activites: dict[str, list[Activite]] = defaultdict(list)
        self.structures: dict[str, Structure] = {}
        self.etablissements: dict[str, EtablissementEligible] = {}
        self.vague_1: dict[str, BeneficiaireVague1] = {}

    def lire(self, cles: Collection[str], bases: Bases) -> None:
        rpps = [cle for cle in cles if len(cle) == CHIFFRES_RPPS]
        finess = [cle for cle in cles if len(cle) != CHIFFRES_RPPS]
        for activite in _a_la_version(Activite, "annuaire", rpps, bases).order_by("pk"):
            self.activites[activite.cle].append(activite)
        self.structures = {s.cle: s for s in _a_la_version(Structure, "reference", finess, bases)}
        self.etablissements = {e.cle: e for e in _a_la_version(EtablissementEligible, "es", finess, bases)}
        self.vague_1 = {b.cle: b for b in _a_la_version(BeneficiaireVague1, "vague1", cles, bases)}


def _a_la_version(modele: Any, base: str, cles: Collection[str], bases: Bases) -> Any:
    return modele.objects.a_la_version(bases[base].numero).filter(cle__in=cles)


def _connu(cle: str, jour: date, dispositif: str, bases: Bases, lues: _Lignes) -> Connu:
    vague_1 = _vague_1(lues.vague_1.get(cle), jour, bases["vague1"])
    base = parametres.bases_de(dispositif).get("rpps" if len(cle) == CHIFFRES_RPPS else "finess")
    if base == "annuaire":
        lignes = lues.activites[cle]
        eligible = _selon_les_textes(lambda: _verdict_du_medecin(cle, lignes, jour, bases["annuaire"]))
        nom = f"{lignes[0].prenom} {lignes[0].nom}".strip() if lignes else ""
        return Connu(nom, eligible, vague_1, departement=_departement_liberal(lignes, jour))
    if base == "reference":
        structure = lues.structures.get(cle)
        eligible = _selon_les_textes(lambda: _verdict_de_la_structure(cle, structure, jour, bases))
        nom, tranche = (structure.nom, structure.tranche) if structure else ("", "")
        return Connu(nom, eligible, vague_1, tranche=tranche, departement=departement_du_finess(cle))
    if base == "es":
        hopital = lues.etablissements.get(cle)
        eligible = _verdict_de_l_etablissement(cle, hopital, dispositif, bases)
        plafond = getattr(hopital, parametres.bases_de(dispositif)["montant"]) if hopital else None
        nom, departement = hopital.nom if hopital else "", departement_du_finess(cle)
        return Connu(nom, eligible, vague_1, plafond=plafond, departement=departement)
    genre = "RPPS" if len(cle) == CHIFFRES_RPPS else "FINESS"
    sans_regle = f"Aucun texte ne dit qu’un client identifié par son numéro {genre} est éligible à ce dispositif."
    return Connu("", Verdict((Motif("sans_regle", False, sans_regle),)), vague_1)


def _departement_liberal(lignes: list[Activite], jour: date) -> str:
    """Of the liberal activities, which make the client (ELI-04); empty when they are in several, or in none."""
    try:
        mode = parametres.criteres(jour).mode_liberal.valeur
    except HorsPeriode:
        return ""
    departements = {ligne.departement for ligne in lignes if ligne.mode == mode and ligne.departement}
    return departements.pop() if len(departements) == 1 else ""


def _selon_les_textes(juger: Any) -> Verdict:
    try:
        verdict: Verdict = juger()
    except HorsPeriode as absence:
        return Verdict((Motif("hors_periode", False, str(absence)),))
    return verdict


def _vague_1(lu: BeneficiaireVague1 | None, jour: date, base: BaseLue) -> Motif | None:
    try:
        reference = parametres.historique("vague_1").au(jour).reference
    except HorsPeriode:
        return None
    return regles.vague_1_et_2_ouverte(beneficiaire_vague_1=lu is not None, base=base, reference=reference)


# ---- as the page tells them -----------------------------------------------------------------------------------------


def _fiche_du_medecin(lignes: list[Activite], base: BaseLue) -> Fiche:
    return Fiche(
        base,
        tuple((f"Activité {rang}", ", ".join(_de_l_activite(ligne))) for rang, ligne in enumerate(lignes, start=1)),
    )


def _de_l_activite(ligne: Activite) -> list[str]:
    nommees = {
        "profession": ligne.profession,
        "mode d’exercice": ligne.mode,
        "savoir-faire": ligne.savoir_faire,
        "secteur": ligne.secteur,
        "FINESS du site": ligne.finess_site,
        "département": ligne.departement,
    }
    return [f"{nom} {valeur}" for nom, valeur in nommees.items() if valeur]


def _fiche_de_la_structure(lue: Structure | None, base: BaseLue) -> Fiche:
    if lue is None:
        return Fiche(base)
    faits = (
        ("Raison sociale", lue.nom),
        ("Catégorie", lue.categorie.replace("_", " ").lower().replace("cds", "CDS").replace("msp", "MSP")),
        ("Tranche d’effectifs", lue.tranche),
        ("Signataire de l’ACI", "oui" if lue.signataire_aci else "non"),
        ("Médecins libéraux déclarés", _nombre(lue.medecins_liberaux)),
        ("Médecins salariés déclarés", _nombre(lue.medecins_salaries)),
    )
    return Fiche(base, faits)


def _fiche_de_l_etablissement(lu: EtablissementEligible | None, base: BaseLue) -> Fiche:
    if lu is None:
        return Fiche(base)
    return Fiche(base, (("Raison sociale", lu.nom), ("Activité combinée 2022", _nombre(lu.activite_combinee))))


def _fiche_de_la_vague_1(lu: BeneficiaireVague1 | None, base: BaseLue) -> Fiche:
    return Fiche(base, (("Bénéficiaire", lu.sons or "oui"),)) if lu else Fiche(base)


def _nombre(valeur: int | None) -> str:
    return "non déclaré" if valeur is None else f"{valeur:,}".replace(",", "\u202f")


# ---- by name --------------------------------------------------------------------------------------------------------


def chercher_par_nom(debut: str, jour: date, au_plus: int) -> list[Trouve]:
    """The first clients, in alphabetical order, whose normalised name begins so; one more than `au_plus` if any."""
    bases = bases_au(jour)
    personnes = Activite.objects.a_la_version(bases["annuaire"].numero).nommees(debut)
    trouves = [
        Trouve(cle, f"{prenom} {nom}".strip(), departement, bases["annuaire"].libelle)
        for cle, nom, prenom, departement in _distincts(personnes, "departement", "prenom", au_plus)
    ]
    for base, modele in (("reference", Structure), ("es", EtablissementEligible)):
        nommees = modele.objects.a_la_version(bases[base].numero).nommees(debut)
        lignes = nommees.order_by("recherche", "cle").values_list("cle", "nom")[: au_plus + 1]
        trouves += [Trouve(cle, nom, cle[:2], bases[base].libelle) for cle, nom in lignes]
    return trouves[: au_plus + 1]


def _distincts(lignes: Any, precision: str, prenom: str, au_plus: int) -> list[tuple[str, str, str, str]]:
    """One line per person, whatever the number of activities; the smallest département tells namesakes apart."""
    par_personne = lignes.order_by("recherche", "cle").values_list("cle", "nom", prenom, precision)
    vues: dict[str, tuple[str, str, str, str]] = {}
    for ligne in par_personne[: 8 * (au_plus + 1)]:
        vues.setdefault(ligne[0], ligne)
    return list(vues.values())[: au_plus + 1]
