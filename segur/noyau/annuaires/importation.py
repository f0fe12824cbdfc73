"""From a file to a version of a base: read, compared, then switched in one transaction, or refused with reasons."""

import io
import logging
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db import transaction as db
from django.utils import timezone

from segur.noyau import horloge
from segur.noyau.annuaires import regles, transitions
from segur.noyau.annuaires.anomalies import Carnet, Genre
from segur.noyau.annuaires.entrepot import Ecart, Entrepot, entrepot
from segur.noyau.annuaires.formats import Format
from segur.noyau.annuaires.lecture import FichierIllisible, Lecture, Ligne
from segur.noyau.annuaires.models import ImportDeBase, VersionDeBase
from segur.noyau.annuaires.models.imports import bases_gerees
from segur.noyau.annuaires.parametres import IMPORT
from segur.noyau.comptes.models import SYSTEME, Acteur, Utilisateur
from segur.noyau.documents.depot import deposer, empreinte
from segur.noyau.documents.models import Document
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Demande, Refus

ZONE_DU_RAPPORT = "rapport_d_import"
Phase = ImportDeBase.Phase
logger = logging.getLogger(__name__)


class Abandon(Exception):
    """The import is no longer this worker's: cancelled, or given to another one."""


# ---- asking ---------------------------------------------------------------------------------------------------------


def verdict_de_la_demande(base: str, extrait_du: date, le: datetime) -> Verdict:
    derniere = VersionDeBase.objects.derniere(base)
    extraction = regles.extraction_recevable(
        extrait_du=extrait_du, aujourd_hui=jour_de_paris(le), en_vigueur=derniere.extrait_du if derniere else None
    )
    return Verdict((extraction, _aucun_autre(base)))


def _aucun_autre(base: str) -> Motif:
    actif = ImportDeBase.objects.actifs().filter(base=base).first()
    if actif is None:
        return Motif("seul", True, "Aucun autre import de cette base n’est en cours.")
    signe = f" Dernier signe de vie le {en_clair(actif.signe_de_vie_le)}." if actif.signe_de_vie_le else ""
    explication = f"Un autre import de cette base n’est pas terminé ({actif.get_statut_display()}).{signe}"
    return Motif("seul", False, explication)


def demander(base: str, fichier: File, *, nom: str, extrait_du: date, acteur: Acteur, le: datetime) -> ImportDeBase:
    """Keeps the bytes and hands the import to a worker. Raises Refus, or PermissionDenied."""
    if base not in bases_gerees(acteur):
        raise PermissionDenied("Cette base est importée par d’autres rôles.")
    chemin = default_storage.save(f"annuaires/{uuid4().hex}", fichier)
    try:
        with db.atomic():
            importation = _inscrire(base, fichier, nom=nom, extrait_du=extrait_du, acteur=acteur, le=le, chemin=chemin)
            db.on_commit(lambda: transitions.confier(importation.pk))
    except Refus:
        default_storage.delete(chemin)
        raise
    return importation


def _inscrire(
    base: str, fichier: File | IO[bytes], *, nom: str, extrait_du: date, acteur: Acteur, le: datetime, chemin: str
) -> ImportDeBase:
    """The row and its line in the journal. Two at once: the database keeps one, and the other is told."""
    verdict = verdict_de_la_demande(base, extrait_du, le)
    if not verdict.favorable:
        raise Refus(verdict)
    importation = ImportDeBase(
        base=base,
        demande_le=le,
        demande_par=acteur.utilisateur,
        nom_fichier=nom[-255:],
        empreinte=empreinte(fichier),
        taille=_taille(fichier),
        chemin=chemin,
        extrait_du=extrait_du,
    )
    recit = f"Import demandé : {importation}"
    try:
        with db.atomic():
            importation.save()
            inscrire(importation, action="importdebase.demander", recit=recit, acteur=acteur, recu_le=le)
    except IntegrityError:
        raise Refus(Verdict((_aucun_autre(base),))) from None
    return importation


def _taille(flux: IO[bytes] | File) -> int:
    flux.seek(0, io.SEEK_END)
    taille = flux.tell()
    flux.seek(0)
    return taille


def importer_sur_place(
    base: str, fichier: Path, *, extrait_du: date, le: datetime, confirme_par: Utilisateur | None = None
) -> ImportDeBase:
    """By command: the file is read where it is, in place of what a former command left unfinished. Raises Refus."""
    interrompre_les_muets()
    restes = (ImportDeBase.Statut.INTERROMPU, ImportDeBase.Statut.A_CONFIRMER)
    for reste in ImportDeBase.objects.filter(base=base, statut__in=restes, chemin=""):
        transitions.annuler(reste, Demande(SYSTEME, le))
    with fichier.open("rb") as flux:
        importation = _inscrire(base, flux, nom=fichier.name, extrait_du=extrait_du, acteur=SYSTEME, le=le, chemin="")
        if confirme_par is not None:
            ImportDeBase.objects.filter(pk=importation.pk).update(confirme_par=confirme_par)
        executer(importation.pk, flux)
    return ImportDeBase.objects.pour_liste().get(pk=importation.pk)


# ---- doing ----------------------------------------------------------------------------------------------------------


