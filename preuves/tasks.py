"""Making the official documents that are owed. A lost task loses none: the sweep finds it again every minute."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction as db

from candidatures.models import Candidature, DocumentOfficiel
from candidatures.texte import en_vigueur
from candidatures.transitions.officiels import publier, renoncer
from preuves import archive
from preuves.certificats import jumeau, produire
from preuves.lots import echus as lots_echus
from preuves.lots import retirer as retirer_le_lot
from preuves.models import ExportDossier
from preuves.transitions.archive import expirer
from preuves.transitions.archive import publier as publier_l_archive
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.documents.depot import deposer
from segur.noyau.documents.models import Document
from segur.noyau.documents.signature import HorodatageIndisponible, PdfNonSignable
from segur.noyau.transitions import Demande, Refus, Transition

PAR_BALAYAGE = 100
ZONE_DES_ARCHIVES = "archive"
SANS_HORODATAGE = "L’autorité d’horodatage ne répond pas ; le portail essaie de nouveau chaque minute."
EN_PANNE = "La production a échoué ; le portail essaie de nouveau chaque minute, et son exploitant en est averti."
logger = logging.getLogger(__name__)


@shared_task
def produire_certificat(pk: int) -> bool:
    """Makes and publishes one document. Run twice, the second publication is refused and nothing changes.

    What holds it back is kept for the ANS to read: for now (an authority that does not answer) or for good.
    """
    officiel = DocumentOfficiel.objects.filter(pk=pk, statut=DocumentOfficiel.Statut.DEMANDE).first()
    if officiel is None:
        return False
    texte = en_vigueur() if officiel.nature == DocumentOfficiel.Nature.CONVENTION else None
    officiel.jumeau = jumeau(officiel) if officiel.se_verifie else {}  # one reading: the PDF holds what the page gives
    donnees: dict[str, Any] = {"texte": texte, "jumeau": officiel.jumeau}
    try:
        donnees["pdf"] = produire(officiel, texte)
    except PdfNonSignable as cause:
        return _passer(renoncer, officiel, {"empechement": str(cause)})
    except Exception as cause:
        dus = DocumentOfficiel._default_manager.filter(pk=pk, statut=DocumentOfficiel.Statut.DEMANDE)
        dus.update(empechement=SANS_HORODATAGE if isinstance(cause, HorodatageIndisponible) else EN_PANNE)
        raise
    return _passer(publier, officiel, donnees)


def _passer(transition: Transition, officiel: DocumentOfficiel, donnees: dict[str, Any]) -> bool:
    try:
        transition(officiel, Demande(SYSTEME, horloge.maintenant(), donnees))
    except Refus:
        logger.info("Le document %s avait déjà été publié.", officiel.pk)
        return False
    return True


@shared_task
def balayer_certificats() -> int:
    """Every minute: makes what is still owed. Returns how many were made."""
    dus = DocumentOfficiel.objects.filter(statut=DocumentOfficiel.Statut.DEMANDE).order_by("pk")
    cles = dus.values_list("pk", flat=True)[:PAR_BALAYAGE]
    return sum(_sans_arreter_les_autres(produire_certificat, pk) for pk in cles)


def _sans_arreter_les_autres(produire: Callable[[int], bool], pk: int) -> bool:
    """One document that cannot be made is told to the operator, and does not hold the others back."""
    try:
        return produire(pk)
    except Exception:
        logger.exception("%s : échec sur %s ; nouvel essai plus tard.", produire, pk)
        return False


@shared_task
def produire_archive(pk: int) -> bool:
    """Makes and publishes one archive. Only one worker at a time has it; a dead one leaves it to the sweep."""
    export = ExportDossier.objects.prendre(pk)
    if export is None:
        return False
    with db.atomic():
        dossier = Candidature.objects.pour_dossier().select_for_update(of=("self",)).get(pk=export.candidature_id)
        contenu = archive.lire(dossier, horloge.maintenant())
    precedent = ExportDossier.objects.filter(candidature=dossier, version__isnull=False).order_by("version").last()
    numero, empreinte = (precedent.version or 0, precedent.empreinte) if precedent else (0, "")
    version = numero if empreinte == contenu.empreinte else numero + 1
    if precedent is not None and precedent.document and version == numero:
        return _publier_l_archive(export, precedent.document, version, contenu)
    document = _ecrire_l_archive(export, contenu, version)
    if not _publier_l_archive(export, document, version, contenu):
        document.delete()  # nobody owns it
        return False
    return True


@shared_task
def balayer_archives() -> int:
    """Every minute: makes what is still owed and that no worker is making. Returns how many were made."""
    dus = ExportDossier.objects.a_produire().order_by("pk").values_list("pk", flat=True)[:PAR_BALAYAGE]
    return sum(_sans_arreter_les_autres(produire_archive, pk) for pk in dus)


@shared_task
def retirer_ce_qui_est_echu() -> int:
    """Every hour: archives kept long enough, and lots that nobody deposits. Returns how many of both."""
    le = horloge.maintenant()
    echues = ExportDossier.objects.echues(le).order_by("pk").values_list("pk", flat=True)[:PAR_BALAYAGE]
    retirees = sum(_sans_arreter_les_autres(_retirer_l_archive, pk) for pk in echues)
    _oublier_les_archives_retirees(le)
    lots = lots_echus(le).values_list("pk", flat=True)[:PAR_BALAYAGE]
    return retirees + sum(_sans_arreter_les_autres(partial(retirer_le_lot, le=le), pk) for pk in lots)


def _retirer_l_archive(pk: int) -> bool:
    export = ExportDossier.objects.select_related("candidature").get(pk=pk)
    try:
        expirer(export, Demande(SYSTEME, horloge.maintenant()))
    except Refus:
        return False
    return True


def _oublier_les_archives_retirees(le: datetime) -> None:
    """The documents that no line offers any more; their stored bytes follow, since nothing names them."""
    limite = le - timedelta(days=settings.ARCHIVES_GARDEES_JOURS)
    Document.objects.filter(zone=ZONE_DES_ARCHIVES, exports=None, depose_le__lt=limite).delete()


def _ecrire_l_archive(export: ExportDossier, contenu: archive.Contenu, version: int) -> Document:
    en_tout, le = len(contenu.fichiers), horloge.maintenant()
    export.avancer(0, en_tout)
    with TemporaryFile() as flux:
        entete = {"version": version, "produite_le": le}
        archive.ecrire(contenu, flux, entete, lambda copies: export.avancer(copies, en_tout))
        nom = f"dossier-{contenu.candidature.numero}-version-{version}.zip"
        return deposer(flux, nom=nom, zone=ZONE_DES_ARCHIVES, acteur=SYSTEME, le=le)


def _publier_l_archive(
    export: ExportDossier, document: Document | None, version: int | None, contenu: archive.Contenu
) -> bool:
    donnees: dict[str, Any] = {"document": document, "version": version, "contenu": contenu.empreinte}
    try:
        publier_l_archive(export, Demande(SYSTEME, horloge.maintenant(), donnees))
    except Refus:
        logger.info("L’archive %s avait déjà été publiée.", export.pk)
        return False
    return True
