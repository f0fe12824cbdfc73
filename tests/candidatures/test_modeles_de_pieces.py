"""The models to fill for step 2: prefilled from the dossier, offered beside their deposit place."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from candidatures.modeles_de_pieces import MODELES
from candidatures.questionnaire import ETAPE_2, Depot
from candidatures.transitions import administrative
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, citer

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(monde: Monde) -> Scenario:
    """Step 1 filed, step 2 open."""
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    return scenario


def _repondre(scenario: Scenario, **reponses: Any) -> Any:
    etape = scenario.candidature.eligibilite
    type(etape).objects.filter(pk=etape.pk).update(**reponses)
    return etape


def _lire(client: Client, scenario: Scenario, zone: str) -> PdfReader:
    reponse = client.get(f"/candidatures/{scenario.candidature.numero}/modeles/{zone}/")
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(reponse.content))


def _texte(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.exigence("E2-13")
def test_l_attestation_des_noms_porte_l_entreprise_et_chaque_nom(
    monde: Monde, connecter: Callable[..., Client], dossier: Scenario
) -> None:
    etape = _repondre(dossier, a_d_autres_noms=True, nil="123456789")
    etape.noms_commerciaux.create(nom="LogiMed Cabinet", nil="987654321", version_technique="1.1")

    texte = _texte(_lire(connecter(monde.mandataire), dossier, "attestation_noms"))

    attendus = ("Modèle de démonstration", "LogiPro", "73282932000074", "LogiMed", "123456789", "987654321", "1.1")
    assert [attendu for attendu in (*attendus, "LogiMed Cabinet", "Présidente") if attendu not in texte] == []


@pytest.mark.parametrize(
    ("dispositif", "autres_noms", "cas"),
    [
        pytest.param("LGC vague 2", False, ["même dispositif vague 2 (cas 3)"], id="cas 3"),
        pytest.param("DUI vague 2", False, ["autre dispositif vague 2 (cas 2)"], id="cas 2"),
        pytest.param("DUI vague 2", True, ["(cas 1)", "(cas 2)"], id="cas 1 et 2"),
    ],
)
@pytest.mark.exigence("E2-26", "E2-27")
def test_l_attestation_dit_le_cas_le_nru_et_les_composants(
    monde: Monde,
    connecter: Callable[..., Client],
    dossier: Scenario,
    dispositif: str,
    autres_noms: bool,
    cas: list[str],
) -> None:
    citer(dossier.candidature, 2, "DUIV2GENU3", dispositif)
    etape = _repondre(
        dossier,
        a_d_autres_noms=autres_noms,
        souhaite_l_equivalence=True,
        a_des_composants=True,
        a_de_nouveaux_composants=True,
        a_un_nouveau_proxy=False,
    )
    etape.composants.create(editeur="Tiers SAS", denomination="Module MSSanté", version="3.0")

    texte = _texte(_lire(connecter(monde.mandataire), dossier, "attestation_equivalence"))

    attendus = [*cas, "DUIV2GENU3", dispositif, "la présence de nouveaux composants", "Module MSSanté"]
    assert [attendu for attendu in (*attendus, "l’absence d’un nouveau composant Proxy") if attendu not in texte] == []
    assert texte.count("(cas ") == len(cas)


@pytest.mark.exigence("E2-26")
def test_sans_equivalence_l_attestation_ne_parle_que_des_noms(
    monde: Monde, connecter: Callable[..., Client], dossier: Scenario
) -> None:
    _repondre(dossier, a_d_autres_noms=True)

    texte = _texte(_lire(connecter(monde.mandataire), dossier, "attestation_equivalence"))

    assert ("(cas 1)" in texte, "composant principal" in texte, "Proxy" in texte) == (True, False, False)


@pytest.mark.parametrize(("partenaires", "pages"), [(0, 1), (1, 1), (3, 3)])
@pytest.mark.exigence("E2-20")
def test_un_mandat_par_partenaire(
    monde: Monde, connecter: Callable[..., Client], dossier: Scenario, partenaires: int, pages: int
) -> None:
    etape = _repondre(dossier, represente_un_groupement=True)
    for rang in range(partenaires):
        etape.membres_du_groupement.create(denomination=f"Partenaire {rang}")

    pdf = _lire(connecter(monde.mandataire), dossier, "mandats_groupement")

    assert len(pdf.pages) == pages
    assert [f"Partenaire {rang}" in _texte(pdf) for rang in range(partenaires)] == [True] * partenaires


def test_un_dossier_vide_laisse_des_lignes_a_remplir(monde: Monde, connecter: Callable[..., Client]) -> None:
    scenario = monde.brouillon()
    client = connecter(monde.mandataire)

    textes = [_texte(_lire(client, scenario, zone)) for zone, modele in MODELES.items() if modele.gabarit]

    assert [("None" in texte, "………" in texte) for texte in textes] == [(False, True)] * 3


@pytest.mark.exigence("E2-13", "E2-19", "E2-26")
def test_chaque_modele_se_propose_a_cote_de_son_espace(
    monde: Monde, connecter: Callable[..., Client], dossier: Scenario
) -> None:
    citer(dossier.candidature, 2, "DUIV2GENU3", "DUI vague 2")
    _repondre(dossier, a_d_autres_noms=True, souhaite_l_equivalence=True, represente_un_groupement=True)
    client = connecter(monde.mandataire)

    page = client.get(f"/candidatures/{dossier.candidature.numero}/etape-2/")

    elements = [e for vue in page.context["page"].sections for e in vue.elements if e.modele]
    assert {e.depot.zone for e in elements} == set(MODELES)
    assert [client.get(e.modele).status_code for e in elements] == [200] * len(MODELES)
    assert [e.modele in page.content.decode() for e in elements] == [True] * len(MODELES)


def test_qui_parle_d_un_modele_le_donne() -> None:
    """A place that says « Modèle fourni par l’ANS » has one to download."""
    depots = [e for section in ETAPE_2 for e in section.elements if isinstance(e, Depot)]

    assert [d.zone for d in depots if "odèle" in d.aide and d.modele is None] == []


def test_sans_modele_il_n_y_a_rien_a_telecharger(monde: Monde, connecter: Callable[..., Client]) -> None:
    numero = monde.brouillon().candidature.numero
    client = connecter(monde.mandataire)

    zones = ("documentation_dsr", "versions_obsoletes", "inconnue")
    assert [client.get(f"/candidatures/{numero}/modeles/{zone}/").status_code for zone in zones] == [404] * 3


def test_le_modele_ne_se_donne_qu_a_qui_voit_la_candidature(monde: Monde, connecter: Callable[..., Client]) -> None:
    adresse = f"/candidatures/{monde.soumise().candidature.numero}/modeles/attestation_noms/"

    statuts = [connecter(qui).get(adresse).status_code for qui in (monde.autre_editeur, monde.verificateur)]

    assert statuts == [404, 200]
