"""A référencement is withdrawn: notice, answer, decision of two persons, part repaid, the rest kept from a payment.

And a campaign of controls, from the draw to the dossier that may follow.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from candidatures.models import Candidature
from financement.models import ControleAPosteriori, DemandeDeFinancement, Indu
from financement.verification import ecarts
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.paiements.caisse import Caisse, releve
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def caisse(portail: Callable[..., Onglet], settings: Any) -> Caisse:
    """One advance paid to LogiPro."""
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    scenario = validee(Monde())
    referencer(scenario.candidature)
    dossier = DossierDEnrolement("LogiPro", scenario.instant)
    caisse = Caisse(dossier.complet().transmettre().prendre_en_charge().verifier().approuver())
    caisse.commande("1000")
    _payer(caisse)
    horloge.regler(caisse.instant)
    return caisse


def _payer(caisse: Caisse) -> None:
    caisse.appliquer(releve(*caisse.exporte().virements.values_list("reference", "montant")))


def _attendre(caisse: Caisse, limite: datetime | None) -> None:
    assert limite is not None
    caisse.instant = limite + timedelta(seconds=1)
    horloge.regler(caisse.instant)


def _repondre(editeur: Onglet, lien: str, texte: str) -> None:
    editeur.cliquer(lien)
    editeur.page.locator("#id_texte").fill(texte)
    editeur.cliquer("Envoyer à l’ASP", role="button")


@pytest.mark.exigence("IND-01", "IND-06", "E4-14")
def test_un_retrait_jusqu_a_la_compensation(portail: Callable[..., Onglet], caisse: Caisse) -> None:
    Candidature.objects.update(statut="retiree")
    gestionnaire = portail("gestionnaire@asp.example").aller("/financement/indus/a-examiner/")
    assert "Retrait du référencement" in gestionnaire.lire()
    gestionnaire.page.locator("input[name=p]").first.check(force=True)
    gestionnaire.cliquer("Constater un indu sur ce choix", role="button")
    gestionnaire.page.locator("#id_cause").select_option("retrait")
    gestionnaire.page.locator("#id_constat").fill("L’ANS a retiré le référencement de la solution.")
    gestionnaire.cliquer("Constater", role="button", exact=True)
    gestionnaire.cliquer("Mettre en demeure").cliquer("Mettre en demeure", role="button", exact=True)

    adresse = Indu.objects.get().get_absolute_url()
    editeur = portail("mandataire@logipro.example", largeur=320).aller("/financement/indus/")
    editeur.cliquer(str(Indu.objects.get()))
    assert "Ce qui vous est demandé" in editeur.lire()
    assert not editeur.deborde()
    _repondre(editeur, "Présenter des observations", "Une partie de la prestation était faite.")
    _attendre(caisse, Indu.objects.get().repondre_jusqu_au)
    gestionnaire.aller(adresse).cliquer("Proposer une décision")
    gestionnaire.page.locator("input[id^=id_montant_]").fill("300")
    gestionnaire.page.locator("#id_motivation").fill("Un quart de la prestation est établi.")
    gestionnaire.cliquer("Proposer", role="button", exact=True)
    valideur = portail("valideur@asp.example").aller(adresse)
    valideur.cliquer("Ordonner le reversement").cliquer("Ordonner", role="button", exact=True)
    assert "Ordre de reversement (PDF" in editeur.aller(adresse).lire()
    _reverser(portail, caisse, adresse, valideur, editeur)


def _reverser(portail: Callable[..., Onglet], caisse: Caisse, adresse: str, valideur: Onglet, editeur: Onglet) -> None:
    """100 € by the bank, 200 € kept from the next payment, of another solution."""
    payeur = portail("payeur@asp.example").aller(adresse).cliquer("Enregistrer un remboursement")
    payeur.page.locator("#id_reference").fill("VIR-2026-001")
    payeur.page.locator("#id_montant").fill("100,00")
    payeur.page.locator("#id_valeur_le").fill(f"{jour_de_paris(caisse.instant):%Y-%m-%d}")
    payeur.cliquer("Enregistrer", role="button", exact=True)
    assert "référence VIR-2026-001" in payeur.lire()
    _attendre(caisse, Indu.objects.get().reverser_jusqu_au)
    valideur.aller(adresse).cliquer("Retenir sur les paiements à venir")
    valideur.cliquer("Décider la compensation", role="button", exact=True)

    autre = validee(Monde(), produit="Autre solution").candidature
    referencer(autre)
    nouvelle = caisse.commande("2000")
    DemandeDeFinancement.objects.filter(pk=nouvelle.demande_id).update(candidature=autre)
    lot = caisse.approuver(caisse.preparer(nouvelle))
    assert "après une retenue de 200,00 €" in payeur.aller(lot.get_absolute_url()).lire()
    caisse.exporter(lot)
    caisse.appliquer(releve(*lot.virements.values_list("reference", "montant")))
    editeur.aller("/financement/versements/")
    assert "après une retenue de 200,00 €" in editeur.lire()
    for onglet in (editeur, valideur):
        lu = onglet.aller(adresse).lire()
        assert "SOLDÉ" in lu
        assert "200,00 €" in lu
    assert (ecarts(), list(anomalies())) == ([], [])


@pytest.mark.exigence("CAP-01", "CAP-05", "CAP-06")
def test_une_campagne_de_controle(portail: Callable[..., Onglet], caisse: Caisse) -> None:
    gestionnaire = portail("gestionnaire@asp.example").aller("/financement/controles/campagnes/")
    gestionnaire.cliquer("Lancer une campagne")
    gestionnaire.page.locator("#id_dispositif").select_option("MDV-LGC-Va2")
    gestionnaire.page.locator("#id_part").select_option("avance")
    for champ in ("du", "au"):
        gestionnaire.page.locator(f"#id_{champ}").fill(f"{caisse.instant:%Y-%m-%d}")
    gestionnaire.page.locator("#id_taille").fill("1")
    gestionnaire.cliquer("Tirer et demander les justificatifs", role="button")
    assert "Tirage de 1 commande parmi 1" in gestionnaire.lire()

    adresse = ControleAPosteriori.objects.get().get_absolute_url()
    editeur = portail("mandataire@logipro.example", largeur=320).aller(adresse)
    assert not editeur.deborde()
    _repondre(editeur, "Envoyer des justificatifs", "Voici nos relevés.")
    gestionnaire.aller(adresse).cliquer("Saisir le résultat")
    gestionnaire.page.locator("#id_resultat").select_option("non_conforme")
    gestionnaire.page.locator("#id_motif").fill("Les relevés sont vides.")
    gestionnaire.cliquer("Enregistrer le résultat", role="button")
    _repondre(editeur.aller(adresse), "Corriger ou justifier", "L’opérateur MSSanté n’était pas conforme.")
    _attendre(caisse, ControleAPosteriori.objects.get().reponse_jusqu_au)
    valideur = portail("valideur@asp.example").aller(adresse)
    valideur.cliquer("Décider la non-conformité").cliquer("Décider", role="button", exact=True)
    gestionnaire.aller(adresse).cliquer("Constater un indu sur cette commande")
    assert gestionnaire.page.locator("#id_cause").input_value() == "controle"
    assert "NON CONFORME" in editeur.aller(adresse).lire()
