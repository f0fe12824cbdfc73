"""What a supplier does with one claim: by the form, corrected where the ASP asks, withdrawn before its check."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from financement.creances import declaration_de
from financement.models import Creance
from financement.transitions import correction_des_creances as correction
from financement.transitions import lignes
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus
from tests.financement.soldes.depot import DepotDeSoldes, pdf

MOTIF = "Erreur de saisie."


def demandee_a_corriger(depot: DepotDeSoldes, *cles: str) -> Creance:
    """Deposited, then sent back by the ASP on these points."""
    return depot.renvoyer(depot.deposer_des_soldes(depot.commander()).creances.get(), *cles)


def corriger(depot: DepotDeSoldes, creance: Creance, **changements: Any) -> Creance:
    declaration = replace(declaration_de(creance), **changements)
    corrigee: Creance = correction.corriger(creance, depot.demande(declaration=declaration))
    return corrigee


@pytest.mark.exigence("SOL-04", "SOL-05")
def test_un_solde_saisi_ne_se_depose_qu_avec_sa_va_et_sa_facture(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    creance = depot.saisir(commande, "va")
    with pytest.raises(Refus, match="Copie de la facture"):
        correction.deposer_la_creance(creance, depot.demande())

    correction.joindre(creance, depot.demande(nature="facture", fichier=pdf("facture.pdf")))
    deposee = correction.deposer_la_creance(creance, depot.demande())

    objet = deposee.demande
    objet.refresh_from_db()
    assert (deposee.statut, objet.statut, objet.nature, objet.source) == ("deposee", "deposee", "solde", "formulaire")
    assert objet.premier_depot_le == deposee.deposee_le == depot.dossier.instant
    assert (deposee.jugement["prediction"], deposee.empreinte) == ("accepte", deposee.calculer_l_empreinte())
    assert Notification.objects.filter(sujet__endswith="1 demande de solde à instruire").exists()


@pytest.mark.exigence("SOL-01")
def test_un_second_solde_de_la_meme_commande_est_refuse_puis_permis_une_fois_le_premier_retire(
    depot: DepotDeSoldes,
) -> None:
    (commande,) = depot.commander()
    premiere, seconde = (depot.saisir(commande, "va", "facture", facture_numero=f"F-{n}") for n in (1, 2))
    premiere = correction.deposer_la_creance(premiere, depot.demande())
    with pytest.raises(Refus, match="déjà demandée"):
        correction.deposer_la_creance(seconde, depot.demande())

    correction.retirer(premiere, depot.demande(motif=MOTIF))

    assert correction.deposer_la_creance(seconde, depot.demande()).statut == "deposee"


@pytest.mark.exigence("SOL-03")
def test_le_formulaire_suit_la_date_6(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    creance = depot.saisir(commande, "va", "facture")
    depot.fixer_la_date_6(depot.dossier.instant)

    with pytest.raises(Refus, match="Date 6"):
        correction.deposer_la_creance(creance, depot.demande())


@pytest.mark.exigence("SOL-07")
def test_seul_ce_que_l_asp_a_demande_se_corrige(depot: DepotDeSoldes) -> None:
    creance = demandee_a_corriger(depot, "champ:facture_numero")

    with pytest.raises(Refus, match="va_signataire"):
        corriger(depot, creance, va_signataire="Un autre")
    with pytest.raises(Refus, match="Copie de la facture"):
        correction.joindre(creance, depot.demande(nature="facture", fichier=pdf()))
    corriger(depot, creance, facture_numero="F-CORRIGEE")

    creance.refresh_from_db()
    assert declaration_de(creance).facture_numero == "F-CORRIGEE"
    entree = EntreeJournal.objects.get(action="creance.corriger")
    assert entree.details["apres"] == {"facture_numero": "F-CORRIGEE"}


@pytest.mark.exigence("SOL-07")
@pytest.mark.parametrize(
    ("cle", "champs", "pieces"),
    [
        ("champ:fonctions[0]", {"fonctions"}, set()),
        ("piece:va", set(), {"va"}),
        ("controle:mention", set(), {"va", "facture"}),
        ("constat:PIL-F09:va_signee_le", {"va_signee_le"}, {"va", "facture"}),
    ],
)
def test_un_point_ouvre_ce_qu_il_nomme(depot: DepotDeSoldes, cle: str, champs: set[str], pieces: set[str]) -> None:
    creance = demandee_a_corriger(depot, cle)

    assert lignes.champs_ouverts(creance) == champs
    assert lignes.pieces_ouvertes(creance) == pieces


def test_la_commande_d_un_solde_ne_change_jamais(depot: DepotDeSoldes) -> None:
    creance = depot.saisir(depot.commander()[0])

    with pytest.raises(Refus, match="reference"):
        corriger(depot, creance, reference="BC-AUTRE")
    assert corriger(depot, creance, facture_numero="F-2").contenu["facture_numero"] == "F-2"


@pytest.mark.exigence("REA-11", "REA-30", "SOL-07")
def test_une_va_et_une_facture_refaites_apres_le_depot_repondent_a_l_asp(depot: DepotDeSoldes) -> None:
    """Dated by the day when they are corrected; what is dated later still is not received."""
    creance = demandee_a_corriger(depot, "champ:facture_du", "champ:va_signee_le", "piece:va", "piece:facture")
    deposee_le = creance.deposee_le
    depot.dossier.instant += timedelta(days=3)
    jour = jour_de_paris(depot.dossier.instant)

    du_jour = corriger(depot, creance, facture_du=jour, va_signee_le=jour)
    assert (du_jour.deposee_le, en_defaut(du_jour)) == (deposee_le, set())

    demain = jour + timedelta(days=1)
    tardive = corriger(depot, creance, facture_du=demain, va_signee_le=demain)
    assert en_defaut(tardive) == {"va_avant_reception", "facture_avant_reception"}


def en_defaut(creance: Creance) -> set[str]:
    return {constat["code"] for constat in creance.jugement["constats"] if constat["issue"] == "non_conforme"}


@pytest.mark.exigence("SOL-03", "SOL-07")
def test_un_solde_corrige_garde_l_instant_de_son_depot_meme_apres_la_date_6(depot: DepotDeSoldes) -> None:
    creance = demandee_a_corriger(depot, "champ:facture_numero", "piece:va")
    deposee_le, avant = creance.deposee_le, creance.empreinte
    depot.fixer_la_date_6(depot.dossier.instant)
    corriger(depot, creance, facture_numero="F-CORRIGEE")
    correction.joindre(creance, depot.demande(nature="va", fichier=pdf("signee.pdf")))

    renvoyee = correction.redeposer(creance, depot.demande())

    assert (renvoyee.statut, renvoyee.deposee_le) == ("deposee", deposee_le)
    assert (renvoyee.redeposee_le, renvoyee.motif) == (depot.dossier.instant, "")
    assert renvoyee.empreinte not in ("", avant)
    assert set(renvoyee.points.values_list("leve_le", flat=True)) == {depot.dossier.instant}
    assert renvoyee.pieces.filter(remplacee_le__isnull=False).count() == 1
    assert Notification.objects.filter(sujet__endswith=f"demande de solde {creance.reference} corrigée").exists()


def test_un_solde_se_retire_tant_que_l_asp_ne_l_a_pas_controle(depot: DepotDeSoldes) -> None:
    objet = depot.deposer_des_soldes(depot.commander())
    creance = objet.creances.get()
    agent = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).earliest("pk")
    controle = {
        "statut": "controlee",
        "proposition": "valider",
        "controlee_le": depot.dossier.instant,
        "controlee_par": agent,
        "empreinte_controlee": creance.empreinte,
    }
    Creance.objects.filter(pk=creance.pk).update(**controle)
    with pytest.raises(Refus, match="Contrôlée"):
        correction.retirer(creance, depot.demande(motif=MOTIF))
    vide = {"statut": "deposee", "proposition": "", "controlee_le": None, "controlee_par": None}
    Creance.objects.filter(pk=creance.pk).update(**vide, empreinte_controlee="")

    retiree = correction.retirer(creance, depot.demande(motif=MOTIF))

    objet.refresh_from_db()
    assert (retiree.statut, retiree.motif, objet.statut) == ("retiree", MOTIF, "deposee")


def test_retirer_la_derniere_ligne_abandonne_la_demande(depot: DepotDeSoldes) -> None:
    creance = depot.saisir(depot.commander()[0])

    correction.retirer(creance, depot.demande(motif=MOTIF))

    creance.demande.refresh_from_db()
    assert (creance.demande.statut, bool(creance.demande.motif)) == ("abandonnee", True)
