"""Who acts is read from the database at each request."""

import pytest

from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur


@pytest.fixture
def dossier_logipro(monde):
    return monde.brouillon().candidature.get_absolute_url()


@pytest.fixture
def ines(client, monde):
    client.force_login(monde.salarie.utilisateur)
    return client


def choisir(client, nom: str):
    return client.post("/compte/organisation/", {"organisation": Organisation.objects.get(nom=nom).pk})


def test_changer_d_organisation_change_ce_qu_on_voit(ines, dossier_logipro):
    vus = [ines.get(dossier_logipro).status_code]
    for nom in ("MédiSoft", "LogiPro"):
        assert choisir(ines, nom).status_code == 302
        vus.append(ines.get(dossier_logipro).status_code)

    assert vus == [200, 404, 200]


def test_on_ne_choisit_pas_une_organisation_qui_n_est_pas_la_sienne(ines, dossier_logipro):
    assert choisir(ines, "ANS").status_code == 404
    assert ines.get(dossier_logipro).status_code == 200


@pytest.mark.parametrize("valeur", ["", "0", "-1", "abc", "²", "9" * 30])
def test_un_choix_illisible_est_introuvable(ines, valeur):
    assert ines.post("/compte/organisation/", {"organisation": valeur}).status_code == 404


def test_une_session_trafiquee_ne_donne_pas_un_role(client, monde, dossier_logipro):
    client.force_login(monde.autre_editeur.utilisateur)
    session = client.session
    session["organisation"] = Organisation.objects.get(nom="LogiPro").pk
    session.save()

    assert client.get(dossier_logipro).status_code == 404


def test_un_role_retire_n_agit_plus_a_la_requete_suivante(client, monde, dossier_logipro):
    client.force_login(monde.mandataire.utilisateur)
    avant = client.get(dossier_logipro).status_code

    Appartenance.objects.filter(utilisateur=monde.mandataire.utilisateur).update(active=False)

    assert (avant, client.get(dossier_logipro).status_code) == (200, 404)


def test_un_role_retire_ne_decide_plus(client, monde):
    etape = monde.soumise().candidature.administrative
    client.force_login(monde.verificateur.utilisateur)
    Appartenance.objects.filter(role=Role.VERIFICATEUR).update(role=Role.PILOTAGE)

    reponse = client.post(f"/actions/candidatureadministrative.valider/{etape.pk}/")

    etape.refresh_from_db()
    assert (reponse.status_code, etape.statut) == (403, "soumise")


def test_l_organisation_quittee_n_est_plus_choisie(ines, monde, dossier_logipro):
    choisir(ines, "MédiSoft")
    Appartenance.objects.filter(utilisateur=monde.salarie.utilisateur, organisation__nom="MédiSoft").update(
        active=False
    )

    assert ines.get(dossier_logipro).status_code == 200


def test_un_compte_ferme_sort_a_la_requete_suivante(client, monde, dossier_logipro):
    client.force_login(monde.mandataire.utilisateur)
    Utilisateur.objects.filter(email="mandataire@logipro.example").update(is_active=False)

    reponse = client.get(dossier_logipro)

    assert (reponse.status_code, reponse.url) == (302, f"/connexion/?next={dossier_logipro}")


def test_un_anonyme_n_a_aucun_role(client, monde, dossier_logipro):
    reponse = client.get(dossier_logipro)

    assert (reponse.status_code, reponse.url) == (302, f"/connexion/?next={dossier_logipro}")


@pytest.mark.parametrize(
    ("page", "retour"),
    [
        ("http://testserver/produits/?q=lgc", "/produits/%3Fq%3Dlgc"),
        ("http://testserver/produits/", "/produits/"),
        ("https://ailleurs.example/produits/", "/"),
        ("", "/"),
    ],
)
def test_un_envoi_sans_session_ramene_a_la_page_du_formulaire(client, page, retour):
    reponse = client.post("/produits/ajouter/", headers={"referer": page})

    assert (reponse.status_code, reponse.url) == (302, f"/connexion/?next={retour}")
