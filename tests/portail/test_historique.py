"""MSG-04: the history of a dossier, in words, as each person may read it, with its chain verified."""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from candidatures.transitions import conversation
from preuves.models import Preuve
from preuves.transitions import preuve as preuves
from preuves.transitions.instruction import annoter
from segur.noyau.classeurs import openpyxl_sur
from segur.noyau.journal import declencheurs
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal, Registre
from segur.noyau.journal.verification import AU_PLUS, controler
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, vue

pytestmark = pytest.mark.django_db
SECRET = "Ce mot ne sort pas de l’ANS"


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    """In step 3, with a proof sent back, a note and a message."""
    scenario = petit_monde.eligible()
    premier = scenario.chapitres()[0]
    scenario.soumettre(premier)
    preuve = premier.preuves.demandees().first()
    assert preuve is not None
    motif = scenario.demande(petit_monde.verificateur, motif="Capture illisible.", vu=vue(preuve))
    preuves.demander_modification(preuve, motif)
    annoter(preuve, scenario.demande(petit_monde.verificateur, texte=SECRET))
    voulu = {"sujet": "Écran noir", "objet": f"preuve:{preuve.pk}", "texte": "Bonjour."}
    conversation.ouvrir_un_fil(scenario.candidature, scenario.demande(scenario.editeur, **voulu))
    return scenario


@pytest.fixture
def adresse(scenario: Scenario) -> str:
    return f"/candidatures/{scenario.candidature.numero}/historique/"


def lire(client: Client, adresse: str) -> str:
    return " ".join(client.get(adresse).content.decode().split())


def alterer(**filtre: Any) -> None:
    """What whoever lifts the triggers may do."""
    declencheurs.lever(connection)
    EntreeJournal.objects.filter(**filtre).update(recit="Récit récrit")
    declencheurs.poser(connection)


@pytest.mark.exigence("MSG-04")
def test_chaque_entree_dit_le_statut_avant_et_apres_l_objet_le_motif_et_l_echeance(
    petit_monde: Monde, connecter: Callable[..., Client], adresse: str
) -> None:
    page = lire(connecter(petit_monde.mandataire), adresse)

    preuve = Preuve.objects.get(motif="Capture illisible.")
    assert "Étape 1 — Candidature administrative : « A compléter » → « Soumise »" in page
    assert f"Preuve « {preuve} » : « soumise » → « à modifier »" in page
    assert "Motif : Capture illisible." in page
    assert "Échéance appliquée : Première soumission de la candidature administrative (Date 1) : date limite le" in page
    assert f"À propos de : Preuve {preuve}" in page


@pytest.mark.parametrize(
    ("choix", "present", "absent"),
    [
        ("?qui=ans", "déclarée éligible", "Candidature administrative soumise"),
        ("?qui=editeur", "Candidature administrative soumise", "déclarée éligible"),
        ("?objet=etape2", "Éligibilité soumise", "Candidature administrative soumise"),
        ("?objet=conversation", "Fil ouvert dans la conversation", "Éligibilité soumise"),
        ("?objet=etape3", "Capture illisible.", "Éligibilité soumise"),
        ("?action=eligibilite.soumettre", "Éligibilité soumise", "Capture illisible."),
        ("?q=ECRAN+noir", "Fil ouvert dans la conversation", "Éligibilité soumise"),
        ("?q=illisible", "Capture illisible.", "Éligibilité soumise"),
        ("?au=2020-01-01", "Aucune action ne correspond.", "Éligibilité soumise"),
        ("?du=inconnu&qui=personne&objet=rien", "Éligibilité soumise", "Aucune action ne correspond."),
    ],
)
@pytest.mark.exigence("MSG-04")
def test_l_historique_se_filtre_et_se_cherche(
    petit_monde: Monde, connecter: Callable[..., Client], adresse: str, choix: str, present: str, absent: str
) -> None:
    liste = lire(connecter(petit_monde.mandataire), f"{adresse}{choix}").partition('<ul class="historique">')[2]

    assert (present in liste, absent in liste) == (True, False)


def test_un_chapitre_ou_une_preuve_se_choisit(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client], adresse: str
) -> None:
    premier, preuve = scenario.chapitres()[0], Preuve.objects.get(motif="Capture illisible.")
    client = connecter(petit_monde.mandataire)

    du_chapitre = lire(client, f"{adresse}?objet=chapitre:{premier.pk}").partition('<ul class="historique">')[2]
    de_la_preuve = lire(client, f"{adresse}?objet=preuve:{preuve.pk}").partition('<ul class="historique">')[2]

    assert (f"Chapitre « {premier} » soumis" in du_chapitre, "Capture illisible." in du_chapitre) == (True, True)
    assert ("Capture illisible." in de_la_preuve, f"Chapitre « {premier} » soumis" in de_la_preuve) == (True, False)


