"""« Votre organisation » by HTTP: what each role sees, what a departure cuts, what is typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidatures.models import Produit
from segur.noyau.comptes.models import Acteur, Appartenance, Invitation, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.organisations.transitions import appartenance
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.visiteurs import client_de, texte

pytestmark = pytest.mark.django_db
BUDGET = 15

TOUS = {"Inviter une personne", "Modifier les données", "Mettre fin", "Changer le rôle", "Quitter l’organisation"}


@pytest.mark.exigence("CP-04", "CP-05", "B-CVG-03")
@pytest.mark.parametrize(
    ("qui", "gestes"),
    [
        ("mandataire", TOUS),
        ("representant", {"Inviter une personne", "Mettre fin", "Quitter l’organisation"}),
        ("salarie", {"Quitter l’organisation"}),
    ],
)
def test_chacun_ne_voit_que_ce_qu_il_peut_faire(monde: Monde, qui: str, gestes: set[str]) -> None:
    page = texte(client_de(getattr(monde, qui)).get("/organisation/"))

    assert {geste for geste in TOUS if geste in page} == gestes


def test_un_representant_ne_peut_rien_sur_le_mandataire(monde: Monde) -> None:
    page = client_de(monde.representant).get("/organisation/")

    gestes = {m.role: [a.transition.libelle for a in actions] for m, actions in page.context["membres"]}
    assert gestes == {
        "mandataire": [],
        "representant": ["Quitter l’organisation"],
        "salarie": ["Mettre fin à l’appartenance"],
    }


def test_le_dernier_mandataire_lit_pourquoi_il_reste(monde: Monde) -> None:
    assert "C’est le dernier mandataire de l’organisation" in texte(client_de(monde.mandataire).get("/organisation/"))


def test_un_salarie_ne_voit_pas_les_invitations(monde: Monde) -> None:
    monde.inviter()

    assert "nouvelle@logipro.example" not in texte(client_de(monde.salarie).get("/organisation/"))
    assert "nouvelle@logipro.example" in texte(client_de(monde.representant).get("/organisation/"))


def test_une_invitation_expiree_se_voit(monde: Monde) -> None:
    envoyee, _ = monde.inviter()
    Invitation.objects.update(
        envoyee_le=envoyee.envoyee_le - timedelta(days=30), expire_le=envoyee.expire_le - timedelta(days=30)
    )

    assert "Expirée" in texte(client_de(monde.mandataire).get("/organisation/"))


@pytest.mark.exigence("ROL-07")
def test_un_depart_coupe_l_acces_a_la_requete_suivante_et_ne_perd_rien(monde: Monde, logipro: Organisation) -> None:
    scenario = monde.brouillon()
    scenario.produit.responsable = monde.representant.personne
    scenario.produit.save()
    hugo, claire = client_de(monde.representant), client_de(monde.mandataire)
    dossier = scenario.candidature.get_absolute_url()
    assert hugo.get(dossier).status_code == 200
    ligne = Appartenance.objects.get(utilisateur=monde.representant.personne)
    adresse = f"/actions/appartenance.terminer/{ligne.pk}/"
    assert "À confier à une autre personne : produit LogiMed - 1.0." in texte(claire.get(adresse))

    claire.post(adresse, {"cle": "une-page"})

    assert hugo.get(dossier)["Location"].startswith("/connexion/")  # all his sessions are over
    hugo.force_login(monde.representant.personne)
    assert hugo.get(dossier).status_code == 404
    assert hugo.get("/organisation/").status_code == 302
    assert claire.get(dossier).status_code == 200
    page = texte(claire.get("/organisation/"))
    assert "produit LogiMed - 1.0" in page
    assert "responsable : Hugo Bernard" in page
    assert f"/produits/{scenario.produit.reference}/responsable/" in page
    assert "Hugo Bernard, représentant, jusqu’au" in page


@pytest.mark.exigence("ROL-07", "CP-16")
@pytest.mark.parametrize("garde_un_role", [False, True])
def test_les_mandataires_apprennent_ce_qu_un_depart_laisse_a_confier(monde: Monde, garde_un_role: bool) -> None:
    produit, parti = monde.scenario().produit, monde.representant.personne
    Produit.objects.update(responsable=parti)
    ligne = Appartenance.objects.get(utilisateur=parti)
    if garde_un_role:
        Appartenance.objects.create(utilisateur=parti, organisation=ligne.organisation, role=Role.SALARIE)

    client_de(monde.representant).post(f"/actions/appartenance.quitter/{ligne.pk}/")

    message = monde.mandataire.personne.notifications.latest("pk")
    a_confier = f"À confier à une autre personne : produit {produit}." in message.corps
    assert (a_confier, Produit.objects.sans_responsable().exists()) == (not garde_un_role, not garde_un_role)


def test_qui_quitte_revient_a_l_accueil(monde: Monde) -> None:
    client = client_de(monde.representant)
    ligne = Appartenance.objects.get(utilisateur=monde.representant.personne)

    reponse = client.post(f"/actions/appartenance.quitter/{ligne.pk}/", follow=True)

    assert reponse.redirect_chain == [("/", 302)]
    assert "Votre compte n’est rattaché à aucune organisation" in texte(reponse)


def test_un_role_se_change_par_la_page_des_actions(monde: Monde, logipro: Organisation) -> None:
    ligne = Appartenance.objects.get(utilisateur=monde.salarie.personne, organisation=logipro)
    client = client_de(monde.mandataire)

    vide = client.post(f"/actions/appartenance.changer_role/{ligne.pk}/")
    reponse = client.post(f"/actions/appartenance.changer_role/{ligne.pk}/", {"role": "representant"})

    assert vide.status_code == 422
    assert (reponse.status_code, reponse["Location"]) == (302, logipro.get_absolute_url())
    assert acteur_pour(monde.salarie.personne, logipro.pk).roles == {"representant"}


def test_le_mandataire_modifie_les_donnees(monde: Monde, logipro: Organisation) -> None:
    saisie = {"nom": "LogiPro", "siren": "732 829 320", "siret": "732 829 320 00074", "nie": "212121212"}

    reponse = client_de(monde.mandataire).post(f"/organisation/{logipro.pk}/modifier/", saisie)

    logipro.refresh_from_db()
    assert reponse.status_code == 302
    assert (logipro.siret, logipro.nie) == ("73282932000074", "212121212")


@pytest.mark.parametrize(
    ("changements", "champ"),
    [
        ({"siren": "732829321"}, "siren"),
        ({"siret": "73282932000075"}, "siret"),
        ({"siret": "55210055400013"}, "siret"),
        ({"nie": "12345678"}, "nie"),
        ({"nie": "12345678٩"}, "nie"),
        ({"siren": "404833048"}, "__all__"),
        ({"siren": "552100554"}, "__all__"),
        ({"nom": ""}, "nom"),
    ],
    ids=["clé du SIREN", "clé du SIRET", "SIRET d’une autre", "8 chiffres", "chiffre arabe", "SIREN vérifié",
         "SIREN d’une autre", "sans nom"],
)  # fmt: skip
def test_une_donnee_fausse_est_dite(
    monde: Monde, logipro: Organisation, changements: dict[str, str], champ: str
) -> None:
    saisie = {"nom": "LogiPro", "siren": "732829320"} | changements

    reponse = client_de(monde.mandataire).post(f"/organisation/{logipro.pk}/modifier/", saisie)

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, [champ])


# ---- constant queries -----------------------------------------------------------------------------------------------


def _cout(acteur: Acteur, adresse: str) -> int:
    client = client_de(acteur)
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(adresse)
        if reponse.streaming:
            b"".join(reponse)
    assert reponse.status_code == 200
    return len(requetes)


def _peupler(monde: Monde, rang: int) -> None:
    """One more firm; in LogiPro one more mandataire, one more departed, one more invitation, one more product left."""
    logipro = Organisation.objects.get(nom="LogiPro")
    Organisation.objects.create(nom=f"Entreprise {rang}")
    reste, parti = (
        Utilisateur.objects.create_user(f"{nom}{rang}@logipro.example", nom=nom, prenom=str(rang))
        for nom in ("reste", "parti")
    )
    Appartenance.objects.create(utilisateur=reste, organisation=logipro, role=Role.MANDATAIRE)
    ligne = Appartenance.objects.create(utilisateur=parti, organisation=logipro, role=Role.MANDATAIRE)
    Produit.objects.create(editeur=logipro, nom=f"Produit {rang}", version="1", responsable=parti)
    monde.inviter(f"invitee{rang}@logipro.example")
    appartenance.terminer(ligne, monde.demande(acteur_pour(reste), AVANT_DATE_1))


@pytest.mark.parametrize(
    ("adresse", "qui"),
    [
        ("/organisation/", "mandataire"),
        ("/organisation/", "salarie"),
        ("/organisation/liste/", "responsable"),
        ("/organisation/liste/?format=csv", "responsable"),
    ],
)
def test_une_page_coute_autant_pour_trois_que_pour_un(monde: Monde, adresse: str, qui: str) -> None:
    acteur = getattr(monde, qui)
    _peupler(monde, 1)
    pour_un = _cout(acteur, adresse)

    for rang in (2, 3):
        _peupler(monde, rang)

    assert _cout(acteur, adresse) == pour_un <= BUDGET
