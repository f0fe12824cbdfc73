"""Asking to join a firm by HTTP: the same page for a known number and an unknown one."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from segur.noyau.comptes.models import Adhesion, Utilisateur, acteur_pour
from segur.noyau.messagerie.models import Notification
from tests.monde import Monde
from tests.noyau.organisations.visiteurs import client_de, texte

pytestmark = pytest.mark.django_db
ADRESSE = "/organisation/rejoindre/"
CONNU, AUTRE_CONNU, INCONNU = "732829320", "552100554", "404833048"
VALEURS = re.compile(r"'[^']*'|\b\d+\b|s\d+_x\d+")


@pytest.fixture
def client_libre(monde: Monde) -> Client:
    """Somebody who has an account and no organisation."""
    return client_de(acteur_pour(Utilisateur.objects.create_user("ana@libre.example", nom="Candidate", prenom="Ana")))


def envoyer(client: Client, numero: str = CONNU, role: str = "salarie", **suite: Any) -> Any:
    return client.post(ADRESSE, {"numero": numero, "role": role, "confirmer": "1"} | suite)


@pytest.mark.exigence("CP-02", "CP-06", "CP-07")
def test_la_page_dit_les_roles_les_boutons_et_le_support(client_libre: Client, settings: Any) -> None:
    settings.ADRESSE_DU_SUPPORT = "support@portail.example"

    accueil, page = texte(client_libre.get("/")), texte(client_libre.get(ADRESSE))

    assert ADRESSE in accueil
    attendus = (
        "Votre rôle dans l’entreprise – Vous êtes *",
        "Représentant :",
        "Salarié :",
        "Retourner à la page d’accueil",
        ">Suivant</button>",
        "Contactez directement notre service support",
        "mailto:support@portail.example",
    )
    assert [attendu for attendu in attendus if attendu not in page] == []


@pytest.mark.exigence("CP-07", "B-CVG-04")
def test_la_demande_se_relit_avant_de_partir(client_libre: Client) -> None:
    saisie = {"numero": "732 829 320", "role": "salarie"}

    relecture = client_libre.post(ADRESSE, saisie)
    retour = client_libre.post(ADRESSE, {**saisie, "modifier": "1"})
    assert (relecture.status_code, "Envoyer la demande" in texte(relecture), Adhesion.objects.count()) == (200, True, 0)
    assert 'value="732829320"' in texte(retour) or 'value="732 829 320"' in texte(retour)
    envoi = client_libre.post(ADRESSE, {**saisie, "confirmer": "1"}, follow=True)

    assert envoi.redirect_chain == [(ADRESSE, 302)]
    assert "Votre demande est enregistrée." in texte(envoi)
    assert Adhesion.objects.get().numero == "732829320"


@pytest.mark.parametrize(
    ("changements", "champ"),
    [
        ({"numero": ""}, "numero"),
        ({"numero": "732829321"}, "numero"),
        ({"numero": "73282932"}, "numero"),
        ({"numero": "73282932000075"}, "numero"),
        ({"numero": "LogiPro"}, "numero"),
        ({"numero": "732.829.320"}, "numero"),
        ({"numero": "73282932٠"}, "numero"),
        ({"role": ""}, "role"),
        ({"role": "mandataire"}, "role"),
    ],
    ids=str,
)
def test_ce_qui_est_mal_ecrit_se_dit(client_libre: Client, changements: dict[str, str], champ: str) -> None:
    reponse = envoyer(client_libre, **changements)

    assert (reponse.status_code, list(reponse.context["form"].errors), Adhesion.objects.count()) == (422, [champ], 0)


@pytest.mark.exigence("B-CVG-04")
def test_un_numero_connu_et_un_inconnu_se_repondent_de_la_meme_facon(monde: Monde) -> None:
    """Same words, same queries in the same order, before and after it is handed over: nothing tells them apart."""
    pages, requetes = [], []
    for numero in (AUTRE_CONNU, INCONNU):  # the page itself quotes the first one as an example
        email = f"ana{numero}@libre.example"
        client = client_de(acteur_pour(Utilisateur.objects.create_user(email, nom="Candidate", prenom="Ana")))
        client.get(ADRESSE)
        with CaptureQueriesContext(connection) as captees:
            envoi = envoyer(client, numero)
            suivi = client.get(ADRESSE)
            requetes.append([VALEURS.sub("?", requete["sql"]) for requete in captees])
        monde.demander_a_rejoindre(numero=numero, email=email)
        remise = client.get(ADRESSE)
        corps = [texte(reponse).replace(numero, "NUMERO").replace(email, "") for reponse in (envoi, suivi, remise)]
        pages.append([re.sub(r'csrfmiddlewaretoken" value="[^"]*"|\d\d:\d\d(:\d\d)?', "", page) for page in corps])

    assert Adhesion.objects.exclude(organisation=None).count() == 1
    assert pages[0] == pages[1]
    assert requetes[0] == requetes[1] != []


def test_au_dela_de_la_limite_du_jour_on_le_dit(client_libre: Client) -> None:
    numeros = ("404833048", "552100554", "542051180", "552032534", "775670417", "572015246")

    statuts = [envoyer(client_libre, numero).status_code for numero in numeros]

    assert statuts == [302] * 5 + [409]
    assert "5 demandes par jour au plus" in texte(envoyer(client_libre, numeros[5]))


@pytest.mark.parametrize("qui", ["verificateur", "gestionnaire"])
def test_l_etat_ne_demande_rien(monde: Monde, qui: str) -> None:
    client = client_de(getattr(monde, qui))

    assert (client.get(ADRESSE).status_code, envoyer(client).status_code) == (403, 403)


@pytest.mark.exigence("CP-05", "B-CVG-04")
def test_de_la_demande_a_l_entree(
    monde: Monde, client_libre: Client, django_capture_on_commit_callbacks: Any, taches_immediates: None
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        envoyer(client_libre)
    adhesion = Adhesion.objects.get()
    mandataire = client_de(monde.mandataire)
    page = texte(mandataire.get("/organisation/"))
    assert ("Ana Candidate" in page, "ana@libre.example" in page) == (True, True)
    assert f"/actions/adhesion.accepter/{adhesion.pk}/" in page

    reponse = mandataire.post(f"/actions/adhesion.accepter/{adhesion.pk}/", follow=True)

    assert "Demande à rejoindre acceptée" in texte(reponse)
    assert "LogiPro (732829320), salarié" in texte(client_libre.get(ADRESSE))
    assert "Votre catalogue produits" in texte(client_libre.get("/produits/"))


def test_un_refus_se_lit_avec_son_motif_et_sans_le_nom(monde: Monde, client_libre: Client) -> None:
    adhesion = monde.demander_a_rejoindre(email="ana@libre.example")
    mandataire = client_de(monde.mandataire)
    adresse = f"/actions/adhesion.refuser/{adhesion.pk}/"

    sans_motif = mandataire.post(adresse, {"motif": ""})
    mandataire.post(adresse, {"motif": "Inconnue de nos services."})

    page = texte(client_libre.get(ADRESSE))
    assert (sans_motif.status_code, "refusée — Inconnue de nos services." in page, "LogiPro" in page) == (
        422,
        True,
        False,
    )


@pytest.mark.exigence("CP-04", "CP-05")
@pytest.mark.parametrize(
    ("qui", "voit", "repond"), [("mandataire", True, 2), ("representant", True, 1), ("salarie", False, 0)]
)
def test_chacun_ne_repond_qu_aux_demandes_qu_il_gere(monde: Monde, qui: str, voit: bool, repond: int) -> None:
    monde.demander_a_rejoindre("salarie", email="un@libre.example")
    monde.demander_a_rejoindre("representant", email="deux@libre.example")

    page = texte(client_de(getattr(monde, qui)).get("/organisation/"))

    assert ("un@libre.example" in page, page.count("/actions/adhesion.accepter/")) == (voit, repond)


@pytest.mark.parametrize("page", ["/organisation/", ADRESSE])
def test_une_page_coute_autant_pour_trois_demandes_que_pour_une(monde: Monde, page: str) -> None:
    def cout() -> int:
        client = client_de(monde.mandataire)
        client.get(page)
        with CaptureQueriesContext(connection) as requetes:
            client.get(page)
        return len(requetes)

    def demander(rang: int, numero: str) -> None:
        monde.demander_a_rejoindre(email=f"ana{rang}@libre.example")
        monde.demander_a_rejoindre(numero=numero, email="mandataire@logipro.example")

    demander(1, "404833048")
    pour_une = cout()
    for rang, numero in ((2, "542051180"), (3, "552032534")):
        demander(rang, numero)

    assert cout() == pour_une <= 15
    assert Notification.objects.count() > 0
