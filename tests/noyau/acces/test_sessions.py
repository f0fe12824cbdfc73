"""Sessions: their duration, the page that lists them, and what ends all the others."""

import time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from segur.noyau.acces.sessions import OUVERTE_A, VUE_A
from segur.noyau.comptes.models import Role
from segur.noyau.organisations.transitions import appartenance
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.noyau.acces.conftest import code_de, entrer, se_connecter, vieillir_les_preuves
from tests.noyau.organisations.membres import membre

pytestmark = pytest.mark.django_db
LISTE = "/compte/sessions/"
H = 3600


@pytest.fixture
def comptees(settings: Any) -> None:
    settings.SESSION_DUREE, settings.SESSION_INACTIVITE, settings.SESSION_INACTIVITE_AUTRES = 8 * H, 1800, 2 * H


def ecrire(client: Client, *, ouverte: float, vue: float) -> None:
    """As if the session had been opened, and its last page seen, so many seconds ago."""
    session = client.session
    session[OUVERTE_A], session[VUE_A] = time.time() - ouverte, time.time() - vue
    session.save()


def est_ouverte(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


@pytest.mark.usefixtures("comptees")
@pytest.mark.parametrize(
    ("role", "ouverte", "vue", "attendu"),
    [
        ("verificateur", H, 1790, True),
        ("verificateur", H, 1801, False),
        ("gestionnaire", H, 1801, False),
        ("mandataire", 3 * H, 2 * H - 10, True),
        ("mandataire", 3 * H, 2 * H + 1, False),
        ("mandataire", 8 * H - 10, 10, True),
        ("mandataire", 8 * H + 1, 10, False),
        ("verificateur", 8 * H + 1, 10, False),
    ],
)
def test_une_session_a_une_duree(
    client: Client, monde: Any, role: str, ouverte: float, vue: float, attendu: bool
) -> None:
    client.force_login(getattr(monde, role).utilisateur)
    ecrire(client, ouverte=ouverte, vue=vue)

    assert est_ouverte(client) is attendu


@pytest.mark.usefixtures("comptees")
def test_une_session_finie_ramene_a_la_page_apres_connexion(client: Client, monde: Any) -> None:
    client.force_login(monde.verificateur.utilisateur)
    ecrire(client, ouverte=H, vue=1801)

    assert client.get("/candidatures/")["Location"] == "/connexion/?next=/candidatures/"


@pytest.mark.usefixtures("comptees")
@pytest.mark.parametrize("role", ["verificateur", "mandataire"])
def test_une_page_vue_prolonge_la_session_et_n_ecrit_qu_une_fois_par_minute(
    client: Client, monde: Any, role: str
) -> None:
    client.force_login(getattr(monde, role).utilisateur)
    ecrire(client, ouverte=H, vue=59)
    est_ouverte(client)
    avant = client.session[VUE_A]
    ecrire(client, ouverte=H, vue=1700)
    est_ouverte(client)

    assert (time.time() - avant > 50, time.time() - client.session[VUE_A] < 50) == (True, True)


@pytest.mark.usefixtures("comptees")
def test_une_page_laissee_ouverte_n_est_pas_une_presence(client: Client, monde: Any) -> None:
    """It asks by itself, every twenty seconds, who else has it open."""
    etape = f"/candidatures/{monde.brouillon().candidature.numero}/etape-1/"
    client.force_login(monde.mandataire.utilisateur)
    ecrire(client, ouverte=3 * H, vue=2 * H - 60)
    vue = client.session[VUE_A]

    assert client.post(f"{etape}presence/{uuid4()}/").status_code == 200
    assert client.session[VUE_A] == vue
    assert client.get(etape).status_code == 200
    assert client.session[VUE_A] > vue


def deux_sessions(monde: Any) -> tuple[Client, Client]:
    ici, ailleurs = Client(), Client(HTTP_USER_AGENT="Autre navigateur")
    for client in (ici, ailleurs):
        se_connecter(client, monde.mandataire.utilisateur)
    return ici, ailleurs


def test_je_vois_mes_sessions_et_j_en_ferme_une(monde: Any) -> None:
    ici, ailleurs = deux_sessions(monde)
    etranger = Client()
    se_connecter(etranger, monde.verificateur.utilisateur)
    page = ici.get(LISTE).content.decode()
    mienne = monde.mandataire.utilisateur.usersession_set.get(user_agent="Autre navigateur")
    autrui = monde.verificateur.utilisateur.usersession_set.get()

    assert (page.count("Ouverte le"), page.count("C’est celle-ci.")) == (2, 1)
    assert ici.post(LISTE, {"session": autrui.pk}).status_code == 404
    assert ici.post(LISTE, {"session": "²"}).status_code == 404
    assert ici.post(LISTE, {"session": mienne.pk}).status_code == 302
    assert (est_ouverte(ici), est_ouverte(ailleurs), est_ouverte(etranger)) == (True, False, True)


def test_je_ferme_toutes_les_autres(monde: Any) -> None:
    ici, ailleurs = deux_sessions(monde)

    ici.post(LISTE, {"toutes": "1"})

    assert (est_ouverte(ici), est_ouverte(ailleurs)) == (True, False)
    assert ici.get(LISTE).content.decode().count("Ouverte le") == 1


@pytest.mark.parametrize("choix", ["une", "toutes"])
def test_fermer_demande_une_preuve_recente_de_son_identite(monde: Any, settings: Any, choix: str) -> None:
    settings.SECOND_FACTEUR = frozenset({Role.DIRECTION})  # not of this person: a password proves who they are
    ici, ailleurs = deux_sessions(monde)
    vieillir_les_preuves(ici, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    autre = monde.mandataire.utilisateur.usersession_set.get(user_agent="Autre navigateur")
    envoi = {"session": str(autre.pk)} if choix == "une" else {"toutes": "1"}

    refus = ici.post(LISTE, envoi)

    assert (refus["Location"], est_ouverte(ailleurs)) == (f"/compte/identite/?next={quote(LISTE, safe='')}", True)
    assert "confirmez votre identité" in ici.get(LISTE).content.decode()

    assert ici.post(refus["Location"], {"password": MOT_DE_PASSE})["Location"] == LISTE
    assert (ici.post(LISTE, envoi)["Location"], est_ouverte(ailleurs)) == (LISTE, False)
    assert "Avant d’en fermer une" not in ici.get(LISTE).content.decode()


def test_la_liste_ne_coute_pas_par_session(client: Client, monde: Any, django_assert_num_queries: Any) -> None:
    se_connecter(client, monde.mandataire.utilisateur)
    client.get(LISTE)
    with django_assert_num_queries(6):
        client.get(LISTE)
    deux_sessions(monde)
    with django_assert_num_queries(6):
        assert client.get(LISTE).content.decode().count("Ouverte le") == 3


def test_un_nouveau_mot_de_passe_ferme_les_autres(monde: Any) -> None:
    ici, ailleurs = deux_sessions(monde)
    nouveau = "une phrase longue et neuve"

    donnees = {"oldpassword": MOT_DE_PASSE, "password1": nouveau, "password2": nouveau}
    assert ici.post("/compte/mot-de-passe/", donnees)["Location"] == "/compte/"

    assert (est_ouverte(ici), est_ouverte(ailleurs)) == (True, False)
    assert ici.get(LISTE).content.decode().count("Ouverte le") == 1


def test_un_changement_de_facteur_ferme_les_autres(monde: Any, equiper: Any) -> None:
    personne = equiper(monde.mandataire)
    ailleurs = Client()
    ailleurs.force_login(personne)
    ici = entrer(Client(), personne)
    assert est_ouverte(ailleurs)

    ici.post("/compte/second-facteur/codes/renouveler/")

    assert (est_ouverte(ici), est_ouverte(ailleurs)) == (True, False)
    assert code_de(personne)  # the application itself did not change


def test_un_changement_de_role_ferme_toutes_ses_sessions(client: Client, monde: Any) -> None:
    salarie = membre("salarie")
    client.force_login(salarie.utilisateur)
    mandataire = Client()
    mandataire.force_login(monde.mandataire.utilisateur)
    assert est_ouverte(client)

    mandataire.post(f"/actions/appartenance.changer_role/{salarie.pk}/", {"role": "representant"})

    assert (est_ouverte(client), est_ouverte(mandataire)) == (False, True)


def test_qui_change_son_propre_role_reste_connecte(client: Client, monde: Any) -> None:
    second = monde.representant.utilisateur
    appartenance.changer_role(membre("representant"), monde.demande(monde.mandataire, role="mandataire"))
    mien, autre = Client(), Client()
    for navigateur in (mien, autre):
        navigateur.force_login(monde.mandataire.utilisateur)
    cible = monde.mandataire.utilisateur.appartenances.get(organisation__nom="LogiPro", active=True)

    assert mien.post(f"/actions/appartenance.changer_role/{cible.pk}/", {"role": "salarie"}).status_code == 302

    assert (est_ouverte(mien), est_ouverte(autre)) == (True, False)
    assert second.appartenances.filter(active=True, role="mandataire").exists()


def test_qui_ouvre_son_compte_par_une_invitation_a_une_session_comme_les_autres(client: Client, monde: Any) -> None:
    _, jeton = monde.inviter()
    phrase = "une phrase longue et neuve"
    compte = {"prenom": "Zoé", "nom": "Neuve", "mot_de_passe": phrase, "confirmation": phrase}

    assert client.post(f"/organisation/invitations/{jeton}/", compte).status_code == 302

    page = client.get(LISTE).content.decode()
    assert (page.count("Ouverte le"), page.count("C’est celle-ci.")) == (1, 1)
    assert client.get("/compte/second-facteur/application/").status_code == 200  # the password was just chosen
