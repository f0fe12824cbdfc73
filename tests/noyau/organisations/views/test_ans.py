"""The ANS opens firms and finds them again."""

import pytest
from django.test import Client

from segur.noyau.comptes.models import Organisation, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from tests.monde import Monde, jeton
from tests.noyau.organisations.visiteurs import SAISIE, client_de, lien, texte

pytestmark = pytest.mark.django_db
ENTREPRISE = {"nom": "Distrib", "siren": "404 833 048", "siret": "404 833 048 00022", "nie": "212 121 212"}
OUVERTURE = {**ENTREPRISE, "email": "Chef@Distrib.example", "verifiee": "on"}


@pytest.mark.exigence("CP-03", "ROL-01")
@pytest.mark.parametrize("qui", ["responsable@ans.example", "administrateur@ans.example"])
def test_l_ans_ouvre_une_organisation_et_son_mandataire_entre(monde: Monde, qui: str) -> None:
    client = client_de(acteur_pour(Utilisateur.objects.get(email=qui)))

    reponse = client.post("/organisation/ouvrir/", OUVERTURE, follow=True)

    distrib = Organisation.objects.get(siren="404833048")
    assert "attend son mandataire" in texte(reponse)
    assert (distrib.statut, distrib.siret, distrib.nature) == ("en_attente", "40483304800022", "editeur")
    envoyee = distrib.invitations.get()
    assert (envoyee.email, envoyee.role) == ("chef@distrib.example", "mandataire")
    Client().post(lien(jeton(envoyee)), SAISIE)
    distrib.refresh_from_db()
    assert distrib.statut == "active"
    actions = EntreeJournal.objects.filter(dossier=distrib.cle_dossier).values_list("action", flat=True)
    assert list(actions) == ["organisation.ouvrir", "invitation.envoyer", "organisation.activer", "invitation.accepter"]


@pytest.mark.parametrize(
    ("changements", "champ"),
    [
        ({"verifiee": ""}, "verifiee"),
        ({"siren": ""}, "siren"),
        ({"email": ""}, "email"),
        ({"siren": "732829320", "siret": ""}, "__all__"),
    ],
    ids=["sans vérification", "sans SIREN", "sans mandataire", "déjà ouverte"],
)
def test_une_ouverture_incomplete_est_refusee(monde: Monde, changements: dict[str, str], champ: str) -> None:
    reponse = client_de(monde.responsable).post("/organisation/ouvrir/", OUVERTURE | changements)

    assert reponse.status_code == 422
    assert champ in reponse.context["form"].errors
    assert not Organisation.objects.filter(nom="Distrib").exists()


@pytest.mark.parametrize(
    ("recherche", "noms"),
    [
        ("", ["DistriSanté", "LogiPro", "MédiSoft"]),
        ("logi", ["LogiPro"]),
        ("552 100", ["MédiSoft"]),
        ("100554", []),
        ("ANS", []),
    ],
    ids=["tout", "nom", "début de SIREN", "milieu de SIREN", "agence"],
)
def test_la_liste_se_cherche(monde: Monde, recherche: str, noms: list[str]) -> None:
    reponse = client_de(monde.responsable).get("/organisation/liste/", {"q": recherche})

    assert [o.nom for o in reponse.context["page"]] == noms


def test_la_liste_s_exporte(monde: Monde) -> None:
    reponse = client_de(monde.responsable).get("/organisation/liste/?format=csv")

    lignes = b"".join(reponse).decode().splitlines()
    assert lignes[2] == "LogiPro;732829320;;SAS;12 rue des Lilas, 35000 Rennes;;3;Active"
    assert len(lignes) == 4
