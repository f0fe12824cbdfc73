"""Sensitive actions (money, withdrawal, roles) ask for a recent proof of identity, and lose nothing that is typed."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from segur.noyau.comptes.models import Appartenance, Role
from segur.noyau.organisations.transitions import appartenance
from segur.noyau.transitions import REGISTRE, Refus
from tests.noyau.acces.conftest import entrer, se_connecter, vieillir_les_preuves
from tests.noyau.organisations.membres import membre

pytestmark = pytest.mark.django_db
SENSIBLES = {
    "adhesion.accepter",
    "controleaposteriori.decider_la_non_conformite",
    "fournisseur.accorder",
    "indu.classer",
    "indu.compenser",
    "indu.lever",
    "indu.ordonner",
    "indu.rembourser",
    "indu.suspendre",
    "creance.confirmer_le_rejet",
    "creance.valider",
    "appartenance.changer_role",
    "appartenance.confirmer",
    "appartenance.deleguer",
    "appartenance.terminer",
    "arbitragedeplace.confirmer",
    "commande.confirmer_le_rejet",
    "commande.valider",
    "coordonneesbancaires.approuver",
    "coordonneesbancaires.verifier",
    "lotdepaiement.approuver",
    "lotdepaiement.exporter",
    "mesure.prononcer_la_mesure",
    "retourbancaire.appliquer",
    "retourbancaire.appliquer_de_nouveau",
    "webhook.modifier",
    "webhook.renouveler_le_secret",
}


def changer(cible: Appartenance) -> str:
    return f"/actions/appartenance.changer_role/{cible.pk}/"


@pytest.fixture
def mandataire(client: Client, monde: Any, exige: None, equiper: Any) -> Client:
    return entrer(client, equiper(monde.mandataire))


def test_les_actions_sensibles_sont_celles_la() -> None:
    assert {nom for nom, transition in REGISTRE.items() if transition.sensible} == SENSIBLES


def test_une_preuve_recente_suffit(mandataire: Client) -> None:
    salarie = membre("salarie")

    assert mandataire.get(changer(salarie)).status_code == 200
    assert mandataire.post(changer(salarie), {"role": "representant"}).status_code == 302
    tenues = salarie.utilisateur.appartenances.filter(active=True, organisation=salarie.organisation)
    assert [tenue.role for tenue in tenues] == ["representant"]


@pytest.mark.parametrize(("age", "statut"), [(295, 200), (301, 302)], ids=["juste avant", "juste après"])
def test_la_page_demande_d_abord_l_identite(mandataire: Client, age: int, statut: int) -> None:
    vieillir_les_preuves(mandataire, age)

    reponse = mandataire.get(changer(membre("salarie")))

    assert reponse.status_code == statut
    if statut == 302:
        suite = mandataire.get(reponse["Location"])
        assert suite["Location"].startswith("/compte/identite/code/?next=%2Factions%2Fappartenance.changer_role")


def test_un_envoi_trop_tardif_est_refuse_sans_rien_perdre(mandataire: Client) -> None:
    salarie = membre("salarie")
    vieillir_les_preuves(mandataire, 301)

    reponse = mandataire.post(changer(salarie), {"role": "representant", "cle": "page-1"})

    page = reponse.content.decode()
    assert (reponse.status_code, membre("salarie")) == (409, salarie)
    assert "Confirmez votre identité" in page
    assert re.search(r'<input[^>]*value="representant"[^>]*checked', page)


def test_un_mot_de_passe_ne_remplace_pas_le_facteur(mandataire: Client) -> None:
    """A record of password, however recent, is no proof for who must use a factor."""
    session = mandataire.session
    for preuve in session["account_authentication_methods"]:
        preuve["at"] -= 301 if preuve["method"] == "mfa" else 0
    session.save()

    assert mandataire.get(changer(membre("salarie"))).status_code == 302


def test_rien_n_est_demande_ou_aucun_second_facteur_ne_l_est(client: Client, monde: Any) -> None:
    se_connecter(client, monde.mandataire.utilisateur)
    vieillir_les_preuves(client, 86_400)

    assert client.get(changer(membre("salarie"))).status_code == 200


def test_la_transition_refuse_d_elle_meme(monde: Any) -> None:
    """Whichever page runs it: what a request says of the person comes with the demand."""
    salarie = membre("salarie")
    demande = replace(monde.demande(monde.mandataire, role=Role.REPRESENTANT), identite_recente=False)

    with pytest.raises(Refus) as refus:
        appartenance.changer_role(salarie, demande)

    assert [motif.code for motif in refus.value.verdict.obstacles] == ["identite"]
    appartenance.changer_role(salarie, replace(demande, identite_recente=True))
    assert not Appartenance.objects.get(pk=salarie.pk).active
