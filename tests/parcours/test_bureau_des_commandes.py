"""An agent accepts eight orders out of ten and asks changes of two; a valideur signs; the supplier reads why."""

from collections.abc import Callable

import pytest

from financement.models import Commande
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.au_bureau import DANS_DIX_JOURS, Bureau
from tests.financement.conftest import validee
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet
from tests.parcours.gestes import au_clavier, controler_et_proposer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
FILE = "/financement/commandes/a-instruire/"


def dix_commandes() -> Bureau:
    scenario = validee(Monde())
    referencer(scenario.candidature)
    importer_les_bases(scenario.instant)
    bureau = Bureau(DossierDEnrolement("LogiPro", scenario.instant).accepte())
    bureau.deposer(10)
    horloge.regler(bureau.instant)
    return bureau


def _instruction(commande: Commande) -> str:
    return f"/financement/commandes/{commande.pk}/instruction/"


def _demander(agent: Onglet, commande: Commande, bureau: Bureau) -> None:
    """The signature is missing: a check that fails, and its wording."""
    agent.aller(_instruction(commande))
    signature = agent.page.locator("#controles ~ fieldset", has_text="CMD-41")
    au_clavier(signature.get_by_label("À corriger", exact=True), "Space")
    signature.get_by_label("Si à corriger, pourquoi").fill("La signature du client manque.")
    au_clavier(agent.page.locator("summary", has_text="Demander des modifications"), "Enter")
    agent.page.get_by_label("À rendre le").fill(f"{bureau.instant + DANS_DIX_JOURS:%Y-%m-%d}")
    agent.cliquer("Demander les modifications et suivante", role="button")


def _tout_controler(agent: Onglet, commande: Commande) -> None:
    """One order checked by itself, ended at the keyboard."""
    agent.aller(_instruction(commande))
    controler_et_proposer(agent)


@pytest.mark.exigence("AV-04", "AV-05", "CMD-30", "CMD-41", "PIL-F07", "ASP-01")
def test_huit_commandes_sur_dix_avancent_et_deux_reviennent(portail: Callable[..., Onglet]) -> None:
    agent, valideur = portail("gestionnaire@asp.example"), portail("valideur@asp.example")
    editeur = portail("mandataire@logipro.example")
    bureau = dix_commandes()
    commandes = list(Commande.objects.order_by("rang"))

    agent.aller("/").page.get_by_role("link", name="Demandes de financement").first.click()
    agent.verifier()
    agent.page.get_by_label("Prendre les plus anciennes").fill("10")
    agent.cliquer("Prendre en charge", role="button")
    au_clavier(agent.page.locator("summary", has_text="Mes filtres enregistrés"), "Enter")
    agent.page.get_by_label("Nom à donner aux filtres choisis").fill("Les miennes")
    agent.cliquer("Enregistrer ces filtres", role="button")
    assert "Les miennes" in agent.lire()

    for commande in commandes[:2]:
        _demander(agent, commande, bureau)
    _tout_controler(agent, commandes[2])
    agent.aller(f"{FILE}?a=moi&etat=deposee")
    agent.page.get_by_label("Action", exact=True).select_option("proposer")
    agent.cliquer("Aperçu sur toutes celles du filtre", role="button")
    assert "7 commandes sur 7 le peuvent" in agent.lire()
    for remarque in agent.page.locator("input[name^='motif:']").all():
        remarque.fill("Vu sur pièce.")
    au_clavier(agent.page.get_by_label("J’ai ouvert le document de chaque commande"), "Space")
    agent.cliquer("Proposer la validation : 7 commandes", role="button")
    assert "7 faites, 0 refusée" in agent.lire()

    valideur.aller("/").cliquer("Commandes à valider").cliquer("BC-003")
    assert "Avance : 40 % de 451,50 € = 180,60 €." in valideur.lire()
    valideur.cliquer("Valider et suivante", role="button")
    valideur.aller(f"{FILE}?etat=controlee")
    valideur.page.get_by_label("Action", exact=True).select_option("valider")
    valideur.cliquer("Aperçu sur toutes celles du filtre", role="button")
    valideur.cliquer("Valider : 7 commandes", role="button")

    statuts = Commande.objects.order_by("rang").values_list("statut", flat=True)
    assert list(statuts) == ["a_modifier"] * 2 + ["validee"] * 8
    assert "1444,80" in valideur.aller("/financement/avances/").lire().replace("\u202f", "").replace("\xa0", "")
    assert "La signature du client manque." in editeur.aller(commandes[0].get_absolute_url()).lire()
    assert list(anomalies()) == []


def test_le_bureau_tient_sur_un_petit_ecran(portail: Callable[..., Onglet]) -> None:
    agent = portail("gestionnaire@asp.example", largeur=320)
    bureau = dix_commandes()
    commande = Commande.objects.earliest("rang")
    autre = bureau.ajouter(bureau.demande_de_financement(), 1, occupe=False, reference="DOUBLE")
    for adresse in (
        FILE,
        _instruction(commande),
        _instruction(autre),
        f"/financement/demandes/{commande.demande_id}/instruction/",
        f"/financement/commandes/lot/?geste=proposer&demande={commande.demande_id}",
        "/financement/commandes/signaux/",
        "/financement/avances/",
    ):
        assert not agent.aller(adresse).deborde(), adresse
