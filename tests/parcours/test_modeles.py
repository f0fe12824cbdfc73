"""A vendor imports two models; an agent validates one and rejects the other; the vendor reads what is missing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload

from financement.models import ModeleDeDocument
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.modeles import PDF
from tests.financement.conftest import validee
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MENTION = "Montants de la Prestation Ségur pris en charge par l’Etat au titre du Ségur de la santé"


def _ajouter(onglet: Onglet, libelle: str, nom: str) -> None:
    onglet.page.get_by_label("Type de fichier").select_option(label=libelle)
    pdf = FilePayload(name=nom, mimeType="application/pdf", buffer=PDF)
    onglet.page.get_by_label("Ajouter un fichier").set_input_files([pdf])
    onglet.cliquer("Importer", role="button", exact=True)


def _cocher(onglet: Onglet, *, absente: str = "") -> None:
    """Every mention present, but one."""
    for grille in onglet.page.locator("fieldset").all():
        avis = "Absente" if absente and absente in grille.inner_text() else "Présente"
        grille.get_by_text(avis, exact=True).click()
    onglet.cliquer("Enregistrer le contrôle", role="button")


@pytest.mark.exigence("ASP-02", "ASP-04", "ASP-05", "ASP-07", "ASP-08", "ASP-09", "ASP-10")
def test_un_modele_est_valide_et_l_autre_rejete(portail: Callable[..., Onglet]) -> None:
    DossierDEnrolement("LogiPro", validee(Monde()).instant).accepte()
    editeur, gestionnaire = portail("mandataire@logipro.example"), portail("gestionnaire@asp.example")

    editeur.aller("/financement/").cliquer("Mes modèles de documents")
    assert "Aucun modèle de document n’a encore été envoyé." in editeur.lire()
    editeur.cliquer("Importer des modèles de documents")
    assert "Aucun modèle de document n’est en cours d’import." in editeur.lire()
    _ajouter(editeur, "Modèle de facture MDV", "modèle de facture.pdf")
    assert "par exemple « modele_de_facture.pdf »" in editeur.lire()
    _ajouter(editeur, "Modèle de facture MDV", "modele_de_facture.pdf")
    _ajouter(editeur, "Modèle de bon de commande MDV", "bdc.pdf")
    _ajouter(editeur, "Modèle de VA MDV", "va.pdf")
    editeur.cliquer("Supprimer va.pdf", role="button")
    editeur.cliquer("Valider mon import", role="button")
    assert editeur.page.get_by_text("En attente d’instruction").count() == 2

    gestionnaire.aller("/").cliquer("Modèles de documents à contrôler").cliquer("Modèle de facture MDV")
    gestionnaire.cliquer("Prendre en charge", role="button")
    assert "Valider le modèle — pas encore possible" in gestionnaire.lire()
    _cocher(gestionnaire)
    gestionnaire.cliquer("Valider le modèle").cliquer("Valider le modèle", role="button")
    gestionnaire.aller("/financement/modeles/a-controler/").cliquer("Modèle de bon de commande MDV")
    _cocher(gestionnaire, absente=MENTION)
    gestionnaire.cliquer("Rejeter le modèle").cliquer("Rejeter le modèle", role="button")

    editeur.aller("/financement/modeles/")
    assert "Modèle de facture MDV : modele_de_facture.pdf, validé le" in editeur.lire()
    editeur.cliquer("Consulter Modèle de bon de commande MDV")
    assert "Modèle rejeté" in editeur.lire()
    assert f"Texte à insérer :\n\n{MENTION}" in editeur.lire()
    statuts = set(ModeleDeDocument.objects.values_list("type_de_document", "statut"))
    assert statuts == {("facture", "valide"), ("bon_de_commande", "rejete"), ("va", "supprime")}
    etroit = portail("mandataire@logipro.example", largeur=320)
    for adresse in ("/financement/modeles/", "/financement/modeles/import/", editeur.page.url.split("/", 3)[3]):
        assert not etroit.aller(f"/{adresse.lstrip('/')}").deborde(), adresse
    assert list(anomalies()) == []


@pytest.mark.exigence("ASP-15")
def test_une_question_trouve_sa_reponse(portail: Callable[..., Onglet]) -> None:
    editeur, gestionnaire = portail("mandataire@logipro.example"), portail("gestionnaire@asp.example", largeur=320)

    editeur.aller("/financement/aide/").cliquer("Poser une question", exact=True)
    editeur.cliquer("Envoyer la question", role="button")
    assert "Résumez votre question en quelques mots." in editeur.lire()
    editeur.page.get_by_label("Sujet").select_option(label="Modèles de documents")
    editeur.page.get_by_label("Votre question en quelques mots").fill("Place de la TVA")
    editeur.page.get_by_label("Message *").fill("Où doit figurer le taux de TVA ?")
    editeur.cliquer("Envoyer la question", role="button")
    assert "Question enregistrée sous le numéro Q-" in editeur.lire()

    gestionnaire.aller("/").cliquer("Questions des fournisseurs ouvertes")
    assert not gestionnaire.deborde()
    gestionnaire.cliquer("Place de la TVA")
    gestionnaire.page.get_by_label("Message *").fill("Sur le bon de commande validé, sous le total.")
    gestionnaire.cliquer("Envoyer", role="button", exact=True)
    assert not gestionnaire.deborde()

    editeur.aller("/financement/questions/").cliquer("Place de la TVA")
    assert "Sur le bon de commande validé, sous le total." in editeur.lire()
    editeur.cliquer("Clore la question").cliquer("Clore la question", role="button")
    assert "Question close le" in editeur.lire()
    assert not portail("mandataire@logipro.example", largeur=320).aller("/financement/aide/").deborde()
