"""The page of reminders: what is to leave, what left, to whom, why not; the vendor's line; the command."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidatures.models import Relance
from candidatures.rappels.envoi import envoyer
from candidatures.transitions import administrative
from segur.noyau import horloge
from segur.noyau.comptes.models import Role
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import PARIS
from tests.candidatures.rappels.gestes import DATE_1, a_l_heure, publier
from tests.monde import Monde

pytestmark = pytest.mark.django_db
ADRESSE = "/pilotage/rappels/"
BUDGET = 15
J_10 = DATE_1 - timedelta(days=10)
JOUR = timedelta(days=1)


@pytest.fixture(autouse=True)
def dix_jours_avant(settings) -> None:
    settings.DEMO = True
    horloge.regler(J_10)


@pytest.fixture
def ans(monde: Monde, connecter) -> Client:
    return connecter(monde.responsable)


def a_risque(monde: Monde, produit: str):
    scenario = monde.brouillon(produit=produit)
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    return scenario


def csv(client: Client, **filtre: str) -> list[list[str]]:
    texte = client.get(ADRESSE, {"format": "csv", **filtre}).getvalue().decode("utf-8-sig")
    return [ligne.split(";") for ligne in texte.strip().splitlines()[1:]]


def test_les_rappels_a_venir_disent_a_qui_et_pourquoi_non(monde: Monde, ans: Client) -> None:
    a_risque(monde, "Incomplet")
    monde.soumise(produit="Complet")

    lignes = [(ligne[1], ligne[3], *ligne[8:]) for ligne in csv(ans, palier="J-7") + csv(ans, palier="H-2")]
    page = ans.get(ADRESSE, {"palier": "J-7"}).content.decode()

    editeur = "Claire Martin, Hugo Petit, Léa Dubois"
    rien = "Ne partira pas : l’éditeur n’a rien à faire"
    assert [ligne[:3] for ligne in lignes] == [
        ("J-7", "Incomplet - 1.0", "Partira"),
        ("J-7", "Complet - 1.0", rien),
        ("H-2", "Incomplet - 1.0", "Partira"),
        ("H-2", "Complet - 1.0", rien),
    ]
    assert len(lignes[0][3].split(", ")) == len(editeur.split(", "))
    assert lignes[0][4] == str(monde.responsable.personne)
    assert rien in page
    assert "L’étape 2 (éligibilité) n’est pas soumise" in page


def test_les_rappels_passes_disent_ce_qui_fut_envoye_et_a_qui(monde: Monde, ans: Client) -> None:
    scenario = a_risque(monde, "Incomplet")
    monde.soumise(produit="Complet")
    envoyer(a_l_heure(DATE_1, "J-7"))

    lignes = {ligne[3]: ligne for ligne in csv(ans, vue="traites", palier="J-7")}
    page = ans.get(ADRESSE, {"vue": "traites", "issue": "envoyee"}).content.decode()

    assert {produit: ligne[8] for produit, ligne in lignes.items()} == {
        "Incomplet - 1.0": "Envoyé",
        "Complet - 1.0": "Pas envoyé : l’éditeur n’a rien à faire",
    }
    assert (scenario.candidature.numero in page, "Complet - 1.0" in page) == (True, False)
    assert f"{monde.responsable.personne}, ANS" in page


def test_un_brouillon_n_est_pas_montre_a_l_ans(monde: Monde, ans: Client) -> None:
    monde.brouillon(produit="Secret")
    envoyer(J_10)

    assert Relance.objects.count() > 0
    assert (csv(ans), csv(ans, vue="traites")) == ([], [])


def test_la_page_montre_les_dates_deja_amendees(monde: Monde, ans: Client) -> None:
    """A text of the day after tomorrow moves Date 1 away: its reminders are no longer planned, the new ones are."""
    a_risque(monde, "Incomplet")
    publier(1, DATE_1 + 10 * JOUR, J_10 + 2 * JOUR)

    lignes = [(ligne[1], ligne[6]) for ligne in csv(ans)]

    nouvelle = "25/10/2025 à 12:00 (heure de Paris)"
    assert lignes == [(code, nouvelle) for code in ("J-14", "J-7", "J-2", "J-1", "H-2")]


def test_la_liste_se_cherche_se_filtre_et_se_pagine(monde: Monde, ans: Client) -> None:
    for rang in range(3):
        a_risque(monde, f"Produit {rang}")

    pages = [ans.get(ADRESSE, {"page": numero}).content.decode().count("<tr><td>") for numero in (1, 2)]

    assert pages == [10, 2]
    assert {ligne[3] for ligne in csv(ans, q="produit 2")} == {"Produit 2 - 1.0"}
    assert csv(ans, obligation="date-3") == []
    assert "Aucun rappel avec ces critères." in ans.get(ADRESSE, {"q": "inconnu"}).content.decode()


@pytest.mark.parametrize("role", [Role.VERIFICATEUR, Role.COLLEGE])
def test_la_page_est_a_ceux_qui_suivent_le_calendrier(monde: Monde, agent, connecter, role: str) -> None:
    assert connecter(agent("Nora", "Lenoir", role)).get(ADRESSE).status_code == 403


@pytest.mark.parametrize("suite", ["", "?vue=traites", "?format=csv", "?vue=traites&format=csv"])
def test_la_page_coute_autant_pour_trois_dossiers_que_pour_un(monde: Monde, ans: Client, suite: str) -> None:
    couts = []
    for noms in (("Un",), ("Deux", "Trois")):
        for nom in noms:
            a_risque(monde, nom)
            monde.soumise(produit=f"{nom} complet")
        envoyer(a_l_heure(DATE_1, "J-14"))
        ans.get(f"{ADRESSE}{suite}")
        with CaptureQueriesContext(connection) as requetes:
            ans.get(f"{ADRESSE}{suite}").getvalue()
        couts.append(len(requetes))

    assert couts[0] == couts[1] <= BUDGET


# ---- the command ----------------------------------------------------------------------------------------------------


def lancer(*arguments: str) -> list[str]:
    sortie = StringIO()
    call_command("rappels", *arguments, stdout=sortie)
    return sortie.getvalue().strip().splitlines()


def test_la_commande_a_blanc_liste_sans_rien_ecrire(monde: Monde) -> None:
    numero = monde.brouillon().candidature.numero

    lignes = lancer("--a-blanc", "--au", "2025-10-13 12:00")
    veille = lancer("--a-blanc", "--au", "2025-09-15 11:59")

    assert lignes[0] == "Au 13/10/2025 à 12:00 (heure de Paris), d’après ce qui manque aujourd’hui :"
    assert [ligne.split(", date-1 ")[0] for ligne in lignes[1:]] == [f"{numero} LogiMed - 1.0"] * 4
    assert lignes[4].startswith(f"{numero} LogiMed - 1.0, date-1 J-2 : L’étape 1 (candidature administrative)")
    assert "→ mandataire@logipro.example" in lignes[4]
    assert "Ne partira pas : un palier plus proche est venu" in lignes[3]
    assert veille[1:] == ["Aucun rappel n’est dû."]
    assert (Relance.objects.count(), Notification.objects.filter(categorie="rappel").count()) == (0, 0)


def test_la_commande_envoie_a_l_heure_du_portail(monde: Monde) -> None:
    monde.brouillon()

    assert lancer() == ["Rappels traités : 2."]
    assert lancer() == ["Rappels traités : 0."]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--au", "2025-10-13 12:00"], "--au ne s’emploie qu’avec --a-blanc"),
        (["--a-blanc", "--au", "demain"], "« demain » n’est pas une date"),
    ],
)
def test_la_commande_refuse_en_francais(monde: Monde, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        lancer(*arguments)


def test_une_relance_interrompue_est_listee_a_blanc(monde: Monde) -> None:
    scenario = monde.brouillon()
    heure = a_l_heure(DATE_1, "J-7")
    Relance.objects.create(
        candidature=scenario.candidature, obligation="date-1", echeance=DATE_1, palier="J-7", prevue_le=heure
    )
    au = datetime.strftime(heure.astimezone(PARIS), "%Y-%m-%d %H:%M")

    lignes = lancer("--a-blanc", "--au", au)

    assert [ligne.split("date-1 ")[1].split(" : ")[0] for ligne in lignes[1:]] == ["J-7", "J-30", "J-14"]
