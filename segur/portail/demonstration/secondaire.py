"""Months of journals of the first clients: at the threshold, just under it, far under it, hardly begun."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO

from django.core.files.base import File

from financement.formats.journal import en_csv
from financement.journaux import executer, recevoir
from financement.models import Commande
from financement.transitions.secondaire import declarer_la_resiliation
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.clientele import dossier_de

Mois = tuple[date, int, int]
"""A month, documents produced, documents that arrived."""


def ligne(commande: Commande, mois: date, dt: int, dm: int) -> dict[str, object]:
    base = {"commande": commande.reference, "cle": commande.cle, "mois": f"{mois:%Y-%m}"}
    return base | {"dt": dt, "dm": dm, "t": 3 * dt, "tq": 2 * dt, "ts": dt // 2}


def transmettre_les_mois(firme: str, journal: Mapping[Commande, Iterable[Mois]], le: datetime) -> None:
    """One file of a spreadsheet, read at once."""
    dossier = dossier_de(firme, le)
    lignes = [ligne(commande, *mois) for commande, suite in journal.items() for mois in suite]
    fichier = File(BytesIO(en_csv(lignes)), name=f"journal-{le:%Y-%m}.csv")
    demande = dossier.demande(dossier.mandataire)
    importation, _ = recevoir(dossier.enrolement.fournisseur, fichier, demande)
    executer(importation.pk)


def resilier(firme: str, commande: Commande, le: datetime) -> None:
    """The client has ended its contract that day: nothing will be claimed of its secondary service."""
    dossier = dossier_de(firme, le)
    demande = dossier.demande(dossier.mandataire, resiliee_le=jour_de_paris(le))
    declarer_la_resiliation(commande, demande)
