"""Clients told after Date 2, in one form, and the list of portability signed: what the ASP then reads of both."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from candidatures.echeances import limite
from financement.models import InformationDuClient, ListeDePortabilite
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.noyau.temps import jour_de_paris
from tests.financement.devoirs.conftest import en_attente
from tests.financement.pilotes.conftest import pilotable
from tests.financement.realisation.conftest import UN_AN_AVANT, connu_de_l_asp
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("MSG-10", "CMD-08", "REA-44")
def test_informer_ses_clients_et_signer_la_portabilite(portail: Callable[..., Onglet]) -> None:
    pret = connu_de_l_asp(pilotable(Monde(), commandes=3))
    date_2 = limite(pret.candidature, 2, au=UN_AN_AVANT).valeur
    assert date_2 is not None
    en_attente(pret, jour_de_paris(date_2) - timedelta(days=20))
    horloge.regler(date_2 + timedelta(days=1))
    editeur = portail("mandataire@logipro.example", largeur=320)

    editeur.aller("/financement/clients-a-informer/?motif=date_2")
    assert not editeur.deborde()
    for commande in pret.commandes[:2]:
        editeur.page.get_by_label(f"Choisir {commande.reference}").check(force=True)
    editeur.cliquer("Confirmer pour les commandes cochées", role="button")
    assert "Dites ce qui a été envoyé" in editeur.lire()
    editeur.page.get_by_label("Ce qui leur a été envoyé").fill("Aucun dossier complet à la Date 2")
    editeur.page.get_by_label("Clients informés le").fill(f"{jour_de_paris(date_2):%Y-%m-%d}")
    editeur.page.get_by_label("Clients informés par").select_option("courriel")
    editeur.cliquer("Confirmer pour les commandes cochées", role="button")
    assert InformationDuClient.objects.count() == 2

    editeur.aller("/financement/portabilite/").cliquer("Lire les engagements")
    assert not editeur.deborde()
    cases = editeur.page.locator("input[name=engagement]")
    for rang in range(cases.count() - 1):
        cases.nth(rang).check(force=True)
    editeur.cliquer("Signer les engagements", role="button")
    assert "Rien n’est signé" in editeur.lire()
    cases.last.check(force=True)
    editeur.cliquer("Signer les engagements", role="button")
    assert ListeDePortabilite.objects.get().fournisseur == pret.fournisseur

    asp = portail("gestionnaire@asp.example").aller("/financement/clients-a-informer/?etat=informes")
    assert "Aucun dossier complet à la Date 2" in asp.lire()
    assert "Signée".upper() in asp.aller("/financement/portabilite/").lire().upper()
    assert list(anomalies()) == []
