"""The pages of the bases: who sees what, what they cost, what they take away."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from segur.noyau.annuaires.formats import formats
from segur.noyau.annuaires.generation import finess, rpps
from segur.noyau.annuaires.models import ImportDeBase
from segur.noyau.annuaires.models.imports import Base
from segur.noyau.comptes.models import Acteur, Utilisateur
from tests.monde import Monde
from tests.noyau.annuaires.fichiers import JOUR, activite, annuaire, importer, structures

pytestmark = pytest.mark.django_db
Connecter = Callable[[Acteur], Client]
BUDGET = 15


@pytest.fixture
def agent(monde: Monde, connecter: Connecter) -> Client:
    cache.clear()
    return connecter(monde.gestionnaire)


def cout(client: Client, adresse: str) -> int:
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(adresse)
        reponse.getvalue()
    assert reponse.status_code == 200
    return len(requetes)


def envoyer(client: Client, contenu: str, nom: str = "base-de-reference-20260202.csv", **donnees: str) -> Any:
    fichier = SimpleUploadedFile(nom, contenu.encode())
    return client.post("/bases/importer/", {"base": "reference", "fichier": fichier, **donnees})


# ---- asking ---------------------------------------------------------------------------------------------------------


def test_un_fichier_envoye_attend_un_travailleur(agent: Client, monde: Monde) -> None:
    reponse = envoyer(agent, structures({1: "A"}))

    attendu = ImportDeBase.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, attendu.get_absolute_url())
    assert (attendu.extrait_du, attendu.demande_par) == (JOUR, monde.gestionnaire.utilisateur)
    assert "L’import va commencer" in agent.get(attendu.get_absolute_url()).content.decode()


REFUS = {
    "date absente": ({"nom": "base.csv"}, "Le nom du fichier ne dit pas la date d’extraction"),
    "date à venir": ({"extrait_du": "2999-01-01"}, "est à venir"),
    "base d’autrui": ({"base": "annuaire"}, "Sélectionnez un choix valide"),
    "format inconnu": ({"nom": "base-de-reference-20260202.exe"}, "n’est pas dans un format accepté ici"),
}


@pytest.mark.parametrize(("changements", "erreur"), REFUS.values(), ids=REFUS.keys())
def test_une_demande_fautive_dit_comment_la_reparer(agent: Client, changements: dict[str, str], erreur: str) -> None:
    reponse = envoyer(agent, structures({1: "A"}), **changements)

    page = reponse.content.decode()
    assert (reponse.status_code, erreur in page) == (422, True)
    assert ImportDeBase.objects.count() == 0


def test_l_annuaire_est_a_l_ans(monde: Monde, connecter: Connecter, tmp_path: Path) -> None:
    """The ASP manages the three other bases; of this one, it sees nothing but lookups."""
    fini = importer(tmp_path, annuaire(activite(1)), "annuaire")

    page = connecter(monde.gestionnaire).get("/bases/").content.decode()
    assert ("Base de référence" in page, "Annuaire santé" in page) == (True, False)
    assert connecter(monde.gestionnaire).get(fini.get_absolute_url()).status_code == 404
    assert connecter(monde.responsable).get(fini.get_absolute_url()).status_code == 200


def test_le_fragment_se_rafraichit_tant_qu_un_travailleur_a_l_import(agent: Client, tmp_path: Path) -> None:
    envoyer(agent, structures({1: "A"}))
    attendu = ImportDeBase.objects.get()
    ImportDeBase.objects.filter(pk=attendu.pk).update(
        statut="en_cours", phase="lecture", pour_cent=40, lignes_lues=20_000, signe_de_vie_le=timezone.now()
    )

    fragment = agent.get(attendu.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 2s"' in fragment
    assert "Lecture du fichier : 20000 lignes lues, 40 %." in fragment
    assert "<html" not in fragment


# ---- reading --------------------------------------------------------------------------------------------------------


def test_les_mouvements_s_exportent_sans_les_noms(monde: Monde, connecter: Connecter, tmp_path: Path) -> None:
    importer(tmp_path, annuaire(activite(1), activite(2)), "annuaire")
    fini = importer(
        tmp_path, annuaire(activite(1, **{"Code mode exercice": "S"})), "annuaire", JOUR + timedelta(days=1)
    )

    export = connecter(monde.responsable).get(f"/bases/imports/{fini.pk}/mouvements.csv").getvalue().decode()

    lignes = [ligne.split(";")[:2] for ligne in export.splitlines()[1:]]
    assert sorted(lignes) == [["entrée", rpps(1)], ["sortie", rpps(1)], ["sortie", rpps(2)]]
    assert "MÜLLER" not in export


@pytest.mark.parametrize("adresse", ["/bases/", "/bases/?base=reference"])
def test_la_liste_coute_autant_pour_trois_imports_que_pour_un(agent: Client, tmp_path: Path, adresse: str) -> None:
    importer(tmp_path, structures({1: "A"}))
    pour_un = cout(agent, adresse)

    for ecart in (1, 2):
        importer(tmp_path, structures({1: "AB"[ecart - 1]}), jour=JOUR + timedelta(days=ecart))

    assert cout(agent, adresse) == pour_un <= BUDGET


@pytest.mark.parametrize("tranche", ["A", "Z"], ids=["importé", "refusé"])
def test_un_import_coute_autant_pour_trois_lignes_que_pour_une(agent: Client, tmp_path: Path, tranche: str) -> None:
    un = importer(tmp_path, structures({1: tranche}))
    trois = importer(tmp_path, structures(dict.fromkeys((2, 3, 4), tranche)), jour=JOUR + timedelta(days=1))

    assert cout(agent, un.get_absolute_url()) == cout(agent, trois.get_absolute_url()) <= BUDGET


def test_le_registre_coute_autant_pour_trois_consultations_que_pour_une(agent: Client, tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A"}))
    administrateur = Client()
    administrateur.force_login(Utilisateur.objects.get(email="administrateur@ans.example"))
    agent.post("/bases/clients/", {"q": finess(1)})
    pour_une = cout(administrateur, "/bases/consultations/")

    for _ in range(2):
        agent.post("/bases/clients/", {"q": finess(1)})

    assert cout(administrateur, "/bases/consultations/") == pour_une <= BUDGET


def test_une_recherche_par_nom_coute_autant_pour_trois_clients_que_pour_un(agent: Client, tmp_path: Path) -> None:
    def chercher(debut: str) -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert agent.post("/bases/clients/", {"q": debut}).status_code == 200
        return len(requetes)

    importer(tmp_path, structures(dict.fromkeys(range(10, 13), "A") | {2: "A", 3: "A"}))
    chercher("msp")

    assert chercher("msp") == chercher("msp 1") <= BUDGET + 5  # the search, its trace, its session


def test_chaque_base_a_son_format() -> None:
    assert sorted(formats()) == sorted(Base.values)
