"""What a supplier does with one order: corrects what was asked, withdraws it, deposits it alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from financement.demandes.reception import recevoir_un_formulaire
from financement.models import Commande, PointDeCommande
from financement.transitions import correction, lignes
from financement.transitions.places import reprendre_les_places
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus
from segur.portail.demonstration.commandes import DepotDeCommandes
from segur.portail.demonstration.enrolements import PDF

MOTIF = "Erreur de saisie."


def pdf(nom: str = "bon.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, PDF + nom.encode())


def demandee_a_corriger(depot: DepotDeCommandes, *cles: str) -> Commande:
    """Deposited, then sent back by the ASP on these points."""
    commande = depot.deposer(1).commandes.get()
    Commande.objects.filter(pk=commande.pk).update(statut="a_modifier", motif="Voir les points.")
    instant = depot.dossier.instant
    for cle in cles:
        PointDeCommande.objects.create(
            commande=commande, cle=cle, libelle=cle, conforme=False, motif=MOTIF, releve_le=instant, envoye_le=instant
        )
    commande.refresh_from_db()
    return commande


def corriger(depot: DepotDeCommandes, commande: Commande, **changements: Any) -> Commande:
    donnees = {"bon": replace(commande.bon, **changements)}
    corrigee: Commande = correction.corriger(commande, depot.demande(**donnees))
    return corrigee


@pytest.mark.exigence("AV-05")
def test_seul_ce_que_l_asp_a_demande_se_corrige(depot: DepotDeCommandes) -> None:
    commande = demandee_a_corriger(depot, "champ:signataire")

    with pytest.raises(Refus, match="nom"):
        corriger(depot, commande, nom="Un autre client")
    with pytest.raises(Refus, match="Bon de commande"):
        correction.joindre(commande, depot.demande(nature="bon", fichier=pdf()))
    corriger(depot, commande, signataire="Camille Martin")

    commande.refresh_from_db()
    assert (commande.nom != "Un autre client", commande.bon.signataire) == (True, "Camille Martin")
    entree = EntreeJournal.objects.filter(action="commande.corriger").get()
    assert entree.details["apres"] == {"signataire": "Camille Martin"}


@pytest.mark.parametrize(
    ("cle", "champs", "pieces"),
    [
        ("champ:lignes[0].montant_ht", {"lignes"}, set()),
        ("piece:aides", set(), {"aides"}),
        ("controle:mention", set(), {"bon"}),
        ("constat:CMD-03:signe_le", {"signe_le"}, {"bon"}),
    ],
)
def test_un_point_ouvre_ce_qu_il_nomme(depot: DepotDeCommandes, cle: str, champs: set[str], pieces: set[str]) -> None:
    commande = demandee_a_corriger(depot, cle)

    assert lignes.champs_ouverts(commande) == champs
    assert lignes.pieces_ouvertes(commande) == pieces


@pytest.mark.exigence("AV-02", "AV-05")
def test_une_commande_corrigee_garde_l_instant_de_son_depot(depot: DepotDeCommandes) -> None:
    commande = demandee_a_corriger(depot, "champ:signataire", "piece:bon")
    deposee_le, avant = commande.deposee_le, commande.empreinte
    corriger(depot, commande, signataire="Camille Martin")
    correction.joindre(commande, depot.demande(nature="bon", fichier=pdf("signe.pdf")))

    renvoyee = correction.redeposer(commande, depot.demande())

    assert (renvoyee.statut, renvoyee.deposee_le, renvoyee.redeposee_le) == (
        "deposee",
        deposee_le,
        depot.dossier.instant,
    )
    assert (renvoyee.occupe, renvoyee.empreinte != avant, renvoyee.motif) == (True, True, "")
    assert set(commande.points.values_list("leve_le", flat=True)) == {depot.dossier.instant}
    assert commande.pieces.filter(remplacee_le__isnull=False).count() == 1


def en_defaut(commande: Commande) -> set[str]:
    constats = commande.jugement["constats"]
    return {constat["code"] for constat in constats if constat["issue"] == "non_conforme"}


@pytest.mark.exigence("AV-01", "AV-05", "PRIX-04")
def test_un_bon_signe_a_nouveau_apres_le_depot_repond_a_l_asp(depot: DepotDeCommandes) -> None:
    """Signed again on what the ASP asked: it is received when it is corrected, the deposit keeps its instant."""
    commande = demandee_a_corriger(depot, "champ:signe_le", "champ:aides_declarees_le", "piece:bon")
    deposee_le = commande.deposee_le
    depot.dossier.instant += timedelta(days=3)
    signe_le = jour_de_paris(depot.dossier.instant)
    changees = {"signe_le": signe_le, "aides_declarees_le": signe_le}

    corriger(depot, commande, **changees)
    renvoyee = correction.redeposer(commande, depot.demande())

    assert renvoyee.deposee_le == deposee_le
    assert en_defaut(renvoyee) == set()
    demain = {champ: jour + timedelta(days=1) for champ, jour in changees.items()}
    Commande.objects.filter(pk=commande.pk).update(statut="a_modifier", motif="Encore.")
    commande.points.update(leve_le=None)
    assert en_defaut(corriger(depot, commande, **demain)) == {"signature_avant_reception", "declaration"}


@pytest.mark.exigence("ELI-09")
def test_changer_de_client_rend_la_place_et_en_prend_une_autre(
    depot: DepotDeCommandes, autre_depot: DepotDeCommandes
) -> None:
    commande = demandee_a_corriger(depot, "champ:cle")
    bloquee = autre_depot.deposer(1).commandes.get()
    autre_client = depot.bons(1, 5)[0].cle

    corriger(depot, commande, cle=autre_client)
    renvoyee = correction.redeposer(commande, depot.demande())

    bloquee.refresh_from_db()
    assert (renvoyee.cle, renvoyee.occupe, bloquee.occupe) == (autre_client, True, True)


@pytest.mark.exigence("ELI-09")
def test_une_commande_retiree_laisse_sa_place_a_la_plus_ancienne_bloquee(
    depot: DepotDeCommandes, autre_depot: DepotDeCommandes
) -> None:
    tenante, bloquee = depot.deposer(1).commandes.get(), autre_depot.deposer(1).commandes.get()
    assert (tenante.occupe, bloquee.occupe) == (True, False)

    correction.retirer(tenante, depot.demande(motif="Le client change d’avis."))

    tenante.refresh_from_db()
    bloquee.refresh_from_db()
    assert (tenante.statut, tenante.occupe, bloquee.occupe) == ("retiree", False, True)
    assert Notification.objects.filter(sujet__contains="débloquée", destinataire__email__endswith="medisoft.example")


def test_le_balayage_donne_une_place_que_personne_ne_tient(
    depot: DepotDeCommandes, autre_depot: DepotDeCommandes
) -> None:
    tenante, bloquee = depot.deposer(1).commandes.get(), autre_depot.deposer(1).commandes.get()
    Commande.objects.filter(pk=tenante.pk).update(statut="retiree", occupe=False)

    assert reprendre_les_places(Demande(SYSTEME, depot.dossier.instant)) == 1
    assert reprendre_les_places(Demande(SYSTEME, depot.dossier.instant)) == 0
    bloquee.refresh_from_db()
    assert bloquee.occupe


@pytest.mark.exigence("AV-03")
def test_une_commande_saisie_ne_se_depose_qu_avec_son_bon_signe(depot: DepotDeCommandes) -> None:
    (bon,) = depot.bons(1)
    objet = recevoir_un_formulaire(depot.cadre, bon, depot.demande())
    commande = objet.commandes.get()
    with pytest.raises(Refus, match="Bon de commande signé"):
        correction.deposer_la_commande(commande, depot.demande())

    correction.joindre(commande, depot.demande(nature="bon", fichier=pdf()))
    deposee = correction.deposer_la_commande(commande, depot.demande())

    objet.refresh_from_db()
    assert (deposee.statut, deposee.occupe, objet.statut) == ("deposee", True, "deposee")
    assert objet.premier_depot_le == deposee.deposee_le == depot.dossier.instant


@pytest.mark.exigence("ELI-09")
def test_une_seconde_commande_saisie_pour_son_client_est_refusee(depot: DepotDeCommandes) -> None:
    depot.deposer(1)
    (bon,) = depot.bons(1, reference="BC-777")
    commande = recevoir_un_formulaire(depot.cadre, bon, depot.demande()).commandes.get()
    correction.joindre(commande, depot.demande(nature="bon", fichier=pdf()))

    with pytest.raises(Refus, match="BC-001 porte déjà sur ce client"):
        correction.deposer_la_commande(commande, depot.demande())


def test_retirer_la_derniere_commande_abandonne_la_demande(depot: DepotDeCommandes) -> None:
    objet = depot.envoyer(depot.bons(1))

    correction.retirer(objet.commandes.get(), depot.demande(motif=MOTIF))

    objet.refresh_from_db()
    assert objet.statut == "abandonnee"
    assert objet.motif
