"""Clients whose VA is declared, and months of their journals."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import File

from financement.formats.journal import en_csv
from financement.journaux import executer, recevoir
from financement.models import Commande, ImportDeJournal, JournalTransmis, MoisDeMonitoring
from financement.regles.secondaire.parametres import Regime, regime
from segur.noyau.comptes.models import Acteur, Role, Utilisateur, acteur_pour
from segur.noyau.temps import ajouter_mois
from segur.noyau.transitions import Demande
from tests.financement.commandes.exemples import LGC, a
from tests.financement.soldes.exemples import commande_validee, creance_de

LE = a(2029, 3, 15, 10)
VA = date(2027, 9, 14)
DEBUT = date(2027, 10, 1)


def textes() -> Regime:
    lu = regime(LGC, LE.date())
    assert lu is not None
    return lu


def cliente(
    fournisseur: Any, candidature: Any, le: datetime, rang: int = 1, va: date = VA, *, engagee: bool = False
) -> Commande:
    """An order whose balance is claimed, with its VA. `engagee`: in the ledger."""
    commande = commande_validee(fournisseur, candidature, le, rang=rang, engagee=engagee)
    creance_de(commande, va_signee_le=va)
    return commande


def mandataire(commande: Commande) -> Acteur:
    firme = commande.demande.fournisseur.organisation
    return acteur_pour(Utilisateur.objects.ayant_role(Role.MANDATAIRE, organisation=firme).earliest("pk"), firme.pk)


def demande(commande: Commande, le: datetime = LE, **donnees: Any) -> Demande:
    return Demande(mandataire(commande), le, donnees)


def ligne(commande: Commande, rang: int, dt: int = 20, dm: int = 12, **changements: Any) -> dict[str, Any]:
    """The month of this rank, from 0."""
    mois = f"{ajouter_mois(DEBUT, rang):%Y-%m}"
    valeurs = {"mois": mois, "dt": dt, "dm": dm, "t": 50, "tq": 40, "ts": 3}
    return {"commande": commande.reference, "cle": commande.cle} | valeurs | changements


def importer(
    commande: Commande, contenu: bytes | list[dict[str, Any]], le: datetime = LE, nom: str = "journal.csv"
) -> ImportDeJournal:
    octets = contenu if isinstance(contenu, bytes) else en_csv(contenu)
    importation, _ = recevoir(commande.demande.fournisseur, File(BytesIO(octets), name=nom), demande(commande, le))
    executer(importation.pk)
    return ImportDeJournal.objects.get(pk=importation.pk)


def noter(commande: Commande, valeurs: dict[int, tuple[int, int]]) -> ImportDeJournal:
    """Months by their rank, straight in the database."""
    par = commande.demande.recue_de
    importation = ImportDeJournal.objects.create(
        fournisseur=commande.demande.fournisseur, source="formulaire", recu_le=LE, recu_de=par
    )
    MoisDeMonitoring.objects.bulk_create(
        MoisDeMonitoring(
            commande=commande, mois=ajouter_mois(DEBUT, rang), dt=dt, dm=dm, t=9, tq=8, ts=1, recu_le=LE,
            importation=importation,
        )
        for rang, (dt, dm) in valeurs.items()
    )  # fmt: skip
    return importation


def secondaire_suivie(fournisseur: Any, candidature: Any) -> tuple[ImportDeJournal, JournalTransmis]:
    """A client whose journal was sent: enough to ask who may see it."""
    commande = cliente(fournisseur, candidature, LE - timedelta(days=200), rang=990)
    importation = noter(commande, dict.fromkeys(range(6), (20, 12)))
    return importation, JournalTransmis.objects.create(
        commande=commande,
        transmis_le=LE,
        transmis_par=commande.demande.recue_de,
        periode_du=DEBUT,
        periode_au=date(2028, 3, 31),
        dt=120,
        dm=72,
        perf=1,
    )
