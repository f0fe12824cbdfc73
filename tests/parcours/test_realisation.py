"""From the advance towards the balance: work attested, one order given up, the series recorded by the ANS."""

from collections.abc import Callable

import pytest

from financement.models import AttestationDeFin, Incapacite, PreserieValidee
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from tests.financement.pilotes.conftest import pilotable
from tests.financement.realisation.conftest import connu_de_l_asp
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("REA-02", "REA-03", "SOL-01", "MSG-11")
def test_attester_renoncer_et_constater_la_preserie(portail: Callable[..., Onglet]) -> None:
    pret = connu_de_l_asp(pilotable(Monde(), commandes=3))
    horloge.regler(pret.instant)
    signe_le = f"{pret.commandes[0].bon.signe_le:%Y-%m-%d}"
    editeur = portail("mandataire@logipro.example", largeur=320)

    editeur.aller("/financement/realisation/")
    assert not editeur.deborde()
    for commande in pret.commandes[:2]:
        editeur.page.get_by_label(f"Choisir {commande.reference}").check(force=True)
    editeur.page.get_by_label("Prestations achevées le").fill(signe_le)
    editeur.cliquer("Attester la fin des commandes cochées", role="button")
    assert AttestationDeFin.objects.actuelles().count() == 2

    editeur.cliquer(pret.commandes[2].reference)
    editeur.page.locator("summary", has_text="ne sera pas réalisée").click()
    assert "Aucune compensation financière" in editeur.lire()
    editeur.page.get_by_label("Pourquoi la prestation").fill("Le client ferme son cabinet.")
    editeur.cliquer("Confirmer l’incapacité", role="button")
    assert "Client à informer".upper() in editeur.lire().upper()
    assert not editeur.deborde()
    assert Incapacite.objects.actuelles().get().commande == pret.commandes[2]

    asp = portail("gestionnaire@asp.example").aller("/financement/realisation/?etat=incapables")
    assert "Le client ferme son cabinet." in asp.lire()

    ans = portail("verificateur@ans.example").aller("/financement/preseries/?etat=sans").cliquer("LogiMed")
    ans.page.get_by_label("Validée définitivement le").fill(signe_le)
    ans.page.get_by_label("Référence du constat").fill("SV-2027-12")
    ans.cliquer("Enregistrer le constat", role="button")
    assert PreserieValidee.objects.actuelles().get().reference == "SV-2027-12"
    editeur.aller(f"/financement/preseries/{pret.candidature.numero}/")
    assert "SV-2027-12" in editeur.lire()
    assert not editeur.deborde()
    assert list(anomalies()) == []
