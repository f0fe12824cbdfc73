"""« Besoin d’aide » says what the rules check, and shows nothing empty."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.html import escape

from financement import aide
from financement.grilles import TYPES
from financement.regles.enrolement import NATURES
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.monde import AVANT_DATE_1, Monde
from tests.portail.test_requetes import BUDGET, cout

Connecter = Callable[[Any], Any]
AIDE = "/financement/aide/"


def lire(reponse: Any) -> str:
    return " ".join(reponse.content.decode().split())


@pytest.mark.exigence("ENR-10", "ENR-12", "ASP-12")
def test_chaque_piece_est_dite_avec_la_reponse_qui_la_rend_due(monde: Monde, connecter: Connecter) -> None:
    page = lire(connecter(monde.mandataire).get(AIDE))

    assert {due.nature for due, _ in aide.pieces_par_reponse()} == set(NATURES)
    assert all(escape(nature.libelle) in page for nature in NATURES.values())
    assert "Un employé dépose pour le représentant légal" in page
    assert "elle doit être en cours de validité" in page
    assert "Retrouver son identifiant ou son mot de passe" in page
    assert "Les écrans du portail" in page
    assert "L’enrôlement auprès de l’ASP vague 2" in page


@pytest.mark.exigence("ASP-10", "ASP-15")
def test_l_aide_annonce_les_regles_memes_des_depots(monde: Monde, connecter: Connecter) -> None:
    page = lire(connecter(monde.mandataire).get(AIDE))

    assert all(zone.annonce() in page for zone in aide.DEPOTS)
    mentions = [mention for document in TYPES.values() for mention in document.grilles.au(AVANT_DATE_1.date()).valeur]
    assert all(escape(mention.libelle) in page and escape(mention.texte) in page for mention in mentions)


def test_l_aide_dit_qui_peut_etre_client(monde: Monde, connecter: Connecter) -> None:
    page = lire(connecter(monde.mandataire).get(AIDE))

    assert "Médecine nucléaire" in page
    assert "centre de santé dentaire" in page
    assert "au moins 1 médecin :" in page


@pytest.mark.exigence("ENR-12", "ASP-12")
def test_les_modeles_de_pieces_sont_ceux_du_dossier(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    client = connecter(enrolable.mandataire)
    assert "dès que votre dossier d’enrôlement est ouvert" in lire(client.get(AIDE))

    enrolable.ouvrir()

    page = lire(client.get(AIDE))
    for nature in ("non_hds", "mandat"):
        assert f'href="/financement/enrolements/{enrolable.pk}/modeles/{nature}/"' in page


def test_une_section_vide_n_est_pas_montree(monde: Monde) -> None:
    du_fournisseur = {lue.section.cle for lue in aide.lire(monde.mandataire, AVANT_DATE_1)}
    de_l_agent = {lue.section.cle for lue in aide.lire(monde.gestionnaire, AVANT_DATE_1)}

    assert du_fournisseur - de_l_agent == {"pieces"}


@pytest.mark.exigence("ASP-01", "ASP-15")
@pytest.mark.parametrize(("qui", "statut"), [("salarie", 200), ("gestionnaire", 200), ("verificateur", 403)])
def test_l_aide_est_celle_des_fournisseurs_et_des_agents(
    monde: Monde, connecter: Connecter, qui: str, statut: int
) -> None:
    assert connecter(getattr(monde, qui)).get(AIDE).status_code == statut


@pytest.mark.exigence("ASP-01")
def test_le_menu_montre_ce_qui_existe(monde: Monde, connecter: Connecter) -> None:
    page = lire(connecter(monde.mandataire).get("/financement/"))

    entrees = ("Accueil", "Importation JSONs", "Demandes de financement", "Mon compte", "Besoin d’aide")
    assert [entree for entree in entrees if f">{entree}</a>" not in page] == []


def test_l_aide_tient_dans_le_budget(enrolable: DossierDEnrolement) -> None:
    enrolable.ouvrir()

    assert cout(enrolable.mandataire, AIDE) <= BUDGET
