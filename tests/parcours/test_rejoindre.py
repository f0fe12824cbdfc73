"""A person without organisation asks to join a firm, comes in, and is given a product to answer for."""

from collections.abc import Callable

import pytest

from candidatures.models import Produit
from segur.noyau.comptes.models import Adhesion, Utilisateur
from segur.noyau.journal.verification import anomalies
from segur.noyau.organisations.tasks import balayer_demandes
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("CP-02", "CP-05", "CP-07", "CP-16", "B-CVG-04")
def test_une_personne_demande_entre_et_recoit_un_produit(portail: Callable[..., Onglet]) -> None:
    mandataire = portail("mandataire@logipro.example")
    produit = Monde().scenario().produit
    Utilisateur.objects.create_user("ana@libre.example", MOT_DE_PASSE, nom="Candidate", prenom="Ana")
    ana = portail("ana@libre.example", largeur=320)

    _demander(ana)
    balayer_demandes()
    mandataire.aller("/organisation/")
    assert "ana@libre.example" in mandataire.lire()
    mandataire.cliquer("Accepter la demande : Ana Candidate").cliquer("Accepter la demande", role="button")
    assert "Ana Candidate" in mandataire.lire()
    assert "Aucun produit pour le moment." in ana.aller("/produits/").lire()

    mandataire.aller(produit.get_absolute_url()).cliquer("Changer de responsable")
    mandataire.page.get_by_label("Nouveau responsable").select_option(label="Ana Candidate")
    mandataire.cliquer("Confier le produit", role="button")
    assert "« Claire Martin » devient « Ana Candidate »" in mandataire.lire()

    assert not ana.aller(f"{produit.get_absolute_url()}responsable/").deborde()
    assert Produit.objects.get().responsable.email == "ana@libre.example"
    assert list(anomalies()) == []


def _demander(ana: Onglet) -> None:
    ana.aller("/").cliquer("Demander à rejoindre une entreprise")
    assert not ana.deborde()
    ana.page.get_by_label("SIREN ou SIRET de l’entreprise").fill("732 829 320")
    ana.page.get_by_text("Salarié : prépare les dossiers").click()
    ana.cliquer("Suivant", role="button")
    assert not ana.deborde()
    ana.cliquer("Envoyer la demande", role="button")
    assert "Votre demande est enregistrée." in ana.lire()
    assert Adhesion.objects.get().statut == "en_attente"
