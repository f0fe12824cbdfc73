"""The documents that step 3 owns: seen by whoever sees the proof, or by the vendor while they wait in its lot.

Archives of a dossier are its vendor's alone."""

from django.db.models import Q

from candidatures.models import Candidature
from preuves.models import AuditIns, Depot, ExportDossier, FichierDuLot
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents import proprietaires


def depots(acteur: Acteur) -> Q:
    visibles = Candidature.objects.visibles_par(acteur)
    return Q(pk__in=Depot.objects.filter(preuve__chapitre__candidature__in=visibles).values("document"))


def lot(acteur: Acteur) -> Q:
    return Q(pk__in=FichierDuLot.objects.visibles_par(acteur).values("document"))


def audits(acteur: Acteur) -> Q:
    visibles = AuditIns._default_manager.filter(candidature__in=Candidature.objects.visibles_par(acteur))
    return Q(pk__in=visibles.values("rapport")) | Q(pk__in=visibles.values("pas_a_pas"))


def exports(acteur: Acteur) -> Q:
    return Q(pk__in=ExportDossier.objects.visibles_par(acteur).values("document"))


def declarer() -> None:
    proprietaires.declarer(depots)
    proprietaires.declarer(lot)
    proprietaires.declarer(audits)
    proprietaires.declarer(exports)
