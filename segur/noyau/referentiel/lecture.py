"""From raw rows to checked rows: every problem of the workbook is found in one reading (docs/rem.md lists them)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from django.utils.text import slugify

from segur.noyau.referentiel.classeur import LigneBrute, lire_feuille
from segur.noyau.referentiel.models import Criticite, Perimetre
from segur.noyau.referentiel.problemes import Gravite, Probleme, avertissement, erreur
from segur.noyau.referentiel.texte import en_html, en_texte

PROFIL_GENERAL = "Général"
CHAPITRE_ABSENT = "Chapitre non précisé"
ORDRE_MAX = 2**31 - 1
PERIMETRES = {
    "vague 1": Perimetre.VAGUE_1,
    "va1": Perimetre.VAGUE_1,
    "vague 2": Perimetre.VAGUE_2,
    "va2": Perimetre.VAGUE_2,
}
CRITICITES = {
    "mineure": Criticite.MINEURE,
    "minor": Criticite.MINEURE,
    "majeure": Criticite.MAJEURE,
    "major": Criticite.MAJEURE,
    "critique": Criticite.CRITIQUE,
    "critical": Criticite.CRITIQUE,
    "indéfinie": Criticite.INDEFINIE,
    "undefined": Criticite.INDEFINIE,
}
OBLIGATOIRES = ("ID", "N° scénario", "N° preuve", "Preuve")
LONGUEURS = {
    "ID": 60,
    "N° scénario": 60,
    "N° preuve": 60,
    "Chapitre": 250,
    "Fonction": 300,
    "Profil historique": 120,
}
LONGUEUR_PROFIL = 60
REPETEES = ("Périmètre", "Chapitre", "Fonction", "Exigence", "Commentaire", "Profil", "Profil historique", "Criticité")
SANS_CONTENU = {
    "Fonction": "La fonction est vide : l’exigence n’aura pas de titre.",
    "Exigence": "L’énoncé de l’exigence est vide.",
}


@dataclass(frozen=True, slots=True)
class LigneRem:
    """One expected proof with its requirement and scenario. Texts are sanitised HTML, `libelle` is plain."""

    ligne: int
    perimetre: str
    identifiant: str
    chapitre: str
    fonction: str
    enonce: str
    commentaire: str
    profils: tuple[str, ...]
    scenario: str
    enonce_scenario: str
    preuve: str
    libelle: str
    profil_historique: str
    criticite: str
    ordre: int

    @property
    def contenu(self) -> tuple[object, ...]:
        """Everything but the place in the sheet."""
        return astuple(self)[1:]


@dataclass(frozen=True)
class Lecture:
    """`lignes` in the order of the REM, empty when there is an error."""

    lignes: tuple[LigneRem, ...]
    problemes: tuple[Probleme, ...]

    @property
    def erreurs(self) -> tuple[Probleme, ...]:
        return tuple(p for p in self.problemes if p.gravite == Gravite.ERREUR)

    @property
    def avertissements(self) -> tuple[Probleme, ...]:
        return tuple(p for p in self.problemes if p.gravite == Gravite.AVERTISSEMENT)


def lire(contenu: bytes) -> Lecture:
    """Reads a whole workbook and reports everything wrong in it, sorted by row. Never raises."""
    feuille = lire_feuille(contenu)
    problemes = sorted((*feuille.problemes, *controler(feuille.lignes)), key=lambda p: p.ligne)
    if any(p.gravite == Gravite.ERREUR for p in problemes):
        return Lecture((), tuple(problemes))
    lignes = sorted((_ligne_rem(brute) for brute in feuille.lignes), key=lambda ligne: (ligne.ordre, ligne.ligne))
    return Lecture(tuple(lignes), tuple(problemes))


def controler(lignes: tuple[LigneBrute, ...]) -> Iterator[Probleme]:
    for ligne in lignes:
        yield from _controler_ligne(ligne)
    yield from _preuves_en_double(lignes)
    yield from _exigences_discordantes(lignes)
    yield from _scenarios_discordants(lignes)
    yield from _identifiants_partages(lignes)


def _controler_ligne(ligne: LigneBrute) -> Iterator[Probleme]:
    yield from _obligatoires(ligne)
    yield from _trop_longs(ligne)
    yield from _valeurs_connues(ligne)
    yield from _profils_a_revoir(ligne)
    yield from _textes_absents(ligne)
    yield from _hierarchie(ligne)


def _obligatoires(ligne: LigneBrute) -> Iterator[Probleme]:
    for colonne in OBLIGATOIRES:
        if not ligne.valeurs[colonne]:
            yield erreur(ligne.ligne, colonne, "", f"« {colonne} » est vide.", "Renseignez la cellule.")
    if ligne.valeurs["Preuve"] and not en_texte(ligne.valeurs["Preuve"]):
        yield erreur(ligne.ligne, "Preuve", ligne.valeurs["Preuve"], "« Preuve » est vide.", "Renseignez la cellule.")


def _trop_longs(ligne: LigneBrute) -> Iterator[Probleme]:
    for colonne, longueur in LONGUEURS.items():
        if len(ligne.valeurs[colonne]) > longueur:
            explication = f"« {colonne} » dépasse {longueur} caractères."
            yield erreur(ligne.ligne, colonne, ligne.valeurs[colonne], explication, "Raccourcissez la valeur.")
    for profil in _decouper(ligne.valeurs["Profil"]):
        if len(profil) > LONGUEUR_PROFIL or not slugify(profil):
            explication = f"Le nom du profil n’a aucune lettre ou dépasse {LONGUEUR_PROFIL} caractères."
            yield erreur(ligne.ligne, "Profil", profil, explication, "Écrivez le nom d’un profil.")


def _valeurs_connues(ligne: LigneBrute) -> Iterator[Probleme]:
    perimetre, criticite, ordre = (ligne.valeurs[c] for c in ("Périmètre", "Criticité", "Ordre"))
    if perimetre.casefold() not in PERIMETRES:
        yield erreur(ligne.ligne, "Périmètre", perimetre, "Périmètre inconnu.", "Écrivez « Vague 1 » ou « Vague 2 ».")
    if not criticite:
        explication = "La criticité est vide : l’exigence est importée avec une criticité indéfinie."
        yield avertissement(ligne.ligne, "Criticité", "", explication, "Renseignez la criticité.")
    elif criticite.casefold() not in CRITICITES:
        reparation = "Écrivez « Mineure », « Majeure », « Critique » ou « Indéfinie »."
        yield erreur(ligne.ligne, "Criticité", criticite, "Criticité inconnue.", reparation)
    if not re.fullmatch(r"[0-9]{1,10}", ordre) or int(ordre) > ORDRE_MAX:
        yield erreur(ligne.ligne, "Ordre", ordre, "L’ordre n’est pas un nombre entier.", "Écrivez 1, 2, 3…")


def _profils_a_revoir(ligne: LigneBrute) -> Iterator[Probleme]:
    valeur = ligne.valeurs["Profil"]
    if not _decouper(valeur):
        explication = "Le profil est vide : l’exigence est rattachée au profil Général."
        yield avertissement(ligne.ligne, "Profil", valeur, explication, "Écrivez « Général » ou le profil voulu.")
    for profil in _decouper(valeur):
        if _est_general(profil) and profil.casefold() != PROFIL_GENERAL.casefold():
            explication = f"« {profil} » est lu comme le profil Général."
            yield avertissement(ligne.ligne, "Profil", profil, explication, "Écrivez « Général ».")


def _textes_absents(ligne: LigneBrute) -> Iterator[Probleme]:
    if not ligne.valeurs["Chapitre"]:
        explication = f"Le chapitre est vide : la preuve est rangée sous « {CHAPITRE_ABSENT} »."
        yield avertissement(ligne.ligne, "Chapitre", "", explication, "Renseignez le chapitre.")
    for colonne, explication in SANS_CONTENU.items():
        if not ligne.valeurs[colonne]:
            yield avertissement(ligne.ligne, colonne, "", explication, "Renseignez la cellule.")
    scenario = ligne.valeurs["Scénario de conformité"]
    if not scenario or scenario.casefold().startswith("scénario absent"):
        explication = "Le scénario de conformité est absent : seule la preuve sera montrée."
        yield avertissement(ligne.ligne, "Scénario de conformité", scenario, explication, "Décrivez le scénario.")


def _hierarchie(ligne: LigneBrute) -> Iterator[Probleme]:
    exigence, scenario, preuve = (ligne.valeurs[c] for c in ("ID", "N° scénario", "N° preuve"))
    if exigence and scenario and not scenario.startswith(exigence):
        explication = f"Le numéro du scénario ne commence pas par celui de l’exigence, « {exigence} »."
        yield avertissement(ligne.ligne, "N° scénario", scenario, explication, "Vérifiez le numéro du scénario.")
    if scenario and preuve and not preuve.startswith(scenario):
        explication = f"Le numéro de la preuve ne commence pas par celui du scénario, « {scenario} »."
        yield avertissement(ligne.ligne, "N° preuve", preuve, explication, "Vérifiez le numéro de la preuve.")


def _preuves_en_double(lignes: Iterable[LigneBrute]) -> Iterator[Probleme]:
    premieres: dict[str, int] = {}
    for ligne in lignes:
        preuve = ligne.valeurs["N° preuve"]
        premiere = premieres.setdefault(preuve, ligne.ligne)
        if preuve and premiere != ligne.ligne:
            explication = f"Ce numéro de preuve est déjà celui de la ligne {premiere}."
            yield erreur(ligne.ligne, "N° preuve", preuve, explication, "Donnez à chaque preuve un numéro unique.")


def _exigences_discordantes(lignes: Iterable[LigneBrute]) -> Iterator[Probleme]:
    premieres: dict[str, LigneBrute] = {}
    for ligne in filter(lambda ligne: ligne.valeurs["ID"], lignes):
        identifiant = ligne.valeurs["ID"]
        premiere = premieres.setdefault(identifiant, ligne)
        for colonne in REPETEES:
            if ligne.valeurs[colonne] != premiere.valeurs[colonne]:
                explication = f"« {colonne} » diffère de la ligne {premiere.ligne}, de même exigence « {identifiant} »."
                reparation = f"Répétez la valeur de la ligne {premiere.ligne} ou changez l’identifiant."
                yield erreur(ligne.ligne, colonne, ligne.valeurs[colonne], explication, reparation)


def _scenarios_discordants(lignes: Iterable[LigneBrute]) -> Iterator[Probleme]:
    premieres: dict[tuple[str, str], LigneBrute] = {}
    exigences: dict[str, LigneBrute] = {}
    colonne = "Scénario de conformité"
    for ligne in filter(lambda ligne: ligne.valeurs["N° scénario"], lignes):
        exigence, scenario = ligne.valeurs["ID"], ligne.valeurs["N° scénario"]
        premiere = premieres.setdefault((exigence, scenario), ligne)
        if ligne.valeurs[colonne] != premiere.valeurs[colonne]:
            explication = f"« {colonne} » diffère de la ligne {premiere.ligne}, de même scénario « {scenario} »."
            reparation = f"Répétez le texte de la ligne {premiere.ligne} ou changez le numéro du scénario."
            yield erreur(ligne.ligne, colonne, ligne.valeurs[colonne], explication, reparation)
        autre = exigences.setdefault(scenario, ligne)
        if autre.valeurs["ID"] != exigence and premiere is ligne:
            explication = f"Ce numéro de scénario est aussi celui d’une autre exigence (ligne {autre.ligne})."
            yield avertissement(ligne.ligne, "N° scénario", scenario, explication, "Vérifiez le numéro du scénario.")


def _identifiants_partages(lignes: tuple[LigneBrute, ...]) -> Iterator[Probleme]:
    """A scenario's number reused for a proof: met in real workbooks, and harmless since proofs stay distinct."""
    scenarios = {ligne.valeurs["N° scénario"] for ligne in lignes}
    for ligne in lignes:
        preuve = ligne.valeurs["N° preuve"]
        if preuve and preuve in scenarios:
            explication = "Ce numéro de preuve est aussi un numéro de scénario."
            yield avertissement(ligne.ligne, "N° preuve", preuve, explication, "Donnez à la preuve son propre numéro.")


