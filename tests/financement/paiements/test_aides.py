"""What the ledger says a client received over the rolling period, and what a supplier is told of it (PRIX-04)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db import transaction as db
from django.test.utils import CaptureQueriesContext

from financement.contextes import aides_versees, contexte_de
from financement.models import LigneDePaiement
from financement.regles.commande.aides import cumul, debut_de_la_periode
from financement.transitions import ecritures
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import jour_de_paris
from tests.financement.paiements.caisse import Caisse, releve

PLAFOND = Version(date(2024, 1, 1), Decimal(750_000), Reference("Règlement (UE) 2023/2832"))


@pytest.mark.exigence("PRIX-04")
@pytest.mark.parametrize(
    ("jour", "debut"),
    [(date(2027, 3, 15), date(2024, 3, 15)), (date(2028, 2, 29), date(2025, 2, 28))],
)
def test_la_periode_glissante_commence_a_l_anniversaire(jour: date, debut: date) -> None:
    assert debut_de_la_periode(jour=jour, annees=3) == debut


@pytest.mark.exigence("PRIX-04")
def test_seul_ce_qui_est_parti_depuis_le_premier_jour_compte(caisse: Caisse) -> None:
    payee, promise = caisse.commande("1000.00"), caisse.commande("500.00")
    caisse.exporte(payee)
    jour = jour_de_paris(caisse.instant)
    fournisseur = payee.demande.fournisseur_id
    cles = [payee.cle, promise.cle]

    with CaptureQueriesContext(connection) as requetes:
        versees = aides_versees(cles, jour)

    assert versees == {payee.cle: {fournisseur: Decimal("400.00")}}
    assert len(requetes) == 1
    assert aides_versees(cles, jour + timedelta(days=1)) == {}
    assert aides_versees(cles, None) == {}


@pytest.mark.exigence("PRIX-04")
def test_ce_qui_est_repris_ou_rejete_ne_compte_plus(caisse: Caisse) -> None:
    reprise, rejetee = caisse.commande("1000.00"), caisse.commande("500.00")
    lot = caisse.exporte(reprise, rejetee)
    lignes = {ligne.commande_id: ligne for ligne in LigneDePaiement.objects.filter(virement__lot=lot)}
    virement = lignes[reprise.pk].virement
    caisse.appliquer(releve((virement.reference, virement.montant)))
    jour = jour_de_paris(caisse.instant) - timedelta(days=1)
    with db.atomic():
        mouvement = ecritures.Mouvement("avance", "reprise", Decimal("-150.00"))
        ecritures.ecrire(reprise, caisse.demande(caisse.valideur), "reprendre", "Avance reprise", [mouvement])
        ecritures.rejeter(lignes[rejetee.pk], caisse.demande(caisse.payeur), ecritures.Nature.RETOUR)

    versees = aides_versees([reprise.cle, rejetee.cle], jour)

    assert versees == {reprise.cle: {reprise.demande.fournisseur_id: Decimal("250.00")}}


@pytest.mark.exigence("PRIX-04")
def test_l_aide_passee_par_un_autre_fournisseur_compte_sans_etre_dite(a_deux: Caisse) -> None:
    payee = a_deux.commande("1000.00", a_deux.dossiers[0])
    a_deux.exporte(payee)
    autre = a_deux.commande("500.00", a_deux.dossiers[1], occupe=False, statut="deposee", cle=payee.cle)
    autre.ecrire(payee.bon)

    chez_l_autre = contexte_de(autre, a_deux.instant).client
    chez_lui = contexte_de(payee, a_deux.instant).client

    assert (chez_l_autre.aides_versees, chez_l_autre.aides_d_autrui) == (Decimal("400.00"), True)
    assert (chez_lui.aides_versees, chez_lui.aides_d_autrui) == (Decimal("400.00"), False)


@pytest.mark.exigence("PRIX-04")
@pytest.mark.parametrize(("commande", "satisfait"), [("99.99", True), ("100.00", True), ("100.01", False)])
def test_aucun_montant_d_autrui_ne_se_lit_ni_ne_se_deduit(commande: str, satisfait: bool) -> None:
    constat = cumul(
        declarees=Decimal("749488.00"),
        versees=Decimal("412.00"),
        commande=Decimal(commande),
        plafond=PLAFOND,
        annees=3,
        d_autrui=True,
    )
    dit = f"{constat.motif.explication} {constat.valeurs} {constat.remede}".replace("\u202f", "").replace("\xa0", "")
    assert constat.motif.satisfait is satisfait
    assert not {m for m in ("412", "750000,01", "749900", "749999,99") if m in dit}
    assert "connu de l’ASP" in dit
