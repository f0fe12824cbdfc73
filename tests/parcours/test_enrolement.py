"""A supplier enrols early, then initially; the ASP asks for one piece and refuses another file; a mandate ends."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import FilePayload

from candidatures.models import Candidature
from financement.models import Enrolement
from financement.situation import depots_ouverts
from financement.tasks import annoncer_les_expirations
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import instant_de_paris
from segur.portail.demonstration.enrolements import IBANS, PDF, DossierDEnrolement
from tests.financement.conftest import validee
from tests.monde import AVANT_DATE_1, Monde, referencer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
REPONSES = {
    "heberge": "Non",
    "assujetti": "Oui",
    "usage_exclusif": "Non",
    "reservee_aux_membres": "Non",
    "a_un_compte_vague_1": "Non",
    "engagement": "Oui",
}
TEXTES = {
    "representant_nom": "Martin",
    "representant_prenom": "Claire",
    "representant_fonction": "Présidente",
    "representant_email": "claire@logipro.example",
}


def _repondre(onglet: Onglet, champ: str, reponse: str) -> None:
    onglet.page.locator(f"#id_{champ}").get_by_text(reponse, exact=True).click()
    onglet.page.locator(f"#etat-{champ} .fr-message--valid").wait_for()
    onglet.attendre()


def _remplir(onglet: Onglet) -> None:
    for champ, texte in TEXTES.items():
        onglet.page.locator(f"#id_{champ}").fill(texte)
        onglet.page.locator(f"#id_{champ}").blur()
        onglet.page.locator(f"#etat-{champ} .fr-message--valid").wait_for()
    for champ, choix in (("depositaire", "representant"), ("edc", "aucune")):
        onglet.page.locator(f"#id_{champ}").select_option(choix)
        onglet.page.locator(f"#etat-{champ} .fr-message--valid").wait_for()
        onglet.attendre()
    for champ, reponse in REPONSES.items():
        _repondre(onglet, champ, reponse)
    onglet.verifier()


def _joindre(onglet: Onglet, nature: str, nom: str, expire_le: datetime | None = None) -> None:
    carte = onglet.page.locator(f"#piece-{nature}")
    if carte.locator("details").get_attribute("open") != "":
        carte.locator("summary").click()
    pdf = FilePayload(name=nom, mimeType="application/pdf", buffer=PDF)
    onglet.page.locator(f"#id_{nature}_fichier").set_input_files([pdf])
    if expire_le:
        onglet.page.locator(f"#id_{nature}_expire_le").fill(f"{expire_le:%Y-%m-%d}")
    carte.locator("button[type=submit]").last.click()
    onglet.page.locator("#messages .fr-alert--success").wait_for()
    onglet.verifier()


def _declarer(onglet: Onglet) -> None:
    onglet.cliquer("Coordonnées bancaires")
    onglet.page.get_by_label("Titulaire du compte").fill("LogiPro")
    onglet.page.get_by_label("IBAN *").fill("FR76 2004 1010 0505 0001 3102 682")
    onglet.page.get_by_label("BIC *").fill("PSSTFRPP")
    rib = FilePayload(name="rib.pdf", mimeType="application/pdf", buffer=PDF)
    onglet.page.get_by_label("RIB *").set_input_files([rib])
    onglet.cliquer("Déclarer ces coordonnées", role="button")
    assert "FR76 •••• 2682" in onglet.lire()
    assert IBANS["LogiPro"] not in onglet.page.content()


@pytest.mark.exigence("ENR-01", "ENR-03", "ENR-05", "ENR-08", "ASP-01", "ASP-02")
def test_un_fournisseur_s_enrole_tot_puis_entierement(portail: Callable[..., Onglet]) -> None:
    validee(Monde())
    editeur = portail("mandataire@logipro.example")
    gestionnaire, valideur = portail("gestionnaire@asp.example"), portail("valideur@asp.example")

    editeur.aller("/").cliquer("Financement et enrôlement").cliquer("S’enrôler", role="button")
    adresse = Enrolement.objects.get().get_absolute_url()
    _remplir(editeur)
    _joindre(editeur, "identite_representant", "carte d’identité.pdf", AVANT_DATE_1 + timedelta(days=400))
    _joindre(editeur, "non_hds", "déclaration.pdf")
    _declarer(editeur)
    editeur.aller(adresse).cliquer("Transmettre à l’ASP").cliquer("Transmettre le dossier", role="button")

    gestionnaire.aller("/").cliquer("Enrôlements que personne n’a en charge").cliquer("LogiPro")
    gestionnaire.cliquer("Prendre en charge", role="button")
    gestionnaire.page.locator("#motif-non_hds").fill("La signature manque.")
    gestionnaire.cliquer("À corriger : Déclaration sur l’honneur", role="button")
    gestionnaire.cliquer("Demander des corrections")
    gestionnaire.page.get_by_label("À rendre le").fill(f"{AVANT_DATE_1 + timedelta(days=10):%Y-%m-%d}")
    gestionnaire.cliquer("Envoyer la demande", role="button")

    assert "La signature manque." in editeur.aller(adresse).lire()
    assert editeur.page.locator("#id_identite_representant_fichier").count() == 0
    _joindre(editeur, "non_hds", "déclaration signée.pdf")
    editeur.cliquer("Transmettre les corrections").cliquer("Transmettre les corrections", role="button")

    assert "déclaration signée.pdf" in gestionnaire.aller(adresse).lire()
    for piece in ("Déclaration sur l’honneur", "Pièce d’identité"):
        gestionnaire.cliquer(f"Conforme : {piece}", role="button")
    gestionnaire.cliquer("Voir les coordonnées bancaires").cliquer("Voir l’IBAN", role="button")
    assert IBANS["LogiPro"] in gestionnaire.lire()
    gestionnaire.cliquer("Vérifier les coordonnées").cliquer("Les coordonnées sont exactes", role="button")
    valideur.aller("/").cliquer("LogiPro").cliquer("Approuver les coordonnées")
    valideur.cliquer("Approuver", role="button", exact=True)
    gestionnaire.aller(adresse).cliquer("Accepter l’enrôlement").cliquer("Accepter", role="button", exact=True)

    assert "Demander l’enrôlement initial — pas encore possible" in editeur.aller(adresse).lire()
    referencer(Candidature.objects.get())
    editeur.aller(adresse).cliquer("Demander l’enrôlement initial")
    editeur.cliquer("Demander l’enrôlement initial", role="button")
    gestionnaire.aller(adresse).cliquer("Accepter l’enrôlement").cliquer("Accepter", role="button", exact=True)

    enrolement = Enrolement.objects.get()
    assert (enrolement.nature, enrolement.statut) == ("initial", "accepte")
    assert "IBAN consulté" in editeur.aller("/financement/").lire()
    assert not portail("mandataire@logipro.example", largeur=320).aller(adresse).deborde()
    assert list(anomalies()) == []


@pytest.mark.exigence("ENR-02")
def test_un_agent_refuse_un_dossier(portail: Callable[..., Onglet]) -> None:
    gestionnaire = portail("gestionnaire@asp.example", largeur=320)
    dossier = DossierDEnrolement("LogiPro", validee(Monde()).instant).complet().transmettre()
    adresse = dossier.enrolement.get_absolute_url()
    gestionnaire.aller("/financement/enrolements/a-instruire/")
    assert not gestionnaire.deborde()
    gestionnaire.aller(adresse)
    assert not gestionnaire.deborde()

    gestionnaire.page.locator("#motif-identite_representant").fill("La pièce est celle d’une autre personne.")
    gestionnaire.cliquer("À corriger : Pièce d’identité", role="button")
    gestionnaire.cliquer("Refuser l’enrôlement")
    gestionnaire.page.get_by_label("Motif").fill("Le représentant légal n’est pas identifié.")
    gestionnaire.cliquer("Refuser", role="button", exact=True)

    editeur = portail("mandataire@logipro.example").aller(adresse)
    assert "Le représentant légal n’est pas identifié." in editeur.lire()
    assert "La pièce est celle d’une autre personne." in editeur.lire()
    editeur.cliquer("Reprendre le dossier").cliquer("Reprendre le dossier", role="button")
    assert Enrolement.objects.get().statut == "brouillon"


@pytest.mark.exigence("ELI-01", "E2-21")
def test_le_mandat_d_un_distributeur_prend_fin(
    portail: Callable[..., Onglet], regler_horloge: Callable[[datetime], None]
) -> None:
    distributeur = portail("mandataire@distrisante.example")
    scenario = Monde().brouillon()
    signe_le, fin_le = (AVANT_DATE_1 - timedelta(days=300)).date(), (AVANT_DATE_1 + timedelta(days=20)).date()
    mandat = {"denomination": "DistriSanté", "siret": "51234876400014", "signe_le": signe_le, "fin_le": fin_le}
    scenario.soumettre_etapes_1_et_2(distributeurs=[mandat])
    scenario.declarer_eligible()
    referencer(scenario.candidature)
    dossier = DossierDEnrolement("DistriSanté", scenario.instant).accepte()
    adresse = dossier.enrolement.get_absolute_url()

    annoncer_les_expirations()
    annoncer_les_expirations()
    rappels = Notification.objects.filter(categorie="rappel", sujet__contains="mandat de distribution")
    assert rappels.count() == 3  # the distributor's mandataire; the éditeur's mandataire and représentant
    distributeur.aller("/financement/")
    assert f"au {fin_le:%d/%m/%Y} inclus : il est en vigueur" in distributeur.lire()

    dernier_instant = instant_de_paris(fin_le, time(23, 59))
    regler_horloge(dernier_instant)
    assert depots_ouverts(dossier.enrolement, dernier_instant).favorable
    regler_horloge(dernier_instant + timedelta(minutes=1))
    distributeur.aller(adresse).page.get_by_text("voir pourquoi").click()
    assert "il a pris fin" in distributeur.lire()
    annoncer_les_expirations()
    assert rappels.filter(corps__contains="ne dépose plus de demande").exists()