def _ligne_rem(brute: LigneBrute) -> LigneRem:
    valeurs = brute.valeurs
    return LigneRem(
        ligne=brute.ligne,
        perimetre=PERIMETRES[valeurs["Périmètre"].casefold()].value,
        identifiant=valeurs["ID"],
        chapitre=_sur_une_ligne(valeurs["Chapitre"]) or CHAPITRE_ABSENT,
        fonction=_sur_une_ligne(valeurs["Fonction"]),
        enonce=en_html(valeurs["Exigence"]),
        commentaire=en_html(valeurs["Commentaire"]),
        profils=profils_lus(valeurs["Profil"]),
        scenario=valeurs["N° scénario"],
        enonce_scenario=en_html(valeurs["Scénario de conformité"]),
        preuve=valeurs["N° preuve"],
        libelle=en_texte(valeurs["Preuve"]),
        profil_historique=valeurs["Profil historique"],
        criticite=CRITICITES.get(valeurs["Criticité"].casefold(), Criticite.INDEFINIE).value,
        ordre=int(valeurs["Ordre"]),
    )


def _sur_une_ligne(texte: str) -> str:
    return " ".join(en_texte(texte).split())


def profils_lus(valeur: str) -> tuple[str, ...]:
    """The profiles of a cell, each once; several are separated by « ; » or a line break. Empty means general."""
    noms = (PROFIL_GENERAL if _est_general(profil) else profil for profil in _decouper(valeur))
    return tuple(dict.fromkeys(noms)) or (PROFIL_GENERAL,)


def _decouper(valeur: str) -> list[str]:
    return [nom.strip() for nom in re.split(r"[;\n]", valeur) if nom.strip()]


def _est_general(profil: str) -> bool:
    return re.fullmatch(r"(?:va[12]\s+|profil\s+)?général(?:\s+va(?:gue )?[12])?", profil.casefold()) is not None
