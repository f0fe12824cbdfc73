"""What comes late, twice or after the sending: the last value known stays, and each page tells what happened."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import File
from django.test import Client

from financement.formats.journal import en_csv
from financement.journaux import executer, recevoir
from financement.models import Commande, ImportDeJournal, JournalTransmis, MoisDeMonitoring
from financement.transitions import secondaire as gestes
from segur.noyau import horloge
from segur.noyau.comptes.models import Utilisateur, acteur_pour
from segur.noyau.transitions import Demande
from tests.financement.secondaire.exemples import LE, demande, importer, ligne, mandataire

pytestmark = pytest.mark.django_db
IMPORTER = "/financement/secondaire/importer/"


@pytest.fixture
def editeur(commande: Commande, settings: Any) -> Client:
    settings.DEMO = True
    horloge.regler(LE + timedelta(days=2))
    client = Client()
    client.force_login(mandataire(commande).personne)
    return client


@pytest.fixture
def transmis(commande: Commande) -> JournalTransmis:
    importer(commande, [ligne(commande, rang) for rang in range(6)])
    gestes.transmettre_le_journal(commande, demande(commande))
    return JournalTransmis.objects.get()


def de_l_ans(role: str, **donnees: Any) -> Demande:
    return Demande(acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk")), LE, donnees)


def actuel(commande: Commande) -> int:
    return MoisDeMonitoring.objects.actuels().get(commande=commande, mois="2027-10-01").dm


def recu(commande: Commande, dm: int, minutes: int) -> ImportDeJournal:
    """A file received, that no worker has taken yet."""
    octets = File(BytesIO(en_csv([ligne(commande, 0, dm=dm)])), name="journal.csv")
    importation, _ = recevoir(commande.demande.fournisseur, octets, demande(commande, LE + timedelta(minutes=minutes)))
    return importation


# ---- imports --------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("SEC-03", "SEC-05")
def test_un_fichier_lu_en_retard_ne_remplace_pas_une_valeur_recue_apres_lui(
    commande: Commande, editeur: Client
) -> None:
    premier, correction = recu(commande, 5, 0), recu(commande, 15, 1)

    executer(correction.pk)
    executer(premier.pk)

    premier.refresh_from_db()
    assert actuel(commande) == 15
    assert (premier.gardees, premier.ecartees, premier.anomalies[0]["chemin"]) == (0, 1, "mois")
    assert "est gardée" in premier.anomalies[0]["attendu"]
    renvoye = recu(commande, 5, 2)
    executer(renvoye.pk)
    assert (renvoye.pk == premier.pk, actuel(commande)) == (False, 5)
