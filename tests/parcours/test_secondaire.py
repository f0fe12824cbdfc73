"""The secondary service of a client at PERF 0,5, from its claim to its payment: half of the amount, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator

from financement.models import Commande, Creance, Ecriture, LotDePaiement, Virement
from financement.verification import ecarts
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.enrolements import PDF
from tests.financement.demande_secondaire.depot import deposant
from tests.financement.demande_secondaire.exemples import DEFINITIF_LE, MOITIE, RECU_LE
from tests.financement.paiements.caisse import compte_rendu
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
PETIT = 320


@pytest.fixture
def commande(portail: Callable[..., Onglet], settings: Any) -> Commande:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    return deposant(Monde()).commander_une()


@pytest.mark.exigence("SEC-11", "SEC-12", "SEC-13", "CALC-03")
def test_du_niveau_constate_au_paiement_de_la_moitie(portail: Callable[..., Onglet], commande: Commande) -> None:
    horloge.regler(RECU_LE)
    _demander(portail("mandataire@logipro.example"), commande)
    creance = Creance.objects.get(part="secondaire")
    assert (creance.statut, creance.jugement["prediction"]) == ("deposee", "accepte")
    _etroites(portail, commande, creance)

    horloge.regler(DEFINITIF_LE)
    instruction = f"/financement/creances/{creance.pk}/instruction/"
    _controler(portail("gestionnaire@asp.example").aller(instruction))
    valideur = portail("valideur@asp.example").aller(instruction)
    assert "62,50" in valideur.lire()
    valideur.cliquer("Valider et suivante", role="button")
    creance.refresh_from_db()
    assert (creance.statut, creance.montant) == ("validee", MOITIE)

    _payer(portail("payeur@asp.example"), valideur)
    assert list(Virement.objects.values_list("statut", "montant")) == [("paye", MOITIE)]
    assert set(Ecriture.objects.filter(part="secondaire").values_list("montant", flat=True)) == {MOITIE}
    assert (ecarts(), list(anomalies())) == ([], [])


def _demander(editeur: Onglet, commande: Commande) -> None:
    """The amounts, the level and the period come from the journal: the invoice remains to be told."""
    editeur.aller(f"/financement/secondaire/{commande.pk}/").cliquer("Demander le paiement")
    assert "62,50" in editeur.lire()
    for nom, valeur in (("facture_numero", "FS-2028-001"), ("facture_du", "2028-04-10")):
        editeur.page.locator(f"#id_{nom}").fill(valeur)
    editeur.page.locator("#id_surcout").select_option("false")
    facture = FilePayload(name="facture.pdf", mimeType="application/pdf", buffer=PDF)
    editeur.page.locator("#id_facture_facture-fichier").set_input_files([facture])
    editeur.cliquer("Enregistrer et relire", role="button")
    assert "PERF = 0,5" in editeur.lire()
    editeur.cliquer("Déposer la demande").cliquer("Déposer", role="button", exact=True)


def _au_clavier(cible: Locator, touche: str) -> None:
    """The page shows a PDF, whose viewer may take a click away; a key goes where the focus is."""
    cible.focus()
    cible.press(touche)


def _controler(agent: Onglet) -> None:
    for choix in agent.page.locator("#controles ~ fieldset").get_by_label("Conforme", exact=True).all():
        _au_clavier(choix, "Space")
    agent.page.locator("#decision").press("Control+Enter")
    agent.page.locator("#messages .fr-alert--success").wait_for()
    agent.verifier()


def _payer(payeur: Onglet, valideur: Onglet) -> None:
    """The batch of the other parts: prepared, approved by another, exported, settled by the bank."""
    payeur.aller("/financement/paiements/a-payer/?part=secondaire")
    payeur.cliquer("Préparer un lot de tout ce choix", role="button")
    assert "62,50" in payeur.lire()
    payeur.cliquer("Préparer le lot", role="button")
    lot = LotDePaiement.objects.get()
    valideur.aller(lot.get_absolute_url()).cliquer("Approuver le lot").cliquer("Approuver", role="button", exact=True)
    payeur.aller(lot.get_absolute_url()).cliquer("Exporter le lot").cliquer("Exporter", role="button", exact=True)
    retour = compte_rendu(lot.message, {Virement.objects.get().reference: "ACSC"})
    payeur.aller("/financement/paiements/retours/")
    charge: FilePayload = {"name": "retour.xml", "mimeType": "application/xml", "buffer": retour}
    payeur.page.locator("#id_fichier").set_input_files(charge)
    payeur.cliquer("Lire ce fichier", role="button")
    payeur.cliquer("Appliquer le retour").cliquer("Appliquer", role="button", exact=True)


def _etroites(portail: Callable[..., Onglet], commande: Commande, creance: Creance) -> None:
    """At 320 px: checked for accessibility like the others, and nothing overflows."""
    onglet = portail("mandataire@logipro.example", largeur=PETIT)
    suivi, demande = f"/financement/secondaire/{commande.pk}/", f"/financement/commandes/{commande.pk}/secondaire/"
    for adresse in (suivi, demande, creance.get_absolute_url(), "/financement/demandes/deposer/secondaire/"):
        assert not onglet.aller(adresse).deborde(), adresse
