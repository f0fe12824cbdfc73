"""Inviting, and what the page at the end of the link says to each visitor."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur, Invitation, Organisation, Utilisateur, acteur_pour
from segur.noyau.jetons.creation import creer
from segur.noyau.jetons.models import Jeton, Portee
from segur.noyau.organisations.transitions import invitation
from segur.noyau.transitions import Demande
from tests.monde import Monde, croire_le_mandataire, jeton
from tests.noyau.organisations.visiteurs import MOT_DE_PASSE, SAISIE, client_de, lien, texte

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("CP-06")
def test_inviter_dit_jusqu_a_quand_et_ou_ecrire_si_rien_ne_convient(
    monde: Monde, logipro: Organisation, settings: Any
) -> None:
    settings.ADRESSE_DU_SUPPORT = "support@portail.example"
    client = client_de(monde.representant)
    adresse = f"/organisation/{logipro.pk}/inviter/"

    formulaire = client.get(adresse)
    assert [code for code, _ in formulaire.context["form"].fields["role"].choices] == ["salarie"]
    assert "Aucun rôle ne convient" in texte(formulaire)
    assert "support@portail.example" in texte(formulaire)
    reponse = client.post(adresse, {"email": "zoe@logipro.example", "role": "salarie"}, follow=True)

    assert "Invitation envoyée à zoe@logipro.example, valable jusqu’au" in texte(reponse)


def test_la_cle_d_une_autre_action_ne_montre_l_invitation_de_personne(monde: Monde, logipro: Organisation) -> None:
    """The key of a form that made something else: neither an invitation of somebody else, nor a failure."""
    jeton_de = creer_un_jeton(monde.mandataire)
    ailleurs = Invitation.objects.create(
        pk=jeton_de.pk,
        organisation=Organisation.objects.exclude(pk=logipro.pk).earliest("pk"),
        email="secrete@ailleurs.example",
        role="mandataire",
        empreinte="0" * 64,
        invitee_par=monde.mandataire.personne,
        envoyee_le=horloge.maintenant(),
        expire_le=horloge.maintenant() + timedelta(days=1),
    )
    saisie = {"email": "zoe@logipro.example", "role": "salarie", "cle": "k"}

    reponse = client_de(monde.mandataire).post(f"/organisation/{logipro.pk}/inviter/", saisie, follow=True)

    assert reponse.status_code == 422
    assert "Cette page a déjà servi" in texte(reponse)
    assert ailleurs.email not in texte(reponse)
    assert Invitation.objects.count() == 1


def creer_un_jeton(acteur: Acteur) -> Jeton:
    le = horloge.maintenant()
    choix: dict[str, Any] = {"nom": "CI", "reseaux": [], "expire_le": le + timedelta(days=3)}
    return creer(acteur.entreprise, Demande(acteur, le, cle="k"), portees=[Portee.values[0]], **choix)[0]


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        ({"email": "zoe@logipro.example", "role": "mandataire"}, "Sélectionnez un choix valide"),
        ({"email": "salarie@logipro.example", "role": "salarie"}, "déjà membre"),
        ({"email": "pas une adresse", "role": "salarie"}, "valide"),
    ],
)
def test_une_invitation_impossible_dit_pourquoi(
    monde: Monde, logipro: Organisation, saisie: dict[str, str], raison: str
) -> None:
    reponse = client_de(monde.representant).post(f"/organisation/{logipro.pk}/inviter/", saisie)

    assert reponse.status_code == 422
    assert raison in texte(reponse)
    assert Invitation.objects.count() == 0


@pytest.mark.exigence("CP-05")
def test_une_personne_sans_compte_entre_par_le_lien(monde: Monde, logipro: Organisation) -> None:
    envoyee, secret = monde.inviter()
    client = Client()
    page = texte(client.get(lien(secret)))
    assert "Claire Martin vous invite" in page
    assert "(heure de Paris)" in page

    reponse = client.post(lien(secret), SAISIE, follow=True)

    assert "Bienvenue : vous avez rejoint LogiPro" in texte(reponse)
    personne = Utilisateur.objects.get(email=envoyee.email)
    assert reponse.wsgi_request.user == personne
    assert acteur_pour(personne).roles == {"salarie"}
    assert Client().login(email=envoyee.email, password=MOT_DE_PASSE)


@pytest.mark.parametrize(
    ("changements", "champ"),
    [
        ({"mot_de_passe": "court", "confirmation": "court"}, "mot_de_passe"),
        ({"mot_de_passe": "nouvelle@logipro", "confirmation": "nouvelle@logipro"}, "mot_de_passe"),
        ({"confirmation": "une autre phrase longue"}, "confirmation"),
        ({"nom": ""}, "nom"),
    ],
    ids=["court", "ressemble à l’adresse", "différents", "sans nom"],
)
def test_un_compte_incomplet_ne_s_ouvre_pas(monde: Monde, changements: dict[str, str], champ: str) -> None:
    envoyee, secret = monde.inviter()

    reponse = Client().post(lien(secret), SAISIE | changements)

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, [champ])
    assert not Utilisateur.objects.filter(email=envoyee.email).exists()
    assert MOT_DE_PASSE not in texte(reponse)


def test_une_adresse_qui_a_un_compte_se_connecte_puis_entre(monde: Monde, logipro: Organisation) -> None:
    paul = monde.autre_editeur.personne
    _, secret = monde.inviter(paul.email)
    client = Client()
    assert f"/connexion/?next={lien(secret)}" in texte(client.get(lien(secret)))
    refusee = client.post(lien(secret), SAISIE)
    assert "Connectez-vous" in texte(refusee)
    assert paul.appartenances.count() == 1

    client.force_login(paul)
    reponse = client.post(lien(secret), follow=True)

    assert "vous avez rejoint LogiPro" in texte(reponse)
    assert str(reponse.wsgi_request.acteur.organisation) == "LogiPro"  # type: ignore[attr-defined]
    assert {str(a.organisation) for a in paul.appartenances.all()} == {"LogiPro", "MédiSoft"}


def test_connecte_sous_une_autre_adresse_rien_ne_se_fait(monde: Monde) -> None:
    envoyee, secret = monde.inviter()
    client = client_de(monde.autre_editeur)

    assert "Vous êtes connecté avec une autre adresse" in texte(client.get(lien(secret)))
    assert client.post(lien(secret)).status_code == 409
    envoyee.refresh_from_db()
    assert envoyee.statut == "envoyee"


def _revoquer(monde: Monde, envoyee: Invitation) -> None:
    invitation.revoquer(envoyee, monde.demande(monde.mandataire, horloge.maintenant()))


def _faire_accepter(monde: Monde, envoyee: Invitation) -> None:
    assert Client().post(lien(jeton(envoyee)), SAISIE).status_code == 302


def _laisser_expirer(monde: Monde, envoyee: Invitation) -> None:
    hier = timedelta(days=30)
    Invitation.objects.update(envoyee_le=envoyee.envoyee_le - hier, expire_le=envoyee.expire_le - hier)


@pytest.mark.parametrize("avec_compte", [False, True])
@pytest.mark.parametrize(
    ("geste", "raison"),
    [(_revoquer, "révoquée"), (_laisser_expirer, "expiré le"), (_faire_accepter, "déjà été acceptée")],
)
def test_un_lien_clos_dit_pourquoi_et_tait_l_existence_d_un_compte(
    monde: Monde, geste: Callable[..., None], raison: str, avec_compte: bool
) -> None:
    envoyee, secret = monde.inviter()
    geste(monde, envoyee)
    if avec_compte and geste is not _faire_accepter:
        Utilisateur.objects.create_user(envoyee.email, nom="N", prenom="P")

    for methode in ("get", "post"):
        reponse = getattr(Client(), methode)(lien(secret), SAISIE)
        assert reponse.status_code == 410
        assert raison in texte(reponse)
        assert "compte existe" not in texte(reponse)
        assert envoyee.email not in texte(reponse)


def test_un_lien_inconnu_ne_dit_rien_de_plus() -> None:
    reponse = Client().get(lien("x" * 43))

    assert reponse.status_code == 404
    assert "Ce lien n’est pas reconnu" in texte(reponse)


@pytest.mark.parametrize(
    ("ecart", "statut"),
    [(timedelta(seconds=-1), 200), (timedelta(), 200), (timedelta(seconds=1), 410)],
    ids=["juste avant", "à l’instant", "juste après"],
)
def test_c_est_l_instant_de_reception_qui_compte(monde: Monde, settings: Any, ecart: timedelta, statut: int) -> None:
    croire_le_mandataire(settings)
    envoyee, secret = monde.inviter()
    recu_le: datetime = envoyee.expire_le + ecart

    reponse = Client().get(lien(secret), headers={"X-Received-At": str(recu_le.timestamp())})

    assert reponse.status_code == statut


@pytest.mark.parametrize(("longueur", "statut"), [(254, 302), (255, 422), (320, 422)])
def test_une_adresse_plus_longue_que_ce_qui_se_garde_est_refusee_sans_panne(
    monde: Monde, logipro: Organisation, longueur: int, statut: int
) -> None:
    email = "z" * (longueur - len("@logipro.example")) + "@logipro.example"

    reponse = client_de(monde.mandataire).post(
        f"/organisation/{logipro.pk}/inviter/", {"email": email, "role": "salarie"}
    )

    assert reponse.status_code == statut
    assert Invitation.objects.filter(email=email).exists() is (statut == 302)
