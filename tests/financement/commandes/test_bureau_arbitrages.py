"""Two suppliers ask for one client: two persons decide, and neither supplier ever learns who the other one is."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.db import transaction as db
from django.test import Client
from django.urls import reverse

from financement.arbitrages import proposer_un_arbitrage
from financement.examen import avec_signaux, signaux_de
from financement.models import ArbitrageDePlace, Commande
from financement.transitions import arbitrage as transitions
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from segur.portail.demonstration.enrolements import BICS, IBANS
from tests.financement.commandes.au_bureau import MEDECINS, Bureau, collegue

pytestmark = pytest.mark.django_db
Autre = Callable[[], Bureau]
SECRET = "Client rencontré chez MédiSoft et LogiPro."


def client(acteur: Acteur) -> Client:
    navigateur = Client()
    navigateur.force_login(acteur.personne)
    return navigateur


def relue(commande: Commande) -> Commande:
    return Commande.objects.select_related(*Commande.lus_avec).get(pk=commande.pk)


def disputees(bureau: Bureau, autre: Bureau) -> tuple[Commande, Commande]:
    """LogiPro's holds the place; MédiSoft's waits, blocked."""
    (tenante,) = bureau.deposer()
    (bloquee,) = autre.deposer(occupe=False)
    return tenante, bloquee


def proposer(bureau: Bureau, retenue: Commande, ecartee: Commande) -> ArbitrageDePlace:
    return proposer_un_arbitrage(retenue, ecartee, SECRET, bureau.par_l_agent())


@pytest.mark.exigence("ELI-09")
def test_aucune_des_deux_ne_se_valide_avant_l_arbitrage(bureau: Bureau, autre_bureau: Autre) -> None:
    autre = autre_bureau()
    for commande, chez in zip(disputees(bureau, autre), (bureau, autre), strict=True):
        with pytest.raises(Refus, match="arbitrage de deux personnes"):
            chez.proposer(commande)


@pytest.mark.exigence("ELI-09")
def test_la_place_passe_a_la_retenue_et_l_autre_est_rejetee(bureau: Bureau, autre_bureau: Autre) -> None:
    tenante, bloquee = disputees(bureau, autre_bureau())
    arbitrage = proposer(bureau, bloquee, tenante)

    transitions.confirmer(arbitrage, bureau.par_le_valideur())

    perdante, gagnante = relue(tenante), relue(bloquee)
    assert (perdante.statut, perdante.occupe) == ("rejetee", False)
    assert (perdante.controlee_par, perdante.decidee_par) == (bureau.gestionnaire.personne, bureau.valideur.personne)
    assert (gagnante.statut, gagnante.occupe) == ("deposee", True)
    assert bureau.proposer(bloquee).statut == "controlee"
    assert list(anomalies()) == []


def test_la_tenante_peut_etre_retenue(bureau: Bureau, autre_bureau: Autre) -> None:
    tenante, bloquee = disputees(bureau, autre_bureau())
    transitions.confirmer(proposer(bureau, tenante, bloquee), bureau.par_le_valideur())
    assert (relue(tenante).occupe, relue(bloquee).statut) == (True, "rejetee")
    bureau.proposer(tenante)
    assert bureau.valider(tenante).statut == "validee"


@pytest.mark.exigence("ELI-09")
def test_aucun_fournisseur_n_apprend_qui_est_l_autre(bureau: Bureau, autre_bureau: Autre) -> None:
    autre = autre_bureau()
    tenante, bloquee = disputees(bureau, autre)
    transitions.confirmer(proposer(bureau, bloquee, tenante), bureau.par_le_valideur())

    pour = {"MédiSoft": (bureau, tenante), "LogiPro": (autre, bloquee)}
    for nom_de_l_autre, (sien, commande) in pour.items():
        navigateur = client(sien.dossier.mandataire)
        for adresse in (commande.get_absolute_url(), commande.demande.get_absolute_url(), "/notifications/"):
            page = navigateur.get(adresse).content.decode()
            assert nom_de_l_autre not in page, adresse
            assert SECRET not in page
        lus = Notification.objects.de(sien.dossier.mandataire.personne)
        assert not lus.filter(corps__contains=nom_de_l_autre).exists()
        assert not lus.filter(corps__contains=SECRET).exists()
        visibles = EntreeJournal.objects.filter(dossier=commande.cle_dossier)
        assert not any(nom_de_l_autre in str((e.recit, e.details)) for e in visibles)
        assert navigateur.get(f"/financement/arbitrages/{ArbitrageDePlace.objects.get().pk}/").status_code == 404
        assert navigateur.get("/financement/commandes/signaux/").status_code == 403
    rejet = Notification.objects.de(bureau.dossier.mandataire.personne).latest("pk")
    assert "Une autre commande est retenue pour ce client" in rejet.corps


# ---- two persons ----------------------------------------------------------------------------------------------------


def test_qui_propose_ne_confirme_pas(bureau: Bureau, autre_bureau: Autre) -> None:
    tenante, bloquee = disputees(bureau, autre_bureau())
    double = collegue(Role.GESTIONNAIRE, aussi=(Role.VALIDEUR,))
    arbitrage = proposer_un_arbitrage(bloquee, tenante, SECRET, bureau.demande(double))
    for transition, donnees in ((transitions.confirmer, {}), (transitions.ecarter, {"motif": "Non."})):
        with pytest.raises(Refus, match="deux personnes"):
            transition(arbitrage, bureau.demande(double, **donnees))
    with pytest.raises(IntegrityError, match="arbitrage_decide_par_autrui"), db.atomic():
        ArbitrageDePlace.objects.update(statut="confirme", decide_par=double.personne, decide_le=bureau.instant)
    arbitrage.statut, arbitrage.decide_par, arbitrage.decide_le = "confirme", double.personne, bureau.instant
    with pytest.raises(IntegrityError, match="arbitrage_decide_par_autrui"), db.atomic():
        arbitrage.save()


def test_un_seul_arbitrage_a_la_fois_par_client(bureau: Bureau, autre_bureau: Autre) -> None:
    tenante, bloquee = disputees(bureau, autre_bureau())
    premier = proposer(bureau, bloquee, tenante)
    with pytest.raises(Refus, match="déjà proposé"):
        proposer(bureau, tenante, bloquee)
    transitions.ecarter(premier, bureau.par_le_valideur(motif="La première commande est la bonne."))
    assert proposer(bureau, tenante, bloquee).statut == "propose"
    assert relue(tenante).occupe


def test_une_commande_changee_depuis_arrete_l_arbitrage(bureau: Bureau, autre_bureau: Autre) -> None:
    tenante, bloquee = disputees(bureau, autre_bureau())
    arbitrage = proposer(bureau, bloquee, tenante)
    bureau.joindre(relue(tenante), b"%PDF-1.4\nautre copie\n%%EOF\n")
    with pytest.raises(Refus, match="a changé depuis la proposition"):
        transitions.confirmer(arbitrage, bureau.par_le_valideur())
    assert (relue(tenante).occupe, relue(bloquee).occupe) == (True, False)


def test_ce_qui_ne_s_arbitre_pas(bureau: Bureau, autre_bureau: Autre) -> None:
    autre = autre_bureau()
    (validee,) = bureau.deposer()
    bureau.proposer(validee)
    bureau.valider(validee)
    (bloquee,) = autre.deposer(occupe=False)
    ailleurs = autre.ajouter(autre.demande_de_financement(), 2)
    refus = [
        ((bloquee, validee, SECRET), "ne cède pas sa place"),
        ((bloquee, ailleurs, SECRET), "du même client"),
        ((bloquee, bloquee, SECRET), "du même client"),
        ((validee, bloquee, " "), "Dites pourquoi"),
    ]
    for (retenue, ecartee, motif), attendu in refus:
        with pytest.raises(Refus, match=attendu):
            proposer_un_arbitrage(retenue, ecartee, motif, bureau.par_l_agent())
    with pytest.raises(Refus, match="Un gestionnaire propose"):
        proposer_un_arbitrage(validee, bloquee, SECRET, bureau.par_le_valideur())


@pytest.mark.exigence("ELI-09")
def test_entre_deux_bloquees_l_arbitrage_ne_donne_pas_la_place_d_une_troisieme(
    bureau: Bureau, autre_bureau: Autre
) -> None:
    (tenante,) = bureau.deposer()
    autre = autre_bureau()
    (bloquee,) = autre.deposer(occupe=False)
    tierce = bureau.ajouter(bureau.demande_de_financement(), 2, occupe=False, cle=MEDECINS[0])

    with pytest.raises(Refus, match="troisième commande tient la place"):
        proposer(bureau, bloquee, tierce)

    propose = proposer(bureau, bloquee, tenante)
    Commande.objects.filter(pk=tenante.pk).update(occupe=False)
    Commande.objects.filter(pk=tierce.pk).update(occupe=True)
    with pytest.raises(Refus, match="troisième commande tient la place"):
        transitions.confirmer(propose, bureau.par_le_valideur())
    assert list(Commande.objects.filter(occupe=True)) == [tierce]


# ---- signals and pages ----------------------------------------------------------------------------------------------


def signaux(commande: Commande) -> list[str]:
    return signaux_de(avec_signaux(Commande.objects.filter(pk=commande.pk)).get())


def test_les_signaux_de_risque(bureau: Bureau, autre_bureau: Autre) -> None:
    autre = autre_bureau()
    tenante, bloquee = disputees(bureau, autre)
    sans = bureau.ajouter(bureau.demande_de_financement(), 3, reference="SANS")
    assert signaux(sans) == []
    assert signaux(tenante) == signaux(bloquee) == ["Même client chez un autre fournisseur"]

    bureau.joindre(sans, b"%PDF-1.4\npartage\n%%EOF\n")
    meme_piece = autre.ajouter(autre.demande_de_financement(), 4, reference="PIECE")
    autre.joindre(meme_piece, b"%PDF-1.4\npartage\n%%EOF\n")
    assert signaux(sans) == signaux(meme_piece) == ["Même fichier joint à une autre commande"]

    double = bureau.ajouter(bureau.demande_de_financement(), 5, reference="SANS", cle=MEDECINS[6])
    assert "Même numéro de bon chez ce fournisseur" in signaux(double)

    autre.dossier.instant = bureau.instant
    autre.dossier.declarer(IBANS["LogiPro"], BICS["LogiPro"])
    assert "Même IBAN qu’un autre fournisseur" in signaux(double)
    assert "Même IBAN qu’un autre fournisseur" in signaux(bloquee)


def test_les_pages_de_l_arbitrage(bureau: Bureau, autre_bureau: Autre) -> None:
    tenante, bloquee = disputees(bureau, autre_bureau())
    agent, valideur = client(bureau.gestionnaire), client(bureau.valideur)
    assert "Même client chez un autre" in agent.get("/financement/commandes/signaux/?signal=s_client").content.decode()
    adresse = f"/financement/commandes/{tenante.pk}/"
    assert "Proposer un arbitrage" in agent.get(f"{adresse}instruction/").content.decode()
    agent.post(f"{adresse}arbitrage/", {"retenue": bloquee.pk, "autre": bloquee.pk, "motif": ""})
    assert ArbitrageDePlace.objects.count() == 0

    reponse = agent.post(f"{adresse}arbitrage/", {"retenue": bloquee.pk, "autre": bloquee.pk, "motif": SECRET})
    arbitrage = ArbitrageDePlace.objects.get()
    assert (arbitrage.retenue_id, arbitrage.ecartee_id) == (bloquee.pk, tenante.pk)
    assert reponse["Location"] == arbitrage.get_absolute_url()
    page = valideur.get(arbitrage.get_absolute_url()).content.decode()
    assert "Confirmer l’arbitrage" in page
    assert "Son fournisseur n’apprend rien" in valideur.get(action_de(arbitrage)).content.decode()
    inconnue = {"retenue": 0, "autre": 999_999, "motif": "Motif."}
    assert agent.post(f"{adresse}arbitrage/", inconnue).status_code == 404


def action_de(arbitrage: ArbitrageDePlace) -> str:
    return reverse("portail:action", args=["arbitragedeplace.confirmer", arbitrage.pk])
