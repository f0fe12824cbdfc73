"""A vendor asks by message to change what it submitted; the ANS answers from the thread; the change comes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from candidatures.models import CandidatureAdministrative, DemandeDeModification, Message, NoteDuFil
from candidatures.transitions import conversation, reponses_types
from tests.monde import AVANT_DATE_1, Monde, demande_posee
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("MSG-01", "MSG-03", "E1-05")
def test_une_modification_demandee_par_message_revient_en_avant_apres(portail: Callable[..., Onglet]) -> None:
    editeur, ans = portail("mandataire@logipro.example"), portail("verificateur@ans.example")
    etape = CandidatureAdministrative.objects.select_related("candidature").get(
        candidature=Monde().soumise().candidature
    )

    editeur.aller(etape.get_absolute_url()).cliquer("Accéder à la conversation dans la messagerie")
    editeur.cliquer("Demander à modifier l’étape 1 (candidature administrative)")
    page = editeur.page
    assert "votre demande ne la rouvre pas" in editeur.lire()
    editeur.cliquer("Envoyer la demande", role="button")
    assert "Cochez au moins un champ à modifier." in editeur.lire()
    page.locator("#champ-siret").focus()
    page.keyboard.press("Space")
    page.locator("summary", has_text="Proposer une valeur : Numéro SIRET").click()
    page.get_by_label("Valeur proposée (facultatif) : Numéro SIRET").fill("73282932000082")
    page.get_by_label("Pourquoi demandez-vous cette modification ?").fill("Le siège a déménagé.")
    editeur.cliquer("Envoyer la demande", role="button")
    assert "Posée le" in editeur.lire()

    ans.aller("/").cliquer("Conversations non attribuées qui attendent une réponse")
    ans.cliquer("Modifier le formulaire — étape 1").cliquer("Accepter la demande")
    ans.page.get_by_label("À rendre le").fill(f"{AVANT_DATE_1 + timedelta(days=30):%Y-%m-%d}")
    ans.cliquer("Accepter et ouvrir les champs", role="button")
    assert "Champs ouverts :\n- Numéro SIRET" in ans.lire()

    editeur.aller("/messagerie/")
    assert "1\n" in editeur.page.inner_text("#menu") or "1 message non lu" in editeur.page.inner_text("#menu")
    editeur.cliquer("Modifier le formulaire — étape 1").cliquer("Ouvrir l’étape 1")
    assert page.locator("#id_forme_juridique").evaluate("e => e.tagName") != "INPUT", "les autres champs restent fermés"
    page.locator("#id_siret").fill("73282932000082")
    editeur.cliquer("Vérifier et soumettre", role="button").cliquer("Soumettre à nouveau")
    editeur.cliquer("Confirmer la soumission", role="button")

    lu = ans.aller(etape.get_absolute_url()).lire()
    assert "Modifications apportées" in lu
    assert ("73282932000074" in lu, "73282932000082" in lu) == (True, True)
    assert DemandeDeModification.objects.get().statut == "acceptee"


def test_on_repond_au_clavier_avec_une_reponse_type_et_la_lecture_se_sait(portail: Callable[..., Onglet]) -> None:
    editeur, ans = portail("mandataire@logipro.example"), portail("verificateur@ans.example")
    monde = Monde()
    scenario = monde.soumise()
    reponses_types.creer(monde.demande(monde.responsable, titre="Accueil", texte="Bonjour {destinataire}."))
    voulu = {"sujet": "Question", "objet": "dossier", "texte": "Une question <b>simple</b>."}
    conversation.ouvrir_un_fil(scenario.candidature, scenario.demande(monde.mandataire, **voulu))
    fil = scenario.candidature.fils.get()

    ans.aller(fil.get_absolute_url())
    page = ans.page
    page.locator("#id_texte").focus()
    page.keyboard.type("Merci.")
    page.get_by_role("button", name="Insérer la réponse type").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#id_texte').value.includes('Bonjour')")
    ans.verifier()
    assert page.locator("#id_texte").input_value() == f"Merci.\n\nBonjour {monde.mandataire}."
    page.get_by_role("button", name="Envoyer à l’éditeur").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    ans.verifier()
    page.locator("#id_note-texte").fill("Entre nous.")
    ans.cliquer("Enregistrer la note interne", role="button")

    lu = editeur.aller(fil.get_absolute_url()).lire()
    assert "Une question <b>simple</b>." in lu
    assert "Lu par l’ANS le 06/10/2025" in lu
    assert "Entre nous." not in lu
    assert f"Lu par {monde.mandataire} le" in ans.aller(fil.get_absolute_url()).lire()
    assert (Message.objects.count(), NoteDuFil.objects.count()) == (2, 1)


@pytest.mark.parametrize("largeur", [320, 1280])
def test_la_messagerie_et_l_historique_tiennent_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    responsable = portail("responsable@ans.example", largeur=largeur)
    editeur = portail("mandataire@logipro.example", largeur=largeur)
    monde = Monde()
    scenario = monde.soumise()
    posee = demande_posee(monde, scenario, motif="un_mot_très_long_" * 20)
    reponse = reponses_types.creer(monde.demande(monde.responsable, titre="Accueil", texte="Bonjour {destinataire}."))
    dossier = f"/candidatures/{scenario.candidature.numero}/"

    adresses = [
        "/messagerie/?etat=",
        "/messagerie/?q=mot",
        f"{dossier}messagerie/",
        f"{dossier}messagerie/nouveau/",
        posee.fil.get_absolute_url(),
        f"{dossier}historique/",
    ]
    debordent = [
        a
        for a in [*adresses, "/messagerie/reponses-types/", reponse.get_absolute_url()]
        if responsable.aller(a).deborde()
    ]
    debordent += [a for a in [*adresses, f"{dossier}messagerie/demande/formulaire/2/"] if editeur.aller(a).deborde()]
    debordent += [a for a in [f"{dossier}messagerie/demande/nru/1/"] if editeur.aller(a).deborde()]

    assert debordent == []
