"""The bank gave back funds that were ordered back: left in anomaly, then applied once the order is lifted."""

from collections.abc import Callable
from typing import Any

import pytest

from financement.models import Virement
from financement.transitions import recouvrement as gestes
from financement.verification import ecarts
from segur.noyau import horloge
from segur.noyau.comptes.models import Role
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import Caisse, collegue, releve
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dossier(portail: Callable[..., Onglet], settings: Any) -> Recouvrement:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    scenario = validee(Monde())
    referencer(scenario.candidature)
    enrole = DossierDEnrolement("LogiPro", scenario.instant)
    dossier = Recouvrement(Caisse(enrole.complet().transmettre().prendre_en_charge().verifier().approuver()))
    dossier.ordonne()
    horloge.regler(dossier.caisse.instant)
    return dossier


@pytest.mark.exigence("IND-01")
def test_des_fonds_retournes_en_anomalie_puis_appliques(portail: Callable[..., Onglet], dossier: Recouvrement) -> None:
    virement = Virement.objects.get()
    objet = dossier.caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))
    payeur = portail("payeur@asp.example", largeur=320).aller("/financement/paiements/retours/")
    assert "Des fonds retournés restent en anomalie." in payeur.lire()
    payeur.aller(objet.get_absolute_url())
    assert "à traiter par une personne" in payeur.lire()
    assert not payeur.deborde()

    autre = collegue(Role.VALIDEUR, "autre-valideur")
    gestes.lever(dossier.indu, dossier.caisse.demande(autre, motif="Recours."))
    horloge.regler(dossier.caisse.instant)
    payeur.aller(objet.get_absolute_url()).cliquer("Appliquer de nouveau les fonds retournés")
    assert not payeur.deborde()
    payeur.cliquer("Appliquer", role="button", exact=True)

    assert "Appliquée" in payeur.lire()
    assert (Virement.objects.get().statut, ecarts(), list(anomalies())) == ("rejete", [], [])
