"""The pages of the supplier and of the ANS, as they answer."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from financement.models import Commande, JournalTransmis, MoisDeMonitoring
from segur.noyau import horloge
from segur.noyau.comptes.models import Role, Utilisateur
from tests.financement.secondaire.exemples import LE, mandataire, noter

pytestmark = pytest.mark.django_db
BUDGET = 15


@pytest.fixture
def editeur(commande: Commande, settings: Any) -> Client:
    settings.DEMO = True
    horloge.regler(LE)
    client = Client()
    client.force_login(mandataire(commande).personne)
    return client


def cout(client: Client, adresse: str) -> tuple[int, str]:
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(adresse)
        corps = reponse.getvalue().decode()
    assert reponse.status_code == 200
    return len(requetes), corps


@pytest.mark.exigence("SEC-02", "SEC-03")
def test_le_fournisseur_suit_ses_clients_et_saisit_un_mois(
    commande: Commande, autre: Commande, editeur: Client
) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 10)))
    page, adresse = "/financement/secondaire/", f"/financement/secondaire/{commande.pk}/"

    nombre, corps = cout(editeur, page)
    _, fiche = cout(editeur, adresse)
    faux = editeur.post(f"{adresse}mois/", {"mois": "2028-05", "dt": "20", "dm": "21", "t": "5", "tq": "4", "ts": "x"})
    incoherent = editeur.post(
        f"{adresse}mois/", {"mois": "2028-05", "dt": "20", "dm": "21", "t": "5", "tq": "4", "ts": "1"}
    )
    juste = editeur.post(
        f"{adresse}mois/", {"mois": "05/2028", "dt": "1 250", "dm": "21", "t": "5", "tq": "4", "ts": "1"}
    )

    assert nombre <= BUDGET
    assert ("0,5" in corps, "60 sur 120 documents" in corps, "<svg" in fiche) == (True, True, True)
    assert (faux.status_code, incoherent.status_code, juste.status_code) == (422, 422, 302)
    assert "ne dépasse pas" in incoherent.content.decode()
    assert MoisDeMonitoring.objects.filter(commande=commande, mois="2028-05-01", dt=1250).exists()


@pytest.mark.exigence("SEC-05")
def test_l_ans_lit_les_journaux_recus(commande: Commande, editeur: Client) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 10)))
    assert editeur.post(f"/financement/secondaire/{commande.pk}/journal/").status_code == 302
    journal = JournalTransmis.objects.get()
    ans = Client()
    ans.force_login(Utilisateur.objects.ayant_role(Role.VERIFICATEUR).earliest("pk"))

    nombre, liste = cout(ans, "/financement/secondaire/journaux/?statut=transmis")
    _, fiche = cout(ans, journal.get_absolute_url())

    assert nombre <= BUDGET
    assert ("30/09/2029" in liste, "Annoncer une vérification" in fiche) == (True, True)
    assert ans.get(f"/financement/secondaire/{commande.pk}/").status_code == 404
    assert ans.get("/financement/secondaire/").status_code == 403


def test_les_fichiers_du_format_se_telechargent(editeur: Client) -> None:
    for quoi in ("vierge.csv", "exemple.csv", "exemple.json", "schema.json"):
        assert editeur.get(f"/financement/secondaire/format/{quoi}/").status_code == 200
    assert editeur.get("/financement/secondaire/format/autre/").status_code == 404
    assert "journal-de-monitoring" in editeur.get("/financement/secondaire/format/").content.decode()
    assert editeur.get("/financement/secondaire/importer/").status_code == 200
