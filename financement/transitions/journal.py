"""Imports of journals: asked, taken by one worker, ended."""

from typing import Any

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from financement.models import ImportDeJournal
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

TACHE = "financement.tasks.importer_un_journal"
Statut = ImportDeJournal.Statut
BILAN = ("lues", "gardees", "corrigees", "inchangees", "ecartees", "anomalies")


def confier(pk: int) -> None:
    """To a worker; when the broker is away, the sweep will find it."""
    try:
        current_app.send_task(TACHE, args=[pk])
    except (OperationalError, OSError):
        return


def _cet_essai(importation: ImportDeJournal, demande: Demande) -> Verdict:
    """A worker believed dead, whose import was given to another one, decides nothing any more."""
    sien = demande.donnees.get("essai") == importation.essai
    return Verdict((Motif("essai", sien, "Cet import a été confié à un autre travailleur."),))


@transition(
    ImportDeJournal,
    de=Statut.EN_ATTENTE,
    vers=Statut.EN_COURS,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Commencer l’import",
    recit="Import commencé : {objet}",
    a_sa_page=False,
    discrete=True,
)
def prendre(importation: ImportDeJournal, demande: Demande) -> None:
    """For one worker only: whoever comes second is refused."""
    importation.essai += 1
    importation.signe_de_vie_le, importation.pour_cent = timezone.now(), 0


@transition(
    ImportDeJournal,
    de=Statut.EN_COURS,
    vers=Statut.TERMINE,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Terminer l’import",
    recit="Journal importé : {objet}",
    a_sa_page=False,
)
def terminer(importation: ImportDeJournal, demande: Demande) -> dict[str, Any]:
    """With its counts."""
    bilan = {nom: demande.donnees[nom] for nom in BILAN}
    for nom, valeur in bilan.items():
        setattr(importation, nom, valeur)
    importation.pour_cent, importation.termine_le = 100, demande.recu_le
    return {nom: bilan[nom] for nom in BILAN if nom != "anomalies"}


@transition(
    ImportDeJournal,
    de=Statut.EN_COURS,
    vers=Statut.ECHOUE,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Constater l’échec",
    recit="Import échoué : {objet}",
    a_sa_page=False,
)
def echouer(importation: ImportDeJournal, demande: Demande) -> None:
    """Why, in French; and where, when it is the head of the file."""
    importation.issue = demande.donnees["motif"][:500]
    importation.anomalies = demande.donnees.get("anomalies", [])
    importation.termine_le = demande.recu_le