def executer(pk: int, flux: IO[bytes] | None = None) -> bool:
    """Takes the import and leads it to its end. False when it is another's. Run twice, the second does nothing."""
    attendu = ImportDeBase.objects.filter(pk=pk, statut=ImportDeBase.Statut.EN_ATTENTE).first()
    if attendu is None:
        return False
    try:
        importation = transitions.prendre(attendu, _demande(maintenant=timezone.now()))
    except Refus:
        return False
    try:
        with flux or default_storage.open(importation.chemin) as ouvert:
            _mener(importation, ouvert)
    except Abandon:
        logger.info("L’import %s a été annulé ou repris : il s’arrête.", pk)
        return False
    except Exception as erreur:
        _interrompre(importation, f"Erreur du portail ({type(erreur).__name__}). La base est inchangée.")
        raise
    return True


def interrompre_les_muets() -> int:
    """Imports whose worker no longer speaks. Their base is as it was; whoever manages it may start them again."""
    muets = list(ImportDeBase.objects.muets())
    for importation in muets:
        _interrompre(importation, "Le travailleur qui importait ce fichier s’est arrêté. La base est inchangée.")
    return len(muets)


def _interrompre(importation: ImportDeBase, motif: str) -> None:
    try:
        transitions.interrompre(importation, _demande(essai=importation.essai, motif=motif))
    except Refus:
        logger.info("L’import %s n’était plus en cours.", importation.pk)


def _demande(**donnees: object) -> Demande:
    return Demande(SYSTEME, horloge.maintenant(), donnees)


def _mener(importation: ImportDeBase, flux: IO[bytes]) -> None:
    essai = importation.essai
    derniere = VersionDeBase.objects.derniere(importation.base)
    meme = derniere is not None and derniere.empreinte == importation.empreinte
    if meme and derniere is not None and derniere.extrait_du == importation.extrait_du:
        transitions.constater_identique(importation, _demande(essai=essai))
        return
    with TemporaryFile() as brouillon, io.TextIOWrapper(brouillon, encoding="utf-8", newline="") as texte:
        carnet = Carnet(texte, IMPORT.anomalies_detaillees, IMPORT.anomalies_au_rapport)
        lecture = Lecture(flux, importation.format, carnet, importation.taille)
        with entrepot(importation.format) as attente:
            _lire(importation, lecture, attente)
            if carnet.total:
                texte.flush()
                rapport = _garder_le_rapport(importation, brouillon)
                transitions.refuser(importation, _demande(essai=essai, carnet=carnet, rapport=rapport))
                return
            _decider(importation, lecture, attente)


def _lire(importation: ImportDeBase, lecture: Lecture, attente: Entrepot) -> None:
    """Into the waiting table, batch by batch: between two, the page is told, and a cancelled import stops."""
    lignes = iter(lecture)
    try:
        for lot in _lots(lignes):
            attente.verser(lot)
            _dire(importation, Phase.LECTURE, lecture)
    except FichierIllisible:
        return
    attente.tout_est_verse()
    if importation.format.cle_unique:
        _noter_les_doublons(attente, lecture.carnet, importation.format)


def _lots(lignes: Iterator[Ligne]) -> Iterator[list[Ligne]]:
    while lot := list(islice(lignes, IMPORT.lot_de_lignes)):
        yield lot


def _noter_les_doublons(attente: Entrepot, carnet: Carnet, forme: Format) -> None:
    colonne = next(champ.entete for champ in forme.champs if champ.champ == forme.cle)
    for ligne, cle, premiere in attente.doublons():
        attendu = f"un client par ligne ; celui-ci est déjà à la ligne {premiere}"
        carnet.noter(Genre.DOUBLON, ligne, colonne, cle, attendu, "Gardez une seule de ces lignes.")


def _dire(importation: ImportDeBase, phase: str, lecture: Lecture) -> None:
    if not importation.avancer(phase=phase, pour_cent=lecture.pour_cent, lignes=lecture.lignes):
        raise Abandon


def _decider(importation: ImportDeBase, lecture: Lecture, attente: Entrepot) -> None:
    _dire(importation, Phase.COMPARAISON, lecture)
    ecart = attente.comparer()
    motif = _plausible(importation, ecart)
    if not (motif.satisfait or importation.confirme_par_id):
        transitions.demander_confirmation(importation, _demande(essai=importation.essai, motif=motif))
        return
    _dire(importation, Phase.BASCULE, lecture)
    suite = {"entrepot": attente, "ecart": ecart, "lues": lecture.lignes, "ecartees": lecture.ecartees}
    transitions.publier(importation, _demande(essai=importation.essai, remarques=lecture.carnet.remarques, **suite))


def _plausible(importation: ImportDeBase, ecart: Ecart) -> Motif:
    derniere = VersionDeBase.objects.derniere(importation.base)
    return regles.retraits_plausibles(
        retires=ecart.retirees,
        en_vigueur=derniere.nb_cles if derniere else 0,
        au_plus_pour_cent=IMPORT.retraits_au_plus_pour_cent,
        controle_des=IMPORT.cles_avant_controle,
    )


def _garder_le_rapport(importation: ImportDeBase, brouillon: IO[bytes]) -> Document:
    nom = f"anomalies-{importation.base}-{importation.pk}.csv"
    return deposer(brouillon, nom=nom, zone=ZONE_DU_RAPPORT, acteur=SYSTEME, le=horloge.maintenant())
