"""Writing to many vendors: chosen by filter, previewed, confirmed."""

from typing import Any

import pytest
from django.test import Client

from candidatures.catalogue import donner_acces
from candidatures.models import Candidature, Produit
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur
from segur.noyau.messagerie.models import Diffusion, Notification
from segur.portail.destinataires import candidatures_choisies, personnes_de
from tests.monde import Monde, referencer

pytestmark = pytest.mark.django_db
ECRIRE = "/messages-groupes/ecrire/"
TEXTE = {"sujet": "Nouveau REM", "corps": "Bonjour,\nlisez-le."}


@pytest.fixture
def client(monde: Monde, connecter: Any) -> Client:
    client: Client = connecter(monde.responsable)
    return client


def adresses(candidatures: Any) -> list[str]:
    return sorted(personne.email for personne in personnes_de(candidatures))


def test_les_destinataires_sont_ceux_qui_voient_les_produits(monde: Monde) -> None:
    """The same as `Produit.personnes()`, product by product: collaborators, the one who answers, those who left."""
    monde.brouillon(produit="Un")
    monde.brouillon(produit="Deux", editeur="MédiSoft")
    logipro = Organisation.objects.get(nom="LogiPro")
    produit = Produit.objects.get(nom="Un")
    for nom, active, ouvert in (("ancien", False, True), ("collegue", True, True), ("sans", True, False)):
        personne = Utilisateur.objects.create_user(f"{nom}@logipro.example", nom=nom, prenom="P")
        Appartenance.objects.create(utilisateur=personne, organisation=logipro, role=Role.SALARIE)
        if ouvert:
            donner_acces(produit, personne, "lecture", monde.demande(monde.mandataire))
        Appartenance.objects.filter(utilisateur=personne).update(active=active)
    responsable = Utilisateur.objects.create_user("repond@logipro.example", nom="R", prenom="P")
    Appartenance.objects.create(utilisateur=responsable, organisation=logipro, role=Role.SALARIE)
    Produit.objects.filter(pk=produit.pk).update(responsable=responsable)
    Utilisateur.objects.filter(email="representant@logipro.example").update(is_active=False)

    attendus = {personne.email for produit in Produit.objects.all() for personne in produit.personnes()}

    assert adresses(Candidature.objects.all()) == sorted(attendus)
    assert {"collegue@logipro.example", "repond@logipro.example", "mandataire@medisoft.example"} <= attendus
    assert attendus & {"ancien@logipro.example", "sans@logipro.example", "representant@logipro.example"} == set()


@pytest.mark.parametrize(
    ("choix", "attendues"),
    [
        ({}, ["Référencée", "Étape 1", "Étape 3"]),
        ({"etape": "etape1"}, ["Référencée", "Étape 1"]),
        ({"etape": "etape3"}, ["Étape 3"]),
        ({"situation": "referencee"}, ["Référencée"]),
        ({"etape": "etape4"}, []),
    ],
    ids=str,
)
def test_le_choix_porte_sur_ce_que_l_ans_voit(monde: Monde, choix: dict[str, str], attendues: list[str]) -> None:
    monde.brouillon(produit="Brouillon")
    monde.soumise(produit="Étape 1")
    monde.eligible(produit="Étape 3")
    referencer(monde.soumise(produit="Référencée").candidature)
    tout: dict[str, Any] = {"dispositif": None, "etape": "", "situation": ""}

    trouvees = candidatures_choisies(monde.responsable, **tout | choix)

    assert sorted(candidature.produit.nom for candidature in trouvees) == attendues


def test_de_la_redaction_a_l_envoi(monde: Monde, client: Client) -> None:
    monde.soumise(produit="Un")
    monde.soumise(produit="Deux")

    ecrite = client.post(ECRIRE, TEXTE | {"dispositif": monde.eligible(produit="T").dispositif.pk, "etape": "etape1"})
    diffusion = Diffusion.objects.get()
    page = client.get(ecrite["Location"]).content.decode()
    export = client.get(f"{ecrite['Location']}?format=csv").getvalue().decode()
    avant = Notification.objects.filter(sujet="Nouveau REM").count()
    confirmee = client.post(f"/actions/diffusion.confirmer/{diffusion.pk}/", {"cle": "une"})
    client.post(f"/actions/diffusion.confirmer/{diffusion.pk}/", {"cle": "une"})

    assert ecrite["Location"] == confirmee["Location"] == diffusion.get_absolute_url()
    assert diffusion.choix == "LGC vague 2 ; Étape 1 : candidature administrative ; toutes les situations"
    attendus = ["mandataire@logipro.example", "representant@logipro.example", "salarie@logipro.example"]
    assert [adresse in page and adresse in export for adresse in attendus] == [True] * 3
    assert (avant, diffusion.nombre) == (0, 3)
    assert sorted(Notification.objects.filter(sujet="Nouveau REM").values_list("adresse", flat=True)) == attendus


def test_l_apercu_est_celui_du_courriel(monde: Monde, client: Client) -> None:
    monde.soumise()
    client.post(ECRIRE, TEXTE)

    html = client.get(f"{Diffusion.objects.get().get_absolute_url()}apercu/").content.decode()

    assert "<h1>Nouveau REM</h1>" in html
    assert "Bonjour,<br>lisez-le." in html


def test_toutes_les_erreurs_se_disent_et_rien_ne_se_perd(monde: Monde, client: Client) -> None:
    saisie = {"sujet": "", "corps": "Gardé.", "dispositif": "x", "etape": "x", "situation": "x"}

    reponse = client.post(ECRIRE, saisie)

    page = reponse.content.decode()
    attendues = [
        "Donnez un objet à votre message.",
        "Choisissez un dispositif de la liste.",
        "Choisissez une étape de la liste.",
        "Choisissez une situation de la liste.",
        "Gardé.",
    ]
    assert (reponse.status_code, [texte for texte in attendues if texte not in page]) == (422, [])
    assert Diffusion.objects.count() == 0


def test_sans_destinataire_rien_ne_se_prepare(monde: Monde, client: Client) -> None:
    reponse = client.post(ECRIRE, TEXTE)

    assert (reponse.status_code, Diffusion.objects.count()) == (422, 0)
    assert "Aucun éditeur ne correspond à ce choix." in reponse.content.decode()
