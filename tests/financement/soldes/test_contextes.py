"""What the database says around a balance, and the verdict of the engine on it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidatures.models import Candidature
from financement.creances import (
    calcul_de,
    contexte_de,
    contextes_de,
    contextes_des_commandes,
    declaration_de,
    juger_la_creance,
)
from financement.models import Commande, Creance, Incapacite
from financement.regles.commande.faits import Prediction
from tests.financement.pilotes.dossier import DossierDePilotes, fournisseur_de
from tests.financement.soldes.exemples import (
    SOLDE,
    UN_JOUR,
    attester,
    commande_validee,
    constater_la_preserie,
    creance_de,
    declaration_pour,
)
from tests.monde import Monde, referencer

pytestmark = pytest.mark.django_db


@pytest.fixture
def financee(monde: Monde) -> Commande:
    """Of LogiPro: advance validated, pilots accepted, présérie recorded."""
    return une_commande(monde)


def une_commande(monde: Monde, rang: int = 1, firme: str = "LogiPro", **options: Any) -> Commande:
    scenario = monde.brouillon(produit=f"Solution {rang} de {firme}", editeur=firme)
    referencer(scenario.candidature)
    candidature = Candidature.objects.get(pk=scenario.candidature.pk)
    return commande_validee(
        fournisseur_de(firme, scenario.instant), candidature, scenario.instant, rang=rang, **options
    )


def relue(creance: Creance) -> Creance:
    return Creance.objects.get(pk=creance.pk)


@pytest.mark.exigence("SOL-01", "SOL-05")
def test_un_solde_complet_est_accepte(financee: Commande) -> None:
    creance = relue(creance_de(financee))

    jugement = juger_la_creance(creance)

    assert jugement.prediction == Prediction.ACCEPTE, [c.motif.explication for c in jugement.obstacles]
    assert jugement.montants == {"solde": SOLDE}
    assert declaration_de(creance) == declaration_pour(financee)
    assert any("180,60" in phrase and "270,90" in phrase for phrase in calcul_de(creance))


def obstacles(creance: Creance) -> set[str]:
    return {constat.motif.code for constat in juger_la_creance(relue(creance)).obstacles}


@pytest.mark.exigence("SOL-01", "PIL-F01", "PIL-F09")
def test_sans_pilotes_ni_preserie(monde: Monde) -> None:
    commande = une_commande(monde, pilotes=False, preserie=False)
    assert obstacles(creance_de(commande)) == {"pilotes", "preserie", "va_apres_pilotes"}


@pytest.mark.exigence("SOL-01")
def test_l_avance_n_est_pas_validee(financee: Commande) -> None:
    creance = creance_de(financee)
    Commande.objects.filter(pk=financee.pk).update(
        statut=Commande.Statut.DEPOSEE, financement=None, avance=None, solde=None
    )
    assert obstacles(creance) == {"avance", "solde", "reste_a_charge"}


@pytest.mark.exigence("REA-03")
def test_l_incapacite_declaree_puis_retiree(financee: Commande) -> None:
    creance = creance_de(financee)
    par, le = financee.demande.recue_de, creance.demande.recue_le
    incapacite = Incapacite.objects.create(commande=financee, motif="Arrêt", declaree_le=le, declaree_par=par)
    assert obstacles(creance) == {"incapacite"}

    incapacite.retiree_le, incapacite.retiree_par = le, par
    incapacite.save()
    assert obstacles(creance) == set()


def test_une_autre_demande_du_meme_solde_compte_et_la_sienne_non(financee: Commande) -> None:
    deposee, autre = creance_de(financee), creance_de(financee, deposee=False)

    assert contexte_de(relue(deposee)).deja_demande is False
    assert contexte_de(relue(autre)).deja_demande is True
    assert contextes_des_commandes("solde", [financee], deposee.demande.recue_le)[financee.pk].deja_demande is True
    sauf = [deposee.pk]
    assert (
        contextes_des_commandes("solde", [financee], deposee.demande.recue_le, sauf)[financee.pk].deja_demande is False
    )


def test_une_preserie_retiree_ne_compte_plus(financee: Commande) -> None:
    creance, candidature = creance_de(financee), financee.demande.candidature
    preserie = constater_la_preserie(candidature, creance.demande.recue_le)
    preserie.retiree_le, preserie.motif_du_retrait = creance.demande.recue_le, "Erreur"
    preserie.retiree_par = creance.demande.recue_de
    preserie.save()
    assert obstacles(creance) == {"preserie"}


def test_la_solution_retiree_ne_se_paie_plus(financee: Commande) -> None:
    creance = creance_de(financee)
    Candidature.objects.filter(pk=financee.demande.candidature_id).update(statut=Candidature.Statut.RETIREE)
    assert obstacles(creance) == {"financement"}


@pytest.mark.exigence("SOL-02", "REA-02")
def test_l_instant_du_depot_et_l_attestation_font_le_contexte(financee: Commande) -> None:
    creance = relue(creance_de(financee))
    attester(financee, creance.demande.recue_le)

    contexte = contexte_de(creance)

    assert contexte.recu_le == creance.deposee_le
    assert contexte.attestee_le == creance.demande.recue_le
    assert contexte_de(creance, contexte.recu_le + UN_JOUR).recu_le == contexte.recu_le + UN_JOUR


@pytest.mark.exigence("PIL-F01")
def test_les_pilotes_sont_ceux_de_l_instant_demande(financee: Commande) -> None:
    acceptes_le = financee.demande.candidature.dossiers_pilotes.get().accepte_le
    assert acceptes_le is not None
    avant = contextes_des_commandes("solde", [financee], acceptes_le - timedelta(microseconds=1))[financee.pk]
    au_meme_instant = contextes_des_commandes("solde", [financee], acceptes_le)[financee.pk]
    assert [avant.pilotes.favorable, au_meme_instant.pilotes.favorable] == [False, True]


def test_le_cout_ne_depend_pas_du_nombre_de_creances(monde: Monde) -> None:
    """Of two suppliers and three solutions."""
    commandes = [une_commande(monde, rang, firme) for rang, firme in ((1, "LogiPro"), (2, "LogiPro"), (3, "MédiSoft"))]
    pks = [creance_de(commande).pk for commande in commandes]

    def cout(nombre: int) -> int:
        creances = list(Creance.objects.filter(pk__in=pks[:nombre]))
        with CaptureQueriesContext(connection) as requetes:
            assert len(contextes_de(creances)) == nombre
        return len(requetes)

    assert cout(1) == cout(3) <= 14
    assert contextes_de([]) == {}


def test_de_vrais_pilotes_acquittent_le_solde(pret: DossierDePilotes) -> None:
    """Accepted by the ANS, not written by hand."""
    pret.accepte()
    commande = commande_validee(pret.fournisseur, pret.candidature, pret.instant, rang=9, pilotes=False)
    assert juger_la_creance(relue(creance_de(commande))).montants == {"solde": Decimal("270.90")}
    assert obstacles(Creance.objects.get()) == set()
