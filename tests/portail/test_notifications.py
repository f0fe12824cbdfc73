"""The centre of notifications and the choice of mails."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from segur.noyau.comptes.models import Acteur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification, Preference
from segur.noyau.messagerie.tasks import balayer
from tests.monde import Monde

pytestmark = pytest.mark.django_db
CENTRE, LUES, CHOIX = "/notifications/", "/notifications/lues/", "/compte/courriels/"


def lire(client: Client, adresse: str = CENTRE) -> str:
    return client.get(adresse).content.decode()


def non_lues(acteur: Acteur) -> int:
    return Notification.objects.de(acteur.personne).non_lues().count()


@pytest.mark.parametrize(
    ("nombre", "attendu"),
    [
        (0, "Notifications</a>"),
        (1, 'Notifications (1)<span class="fr-sr-only"> non lue</span></a>'),
        (3, 'Notifications (3)<span class="fr-sr-only"> non lues</span></a>'),
    ],
)
def test_chaque_page_dit_combien_restent_a_lire(monde: Monde, connecter: Any, nombre: int, attendu: str) -> None:
    for rang in range(nombre):
        monde.notifier(monde.mandataire, f"e:{rang}")
    client = connecter(monde.mandataire)

    assert [attendu in lire(client, adresse) for adresse in ("/", "/produits/", CENTRE)] == [True] * 3


def test_lire_la_liste_ne_marque_rien(monde: Monde, connecter: Any) -> None:
    monde.notifier(monde.mandataire, "e")

    page = lire(connecter(monde.mandataire))

    assert ("Sujet e" in page, "Non lue</span>" in page, non_lues(monde.mandataire)) == (True, True, 1)


def test_ouvrir_marque_lue_et_mene_au_dossier(monde: Monde, connecter: Any) -> None:
    notification = monde.notifier(monde.mandataire, "e", lien="/candidatures/X/")
    client = connecter(monde.mandataire)
    adresse = f"/notifications/{notification.pk}/ouvrir/"

    par_get = client.get(adresse).status_code
    reste = non_lues(monde.mandataire)
    reponse = client.post(adresse)
    notification.refresh_from_db()
    premiere_lecture = notification.lue_le
    client.post(adresse)
    notification.refresh_from_db()

    assert (par_get, reste) == (405, 1)
    assert (reponse.status_code, reponse["Location"]) == (302, "/candidatures/X/")
    assert premiere_lecture == notification.lue_le is not None


def test_celles_d_autrui_n_existent_pas(monde: Monde, connecter: Any) -> None:
    notification = monde.notifier(monde.mandataire, "secret")
    client = connecter(monde.autre_editeur)

    reponses = [client.post(f"/notifications/{pk}/ouvrir/").status_code for pk in (notification.pk, 999_999)]
    client.post(LUES, {"pk": [notification.pk]})
    client.post(LUES, {"tout": "1"})

    assert reponses == [404, 404]
    assert (non_lues(monde.mandataire), "secret" in lire(client)) == (1, False)


@pytest.mark.parametrize(
    ("quoi", "restent"), [("une", 2), ("deux", 1), ("tout", 0), ("rien", 3), ("n’importe quoi", 3)]
)
def test_marquer_lues(monde: Monde, connecter: Any, quoi: str, restent: int) -> None:
    pks = [monde.notifier(monde.mandataire, f"e:{rang}").pk for rang in range(3)]
    envois: dict[str, dict[str, Any]] = {
        "une": {"pk": pks[0]},
        "deux": {"pk": pks[:2]},
        "tout": {"tout": "1"},
        "rien": {},
        "n’importe quoi": {"pk": ["x", "-1", "9" * 30]},
    }

    reponse = connecter(monde.mandataire).post(LUES, envois[quoi])

    assert (reponse.status_code, reponse["Location"], non_lues(monde.mandataire)) == (302, CENTRE, restent)


@pytest.mark.parametrize(
    ("retour", "attendu"),
    [("/notifications/?page=2", "/notifications/?page=2"), ("https://ailleurs.example/", CENTRE), ("//a.b/", CENTRE)],
)
def test_on_revient_ou_l_on_etait_et_pas_ailleurs(monde: Monde, connecter: Any, retour: str, attendu: str) -> None:
    assert connecter(monde.mandataire).post(LUES, {"retour": retour})["Location"] == attendu


def test_les_filtres(monde: Monde, connecter: Any) -> None:
    lue = monde.notifier(monde.mandataire, "lue")
    Notification.objects.filter(pk=lue.pk).update(lue_le=timezone.now())
    vieille = monde.notifier(monde.mandataire, "vieille")
    Notification.objects.filter(pk=vieille.pk).update(creee_le=timezone.now() - timedelta(days=8))
    monde.notifier(monde.mandataire, "rappel", categorie=Categorie.RAPPEL)
    client = connecter(monde.mandataire)

    def vues(requete: str) -> list[str]:
        page = lire(client, f"{CENTRE}?{requete}")
        return [mot for mot in ("lue", "vieille", "rappel") if f"Sujet {mot}</h3>" in page]

    assert vues("") == ["lue", "vieille", "rappel"]
    assert vues("lues=non") == ["vieille", "rappel"]
    assert vues("categorie=rappel") == ["rappel"]
    assert vues("periode=7") == ["lue", "rappel"]
    assert vues("lues=non&periode=7&categorie=decision") == []
    assert vues("lues=x&periode=x&categorie=x&page=x") == ["lue", "vieille", "rappel"]


def test_la_page_dit_ce_que_devient_chaque_courriel(monde: Monde, connecter: Any, mailoutbox: list[Any]) -> None:
    Preference.objects.create(utilisateur=monde.mandataire.personne, categorie=Categorie.MESSAGE, rythme="aucun")
    monde.notifier(monde.mandataire, "parti")
    balayer(datetime(2026, 9, 14, 10, tzinfo=UTC))
    monde.notifier(monde.mandataire, "retenu")
    balayer(datetime(2026, 9, 14, 10, 1, tzinfo=UTC))
    monde.notifier(monde.mandataire, "nouveau")
    monde.notifier(monde.mandataire, "muet", categorie=Categorie.MESSAGE)

    page = lire(connecter(monde.mandataire))

    attendus = [
        "Courriel envoyé le 14/09/2026 à 12:00 (heure de Paris).",
        "Courriel prévu le 14/09/2026 à 13:00 (heure de Paris).",
        "Courriel en préparation.",
        "Pas de courriel : c’était votre choix.",
        "courriel obligatoire",
    ]
    assert [texte for texte in attendus if texte not in page] == []


@pytest.mark.exigence("MSG-02")
def test_choisir_ses_courriels(monde: Monde, connecter: Any) -> None:
    client = connecter(monde.mandataire)
    avant = lire(client, CHOIX)
    choix = {"decision": "quotidien", "information": "immediat", "produit": "aucun", "message": "aucun"}
    choix |= {"rappel": "quotidien", "calendrier": "immediat"}

    reponse = client.post(CHOIX, choix)
    client.post(CHOIX, choix | {"produit": "immediat"})

    assert reponse.status_code == 302
    assert dict(Preference.objects.values_list("categorie", "rythme")) == choix | {"produit": "immediat"}
    assert avant.count("<fieldset") == 6
    assert 'name="officiel"' not in avant
    assert "Documents officiels et signature de la convention : toujours tout de suite." in avant
    cochees = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', lire(client, CHOIX))
    assert dict(cochees) == choix | {"produit": "immediat"}


def test_un_choix_interdit_est_explique_et_rien_n_est_garde(monde: Monde, connecter: Any) -> None:
    reponse = connecter(monde.mandataire).post(CHOIX, {"decision": "aucun", "produit": "aucun"})

    page = reponse.content.decode()
    assert (reponse.status_code, Preference.objects.count()) == (422, 0)
    assert "Ces courriels ne peuvent pas être reçus ainsi." in page
    assert page.count("Choisissez quand recevoir ces courriels.") >= 4


def test_chacun_choisit_ce_qui_le_concerne(monde: Monde, connecter: Any) -> None:
    page = lire(connecter(monde.verificateur), CHOIX)

    assert ('name="a_instruire"' in page, 'name="produit"' in page) == (True, False)
