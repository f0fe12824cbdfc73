"""A payer prepares, another approves, the bank answers: one transfer paid, one rejected, and both suppliers know."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from financement.models import LotDePaiement, Virement
from financement.verification import ecarts
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.paiements.caisse import Caisse, compte_rendu
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet
from tests.parcours.gestes import importer_un_retour, telecharger_les_virements

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def caisse(portail: Callable[..., Onglet], settings: Any) -> Caisse:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    dossiers = []
    for firme in ("LogiPro", "MédiSoft"):
        scenario = validee(Monde(), firme, f"Produit {firme}")
        referencer(scenario.candidature)
        dossier = DossierDEnrolement(firme, scenario.instant)
        dossiers.append(dossier.complet().transmettre().prendre_en_charge().verifier().approuver())
    caisse = Caisse(*dossiers)
    for dossier in dossiers:
        caisse.commande("1204.55", dossier)
    horloge.regler(caisse.instant + timedelta(hours=1))
    return caisse


@pytest.mark.exigence("B-FIN-06", "AV-05")
def test_un_lot_du_payeur_a_la_banque(portail: Callable[..., Onglet], caisse: Caisse) -> None:
    payeur = portail("payeur@asp.example").aller("/financement/paiements/")
    payeur.cliquer("Voir les sommes à payer").cliquer("Préparer un lot de tout ce choix", role="button")
    assert "2 commandes, 2 virements, 963,64 €" in payeur.lire()
    payeur.cliquer("Préparer le lot", role="button")
    adresse = LotDePaiement.objects.get().get_absolute_url()
    assert "Exporter le lot" not in payeur.lire()

    valideur = portail("valideur@asp.example").aller(adresse)
    valideur.cliquer("Approuver le lot").cliquer("Approuver", role="button", exact=True)
    payeur.aller(adresse).cliquer("Exporter le lot").cliquer("Exporter", role="button", exact=True)
    assert telecharger_les_virements(payeur) == f"{LotDePaiement.objects.get().message}.xml"

    paye, rejete = Virement.objects.order_by("pk")
    fichier = compte_rendu(LotDePaiement.objects.get().message, {paye.reference: "ACSC", rejete.reference: "AC04"})
    importer_un_retour(payeur, fichier)
    payeur.cliquer("Appliquer le retour").cliquer("Appliquer", role="button", exact=True)
    assert "Appliquée" in payeur.lire()
    importer_un_retour(payeur, fichier)
    assert "2 lignes" in payeur.lire()

    payeur.aller(adresse)
    assert "CLOS" in payeur.lire()
    assert "AC04 : le compte est clos." in payeur.lire()
    payeur.aller("/financement/paiements/a-payer/")
    assert "1 résultat" in payeur.lire()
    assert (ecarts(), list(anomalies())) == ([], [])
    _voir_chez_les_fournisseurs(portail)


def _voir_chez_les_fournisseurs(portail: Callable[..., Onglet]) -> None:
    paye = portail("mandataire@logipro.example", largeur=320).aller("/financement/versements/")
    assert "PAYÉ" in paye.lire()
    assert not paye.deborde()
    rejete = portail("mandataire@medisoft.example").aller("/financement/versements/")
    assert "AC04 : le compte est clos." in rejete.lire()


@pytest.mark.exigence("AV-05")
def test_un_mauvais_fichier_est_refuse_a_sa_place(portail: Callable[..., Onglet], caisse: Caisse) -> None:
    payeur = portail("payeur@asp.example", largeur=320)
    importer_un_retour(payeur, b"<Document/>")
    assert "ni un pain.002, ni un camt.053" in payeur.lire()
    for adresse in ("", "a-payer/", "preparer/?tout=1", "retours/"):
        payeur.aller(f"/financement/paiements/{adresse}")
        assert not payeur.deborde(), adresse
