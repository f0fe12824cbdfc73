"""From a checked workbook to a new version of the REM, all or nothing."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.dispositifs.models import Dispositif, Profil
from segur.noyau.referentiel.lecture import PROFIL_GENERAL, LigneRem, lire
from segur.noyau.referentiel.models import (
    Avertissement,
    ChapitreRem,
    Exigence,
    PreuveAttendue,
    Scenario,
    VersionRem,
)
from segur.noyau.referentiel.problemes import Probleme, avertissement


@dataclass(frozen=True)
class Resultat:
    """`creee` is False when the version in force already has this content."""

    version: VersionRem
    creee: bool
    avertissements: tuple[Probleme, ...]
    nb_preuves: int


class ImportRefuse(ValueError):
    """Nothing was written. `problemes` holds the errors and the warnings, in the order of the rows."""

    def __init__(self, problemes: tuple[Probleme, ...]) -> None:
        self.problemes = problemes
        super().__init__(f"{len(problemes)} problème(s) dans le classeur")


def importer_rem(
    contenu: bytes, *, nom_fichier: str, dispositif: Dispositif, importee_par: Utilisateur | None, le: datetime
) -> Resultat:
    """Makes the workbook the version in force of the dispositif's REM; ImportRefuse, and nothing written, on any error.

    The same content twice changes nothing; a new content is a new version and the former ones stay as they are.
    """
    lecture = lire(contenu)
    if lecture.erreurs:
        raise ImportRefuse(lecture.problemes)
    empreinte = _empreinte(lecture.lignes)
    with transaction.atomic():
        Dispositif.objects.select_for_update().get(pk=dispositif.pk)  # one import at a time
        en_vigueur = VersionRem.objects.en_vigueur(dispositif)
        if en_vigueur is not None and en_vigueur.empreinte == empreinte:
            return Resultat(en_vigueur, False, lecture.avertissements, en_vigueur.nb_preuves)
        profils, nouveaux = _profils(dispositif, lecture.lignes)
        version = VersionRem.objects.create(
            dispositif=dispositif,
            numero=en_vigueur.numero + 1 if en_vigueur else 1,
            empreinte=empreinte,
            nom_fichier=nom_fichier[:255],
            importee_le=le,
            importee_par=importee_par,
            nb_preuves=len(lecture.lignes),
        )
        _ecrire_arbre(version, lecture.lignes, profils)
        avertissements = (*nouveaux, *lecture.avertissements)
        _ecrire_avertissements(version, avertissements)
    return Resultat(version, True, avertissements, version.nb_preuves)


def _empreinte(lignes: tuple[LigneRem, ...]) -> str:
    contenus = json.dumps([ligne.contenu for ligne in lignes], ensure_ascii=False)
    return hashlib.sha256(contenus.encode()).hexdigest()


def _profils(dispositif: Dispositif, lignes: tuple[LigneRem, ...]) -> tuple[dict[str, Profil], list[Probleme]]:
    """Every profile named by the workbook; those the dispositif did not know are created, and reported."""
    connus = list(Profil.objects.filter(dispositif=dispositif))
    par_cle = {_cle(p.libelle): p for p in connus} | {p.code: p for p in connus}
    general = next((p for p in connus if p.est_general), None)
    if general is not None:
        par_cle[_cle(PROFIL_GENERAL)] = general
    premieres = {_cle(nom): (nom, ligne.ligne) for ligne in reversed(lignes) for nom in ligne.profils}
    fois = Counter(_cle(nom) for ligne in lignes for nom in ligne.profils)
    inconnus = {cle: lieu for cle, lieu in premieres.items() if cle not in par_cle}
    par_cle |= _creer_profils(dispositif, inconnus)
    return par_cle, [_profil_inconnu(nom, ligne, fois[cle]) for cle, (nom, ligne) in inconnus.items()]


def _cle(nom: str) -> str:
    return slugify(nom)[:60]


def _creer_profils(dispositif: Dispositif, inconnus: dict[str, tuple[str, int]]) -> dict[str, Profil]:
    dernier = Profil.objects.filter(dispositif=dispositif).aggregate(dernier=Max("ordre"))["dernier"]
    rang = 0 if dernier is None else dernier + 1
    nouveaux = [
        Profil(dispositif=dispositif, code=cle, libelle=nom, est_general=nom == PROFIL_GENERAL, ordre=rang + i)
        for i, (cle, (nom, _)) in enumerate(sorted(inconnus.items()))
    ]
    return {profil.code: profil for profil in Profil.objects.bulk_create(nouveaux)}


def _profil_inconnu(nom: str, ligne: int, fois: int) -> Probleme:
    explication = f"Profil inconnu du dispositif : il est créé ({fois} ligne{'s' if fois > 1 else ''})."
    return avertissement(ligne, "Profil", nom, explication, "Vérifiez le nom du profil.")


def _ecrire_arbre(version: VersionRem, lignes: tuple[LigneRem, ...], profils: dict[str, Profil]) -> None:
    """One insert per level. Rows come in the order of the REM, so the first row of each node gives its place."""
    chapitres: dict[str, ChapitreRem] = {}
    exigences: dict[str, Exigence] = {}
    scenarios: dict[tuple[str, str], Scenario] = {}
    noms: dict[str, tuple[str, ...]] = {}
    preuves = []
    for rang, ligne in enumerate(lignes, start=1):
        titre = ligne.chapitre
        chapitre = chapitres.setdefault(titre, ChapitreRem(version=version, titre=titre, ordre=rang))
        exigence = exigences.setdefault(ligne.identifiant, _exigence(ligne, chapitre, rang))
        cle = (ligne.identifiant, ligne.scenario)
        scenario = scenarios.setdefault(cle, _scenario(ligne, exigence, rang))
        noms.setdefault(ligne.identifiant, ligne.profils)
        preuves.append(_preuve(version, ligne, scenario, rang))
    ChapitreRem.objects.bulk_create(chapitres.values())
    Exigence.objects.bulk_create(exigences.values())
    Scenario.objects.bulk_create(scenarios.values())
    PreuveAttendue.objects.bulk_create(preuves)
    lien = Exigence.profils.through
    paires = [(exigences[identifiant], profils[_cle(nom)]) for identifiant, groupe in noms.items() for nom in groupe]
    lien.objects.bulk_create([lien(exigence=e, profil=p) for e, p in dict.fromkeys(paires)])


def _exigence(ligne: LigneRem, chapitre: ChapitreRem, rang: int) -> Exigence:
    return Exigence(
        chapitre=chapitre,
        identifiant=ligne.identifiant,
        titre=ligne.fonction,
        enonce=ligne.enonce,
        commentaire=ligne.commentaire,
        perimetre=ligne.perimetre,
        profil_historique=ligne.profil_historique,
        criticite=ligne.criticite,
        ordre=rang,
    )


def _scenario(ligne: LigneRem, exigence: Exigence, rang: int) -> Scenario:
    return Scenario(exigence=exigence, identifiant=ligne.scenario, enonce=ligne.enonce_scenario, ordre=rang)


def _preuve(version: VersionRem, ligne: LigneRem, scenario: Scenario, rang: int) -> PreuveAttendue:
    return PreuveAttendue(
        version=version, scenario=scenario, identifiant=ligne.preuve, libelle=ligne.libelle, ordre=rang
    )


def _ecrire_avertissements(version: VersionRem, avertissements: tuple[Probleme, ...]) -> None:
    Avertissement.objects.bulk_create(
        Avertissement(version=version, ligne=p.ligne, colonne=p.colonne, valeur=p.valeur, explication=p.explication)
        for p in avertissements
    )
