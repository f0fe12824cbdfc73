"""An archive of pieces: each entry goes to the line that announced its name; the rest is told, with a repair."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction as db

from financement.demandes.lecture import donner_signe
from financement.models import DemandeDeFinancement, EnvoiDePieces, Instruite
from financement.natures import nature_de
from financement.plafonds import DEPOT
from financement.regles.noms import nom_conforme
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.zones import ZONES, Zone
from segur.noyau.documents.controles import defauts
from segur.noyau.documents.depliage import ArchiveIllisible, Bornes, Entree, deplier, homonymes, nom_seul
from segur.noyau.documents.depot import deposer_octets

INCONNUE = "Rien dans la demande n’annonce ce nom : nommez le fichier comme dans « pieces », puis renvoyez-le."
COMPLETE = "Ce qui l’annonce est déjà complet : rien à faire."
PLUS_RECENTE = "Une pièce jointe après l’envoi de cette archive est gardée à sa place : rien à faire."
EN_DOUBLE = "Le même fichier est déjà dans l’archive, sous ce nom : rien à faire."
HOMONYMES = (
    "D’autres fichiers de l’archive, différents, portent ce nom : aucun n’est joint. Donnez à chacun un nom à lui, "
    "annoncé dans « pieces »."
)
Destination = tuple[int, str]
"""Key of the line, kind of the piece."""


@dataclass
class Rapport:
    """What an archive gave. All the refusals are counted, the first ones are told."""

    jointes: int = 0
    nombre_de_refus: int = 0
    refus: list[dict[str, str]] = field(default_factory=list)
    issue: str = ""

    def refuser(self, nom: str, raison: str) -> None:
        self.nombre_de_refus += 1
        if len(self.refus) < DEPOT.refus_gardes:
            lisible = "".join(c if c.isprintable() else "�" for c in nom)[-200:]
            self.refus.append({"nom": lisible, "raison": raison})


@dataclass
class Attendues:
    """By file name, where it goes. Names of lines that need nothing more are known, so as to say it."""

    destinations: dict[str, list[Destination]]
    connues: frozenset[str]

    def de(self, nom: str) -> list[Destination]:
        """By the name alone, whatever the case: a request announces no folder."""
        return self.destinations.get(nom_seul(nom), [])

    def connait(self, nom: str) -> bool:
        return nom_seul(nom) in self.connues


def attendues(objet: DemandeDeFinancement) -> Attendues:
    destinations: dict[str, list[Destination]] = defaultdict(list)
    connues = set()
    for pk, statut, fichiers in objet.lignes.values_list("pk", "statut", "fichiers").iterator():
        for nature, nom in fichiers.items():
            connues.add(nom_seul(nom))
            if statut == Instruite.Statut.INCOMPLETE:
                destinations[nom_seul(nom)].append((pk, nature))
    return Attendues(dict(destinations), frozenset(connues))


def apparier(envoi: EnvoiDePieces, acteur: Acteur) -> Rapport:
    """Entry by entry, each in a transaction of its own: started again after a worker died, it does what is left."""
    rapport, ou = Rapport(), attendues(envoi.demande)
    try:
        with default_storage.open(envoi.document.fichier.chemin) as flux:
            bornes = _bornes(_zone(envoi.demande))
            ambigus = homonymes(flux, bornes)
            for entree in _une_fois(deplier(flux, bornes), ambigus, rapport):
                _placer(envoi, entree, ou, rapport, acteur)
                donner_signe(envoi.demande)
    except ArchiveIllisible as raison:
        rapport.issue = str(raison)
    return rapport


def _zone(objet: DemandeDeFinancement) -> Zone:
    return ZONES[nature_de(objet).zone_des_pieces]


def _bornes(zone: Zone) -> Bornes:
    return Bornes(
        entrees=DEPOT.archive_entrees,
        octets=DEPOT.archive_octets_au_plus,
        octets_par_fichier=zone.taille_max,
        rapport=DEPOT.archive_rapport_au_plus,
    )


def _une_fois(entrees: Iterator[Entree], ambigus: frozenset[str], rapport: Rapport) -> Iterator[Entree]:
    """A name tells whose piece it is: folders do not, so that two files of one name may be anybody's."""
    vues: set[str] = set()
    for entree in entrees:
        cle = nom_seul(entree.nom)
        if cle in vues or cle in ambigus:
            rapport.refuser(entree.nom, HOMONYMES if cle in ambigus else EN_DOUBLE)
            continue
        vues.add(cle)
        yield entree


def _placer(envoi: EnvoiDePieces, entree: Entree, ou: Attendues, rapport: Rapport, acteur: Acteur) -> None:
    destinations = ou.de(entree.nom)
    raison = entree.refus or ("" if destinations else COMPLETE if ou.connait(entree.nom) else INCONNUE)
    problemes = [raison] if raison else _defauts(entree, _zone(envoi.demande))
    if problemes:
        rapport.refuser(entree.nom, " ".join(problemes))
        return
    for destination in destinations:
        _joindre(envoi, destination, entree, rapport, acteur)


def _defauts(entree: Entree, zone: Zone) -> list[str]:
    fichier = ContentFile(entree.contenu, name=PurePosixPath(entree.nom).name)
    return defauts(fichier, zone)  # type: ignore[arg-type]


def _joindre(envoi: EnvoiDePieces, destination: Destination, entree: Entree, rapport: Rapport, acteur: Acteur) -> None:
    """Under the lock of the request, if the line still waits. The same bytes again add nothing.

    A piece joined after the archive was received stays: the worker comes later than the supplier.
    """
    pk, nature = destination
    with db.atomic():
        DemandeDeFinancement.objects.select_for_update().get(pk=envoi.demande_id)
        ligne = envoi.demande.lignes.filter(pk=pk, statut=Instruite.Statut.INCOMPLETE).first()
        if ligne is None:
            return
        actuelle = ligne.pieces.actuelles().filter(nature=nature).first()
        if actuelle and actuelle.deposee_le > envoi.recu_le:
            rapport.refuser(entree.nom, PLUS_RECENTE)
            return
        _remplacer(envoi, ligne, nature, actuelle, entree, acteur)
        rapport.jointes += 1


def _remplacer(envoi: EnvoiDePieces, ligne: Any, nature: str, actuelle: Any, entree: Entree, acteur: Acteur) -> None:
    nom, zone = nom_conforme(PurePosixPath(entree.nom).name), _zone(envoi.demande)
    document = deposer_octets(entree.contenu, nom=nom, zone=zone.code, acteur=acteur, le=envoi.recu_le)
    if actuelle and actuelle.document.fichier_id == document.fichier_id:
        document.delete()
        return
    ligne.pieces.filter(nature=nature, remplacee_le=None).update(remplacee_le=envoi.recu_le)
    ligne.pieces.create(nature=nature, document=document, deposee_le=envoi.recu_le)
