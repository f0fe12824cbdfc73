"""A vendor reads what waits and chooses their mails; the ANS recalls a mail and writes to many."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from segur.noyau.messagerie.models import Courriel, Notification, Preference
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.messagerie.tasks import balayer
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("MSG-02", "MSG-07")
def test_une_editrice_lit_ses_notifications_et_choisit_ses_courriels(portail: Callable[..., Onglet]) -> None:
    editrice, monde = portail("mandataire@logipro.example"), Monde()
    adresse = monde.eligible().candidature.get_absolute_url()
    for rang in range(12):
        monde.notifier(monde.mandataire, f"nouvelle {rang}", lien=adresse)
    Notification.objects.exclude(sujet__startswith="Sujet nouvelle").delete()
    page = editrice.aller("/").page

    page.get_by_role("banner").get_by_role("link", name="Notifications (12) non lues").click()
    editrice.verifier()
    editrice.cliquer("Ouvrir : Sujet nouvelle 11", role="button")
    assert page.url.endswith(adresse)
    editrice.aller("/notifications/").cliquer("Marquer comme lue : Sujet nouvelle 10", role="button")
    assert page.get_by_role("link", name="Notifications (10) non lues").is_visible()
    page.get_by_label("Non lues seulement").check(force=True)
    editrice.cliquer("Filtrer", role="button").cliquer("Marquer cette page comme lue", role="button")
    assert "10 notifications marquées lues" in editrice.lire()
    assert "Aucune notification." in editrice.lire()

    editrice.cliquer("Choisir vos courriels")
    groupe = page.get_by_role("group", name="Messages des conversations")
    groupe.get_by_label("Pas de courriel").check(force=True)
    page.get_by_role("group", name="Décisions sur vos candidatures").get_by_label("Une fois par jour").check(force=True)
    editrice.cliquer("Enregistrer", role="button")

    choix = dict(Preference.objects.exclude(rythme="immediat").values_list("categorie", "rythme"))
    assert choix == {"message": "aucun", "decision": "quotidien"}
    assert "Vos préférences sont enregistrées." in editrice.lire()


def test_un_responsable_rappelle_un_courriel_avant_son_depart(portail: Callable[..., Onglet]) -> None:
    responsable, monde = portail("responsable@ans.example"), Monde()
    for rang in (1, 2):
        monde.notifier(monde.mandataire, f"rappelable {rang}")
        balayer()

    responsable.aller("/courriels/")
    responsable.page.get_by_label("État").select_option("retenus")
    responsable.cliquer("Filtrer", role="button").cliquer("Sujet rappelable 2")
    assert "Courriel prévu le" in responsable.lire()
    assert "Texte." in responsable.page.frame_locator("iframe").locator("body").inner_text()
    responsable.cliquer("Rappeler le courriel").cliquer("Rappeler", role="button", exact=True)
    assert "Dites pourquoi." in responsable.lire()
    responsable.page.get_by_label("Motif").fill("Décision à relire.")
    responsable.cliquer("Rappeler", role="button", exact=True)

    assert "Courriel rappelé avant son départ : il n’a pas été envoyé." in responsable.lire()
    assert balayer(timezone.now() + timedelta(hours=2)) == 0
    assert Courriel.objects.get(notifications__cle__contains="rappelable 2").statut == "rappele"


def test_un_responsable_ecrit_a_plusieurs_editeurs(portail: Callable[..., Onglet]) -> None:
    responsable, monde = portail("responsable@ans.example"), Monde()
    monde.soumise(produit="Un")
    monde.soumise(produit="Deux", editeur="MédiSoft")
    page = responsable.aller("/messages-groupes/").page

    responsable.cliquer("Écrire à plusieurs éditeurs")
    page.get_by_label("Dispositif").select_option(label="LGC vague 2")
    responsable.cliquer("Préparer l’aperçu", role="button")
    assert "Donnez un objet à votre message." in responsable.lire()
    page.get_by_label("Objet").fill("Réunion d’information")
    page.get_by_label("Message", exact=False).last.fill("Rendez-vous jeudi.\nBien à vous.")
    responsable.cliquer("Préparer l’aperçu", role="button")
    assert "Rien n’est encore parti." in responsable.lire()
    assert "mandataire@medisoft.example" in responsable.lire()
    assert "Rendez-vous jeudi." in page.frame_locator("iframe").locator("body").inner_text()
    envoyes_avant = Notification.objects.filter(sujet="Réunion d’information").count()
    responsable.cliquer("Confirmer l’envoi").cliquer("Envoyer le message", role="button")

    assert "Confirmé par" in responsable.lire()
    assert envoyes_avant == 0
    assert Notification.objects.filter(sujet="Réunion d’information").count() == 4  # one is of both firms


@pytest.mark.parametrize("largeur", [320, 1280])
def test_les_pages_tiennent_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    responsable, monde = portail("responsable@ans.example", largeur=largeur), Monde()
    monde.notifier(monde.responsable, "un sujet assez long pour passer à la ligne sur un petit écran")
    rassembler(timezone.now())
    _, courriel, diffusion = monde.messagerie()
    adresses = [
        "/notifications/",
        "/compte/courriels/",
        "/courriels/",
        "/messages-groupes/",
        "/messages-groupes/ecrire/",
    ]
    adresses += [courriel.get_absolute_url(), diffusion.get_absolute_url()]

    assert [adresse for adresse in adresses if responsable.aller(adresse).deborde()] == []