@pytest.mark.exigence("MSG-04")
@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_l_export_dit_la_meme_chose_et_rien_de_ce_que_seule_l_ans_lit(
    petit_monde: Monde, connecter: Callable[..., Client], adresse: str, forme: str
) -> None:
    def exporter(acteur: Any) -> str:
        contenu = b"".join(connecter(acteur).get(f"{adresse}?format={forme}"))
        if forme == "csv":
            return contenu.decode()
        feuille = openpyxl_sur().load_workbook(BytesIO(contenu)).active
        return "\n".join(str(cellule) for rangee in feuille.iter_rows(values_only=True) for cellule in rangee)

    editeur, ans = exporter(petit_monde.mandataire), exporter(petit_monde.verificateur)

    assert "Motif : Capture illisible." in editeur
    assert ("Note interne écrite" in editeur, "Note interne écrite" in ans) == (False, True)
    assert SECRET not in editeur + ans


def test_une_cellule_n_est_jamais_une_formule(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client], adresse: str
) -> None:
    inscrire(
        scenario.candidature,
        action="essai",
        recit="=1+1",
        acteur=petit_monde.mandataire,
        recu_le=scenario.instant,
        details={"motif": "\x01=2"},
    )

    contenu = b"".join(connecter(petit_monde.mandataire).get(f"{adresse}?format=xlsx"))

    feuille = openpyxl_sur().load_workbook(BytesIO(contenu)).active
    cellules = [cellule for rangee in feuille.iter_rows() for cellule in rangee]
    assert "'=1+1" in [cellule.value for cellule in cellules]
    assert {cellule.data_type for cellule in cellules} <= {"s", "n", "inlineStr"}


@pytest.mark.exigence("MSG-04")
def test_la_chaine_est_verifiee_et_la_premiere_entree_alteree_est_nommee(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client], adresse: str
) -> None:
    client, dossier = connecter(petit_monde.mandataire), scenario.candidature.cle_dossier
    nombre = EntreeJournal.objects.filter(dossier=dossier).count()
    avant = lire(client, adresse)

    alterer(dossier=dossier, rang__in=[3, 5])

    apres = lire(client, adresse)
    assert f"Historique intact : {nombre} entrées vérifiées." in avant
    assert "Entrée n° 3 : le contenu a été modifié après son inscription." in apres
    assert "Historique intact" not in apres


def test_mille_entrees_se_verifient_a_chaque_affichage_sans_attendre(
    petit_monde: Monde, scenario: Scenario, connecter: Callable[..., Client], adresse: str
) -> None:
    for _ in range(1000):
        inscrire(
            scenario.candidature, action="essai", recit="Essai", acteur=petit_monde.mandataire, recu_le=scenario.instant
        )
    client = connecter(petit_monde.mandataire)
    client.get(adresse)
    depart = time.process_time()

    page = lire(client, adresse)

    assert "Historique intact : 1" in page
    assert time.process_time() - depart < 2


def test_au_dela_d_une_borne_les_dernieres_entrees_seules_sont_verifiees_et_la_page_le_dit(scenario: Scenario) -> None:
    dossier = scenario.candidature.cle_dossier
    nombre = Registre.objects.get(dossier=dossier).rang
    alterer(dossier=dossier, rang=2)

    tout, fin = controler(dossier), controler(dossier, au_plus=5)
    alterer(dossier=dossier, rang=nombre - 5)
    borne = controler(dossier, au_plus=5)

    assert (tout.nombre, tout.verifiees, tout.anomalie and tout.anomalie.rang) == (nombre, nombre, 2)
    assert (fin.verifiees, fin.anomalie, borne.anomalie) == (5, None, None)
    assert controler(dossier, au_plus=6).anomalie is not None
    assert AU_PLUS >= 1000


def test_la_fin_disparue_se_voit(scenario: Scenario) -> None:
    dossier = scenario.candidature.cle_dossier
    nombre = Registre.objects.get(dossier=dossier).rang
    declencheurs.lever(connection)
    EntreeJournal.objects.filter(dossier=dossier, rang=nombre).delete()
    declencheurs.poser(connection)

    controle = controler(dossier, au_plus=4)

    assert controle.anomalie is not None
    assert (controle.anomalie.dossier, controle.anomalie.rang) == (dossier, nombre)
