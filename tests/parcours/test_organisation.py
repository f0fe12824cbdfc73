"""A mandataire invites, the invited person comes in, the mandataire ends the membership: access is cut at once."""

from collections.abc import Callable

import pytest

from candidatures.catalogue import donner_acces
from segur.noyau.comptes.models import Appartenance, Organisation, Utilisateur
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.tasks import balayer
from tests.monde import Monde, jeton
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MOT_DE_PASSE = "une phrase bien longue"


@pytest.mark.exigence("CP-05", "CP-06", "B-CVG-03")
def test_une_invitee_entre_travaille_et_s_en_va(portail: Callable[..., Onglet]) -> None:
    mandataire = portail("mandataire@logipro.example")
    candidature = Monde().brouillon().candidature
    _inviter(mandataire, "zoe@logipro.example")
    logipro = Organisation.objects.get(nom="LogiPro")
    lien = f"/organisation/invitations/{jeton(logipro.invitations.get())}/"
    balayer()
    assert Notification.objects.get(adresse="zoe@logipro.example", courriel__statut="envoye")

    invitee = portail(largeur=320)
    _ouvrir_son_compte(invitee, lien)
    dossier = candidature.get_absolute_url()
    assert "Page introuvable" in invitee.aller(dossier).lire()
    zoe = Utilisateur.objects.get(email="zoe@logipro.example")
    donner_acces(candidature.produit, zoe, "saisie", Monde.demande(Monde().mandataire))
    assert candidature.numero in invitee.aller(dossier).lire()
    assert not invitee.aller("/organisation/").deborde()
    assert "Inviter une personne" not in invitee.lire()
    assert "Quitter l’organisation" in invitee.lire()

    autre = portail()
    assert "déjà été acceptée" in autre.aller(lien).lire()

    mandataire.aller("/organisation/")
    assert "Zoé Nouvelle" in mandataire.lire()
    mandataire.cliquer("Mettre fin à l’appartenance : Zoé Nouvelle")
    assert "Rien n’est effacé" in mandataire.lire()
    mandataire.cliquer("Mettre fin à l’appartenance", role="button")
    assert "Zoé Nouvelle, salarié, jusqu’au" in mandataire.lire()

    assert "/connexion/" in invitee.aller(dossier).page.url  # all her sessions are over
    invitee.page.locator("#id_login").fill("zoe@logipro.example")
    invitee.page.locator("#id_password").fill(MOT_DE_PASSE)
    invitee.cliquer("Se connecter", role="button")
    assert "Page introuvable" in invitee.lire()
    assert "n’est rattaché à aucune organisation" in invitee.aller("/organisation/").lire()
    assert Appartenance.objects.get(utilisateur__email="zoe@logipro.example").terminee_le is not None
    assert list(anomalies()) == []


def _inviter(mandataire: Onglet, email: str) -> None:
    mandataire.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Organisation").click()
    mandataire.verifier()
    assert "C’est le dernier mandataire de l’organisation" in mandataire.lire()
    mandataire.cliquer("Inviter une personne").cliquer("Envoyer l’invitation", role="button")
    assert "Aucun rôle ne convient" in mandataire.lire()
    assert mandataire.page.evaluate("document.activeElement.id") == "erreurs"
    assert mandataire.page.locator("input[type=radio] + label").count() == 3  # the design system draws by this order
    mandataire.page.get_by_label("Adresse électronique").fill(email)
    mandataire.page.get_by_text("Salarié : prépare les dossiers").click()
    mandataire.cliquer("Envoyer l’invitation", role="button")
    assert f"Invitation envoyée à {email}, valable jusqu’au 13/10/2025 à 23:59" in mandataire.lire()


def _ouvrir_son_compte(invitee: Onglet, lien: str) -> None:
    invitee.aller(lien)
    assert "Claire Martin vous invite à rejoindre LogiPro" in invitee.lire()
    assert not invitee.deborde()
    page = invitee.page
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Nom", exact=False).nth(1).fill("Nouvelle")
    page.locator("#id_mot_de_passe").fill("trop court")
    page.locator("#id_confirmation").fill("trop court")
    invitee.cliquer("Ouvrir mon compte", role="button")
    assert "15 caractères" in invitee.lire()
    page.locator("#id_mot_de_passe").fill(MOT_DE_PASSE)
    page.locator("#id_confirmation").fill(MOT_DE_PASSE)
    invitee.cliquer("Ouvrir mon compte", role="button")
    assert "Bienvenue : vous avez rejoint LogiPro." in invitee.lire()


@pytest.mark.exigence("CP-03", "ROL-01")
@pytest.mark.parametrize("largeur", [320, 1280])
def test_l_ans_ouvre_une_entreprise_et_la_retrouve(portail: Callable[..., Onglet], largeur: int) -> None:
    responsable = portail("responsable@ans.example", largeur=largeur)
    responsable.aller("/organisation/liste/").cliquer("Ouvrir une organisation")
    assert not responsable.deborde()
    for champ, valeur in {
        "nom": "Distrib Santé",
        "siren": "404 833 048",
        "siret": "404 833 048 00022",
        "email": "chef@distrib.example",
    }.items():
        responsable.page.locator(f"#id_{champ}").fill(valeur)
    responsable.page.get_by_text("J’ai vérifié l’entreprise").click()
    responsable.cliquer("Ouvrir et inviter le mandataire", role="button")
    assert "attend son mandataire" in responsable.lire()
    assert "chef@distrib.example" in responsable.lire()
    assert not responsable.deborde()

    responsable.aller("/organisation/liste/?q=404833").cliquer("Distrib Santé").cliquer("Modifier les données")
    assert not responsable.deborde()
