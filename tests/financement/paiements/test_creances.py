"""A balance, and later the secondary service, is paid like an advance: by the same batches, under the same guards."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db import transaction as db
from hypothesis import given
from hypothesis import strategies as st

from financement.models import Creance, Incapacite, LotDePaiement, Part, Position
from financement.paiements import situation_de_paiement
from financement.regles.ecritures import sommer
from financement.transitions import ecritures
from financement.transitions.paiement import ordre_de
from financement.verification import ecarts
from segur.noyau.comptes.models import Role
from segur.noyau.transitions import Refus
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.paiements.caisse import Caisse, collegue, releve

pytestmark = pytest.mark.django_db


@pytest.fixture
def caisse(referencee: DossierDEnrolement) -> Caisse:
    return Caisse(referencee.accepte())


def dues() -> list[tuple[str, Decimal]]:
    return list(Position.objects.a_payer().order_by("pk").values_list("part", "engage"))


@pytest.mark.exigence("SOL-05")
def test_un_solde_n_est_a_payer_qu_une_fois_sa_demande_validee(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    assert dues() == [("avance", Decimal("400.00"))]

    creance = caisse.creance(commande, statut="deposee", montant=None, decidee_le=None, decidee_par=None)
    assert dues() == [("avance", Decimal("400.00"))]

    creance.delete()
    caisse.creance(commande)
    assert dues() == [("avance", Decimal("400.00")), ("solde", Decimal("600.00"))]
    assert ecarts() == []


@pytest.mark.exigence("SOL-05", "SOL-07")
def test_avance_et_solde_partent_dans_un_lot_et_font_le_montant_finance(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    caisse.creance(commande)
    pks = list(Position.objects.values_list("pk", flat=True))
    lot = caisse.exporter(caisse.approuver(caisse.preparer_les(pks)))
    virement = lot.virements.get()

    assert (lot.nombre, virement.montant, virement.lignes.count()) == (1, Decimal("1000.00"), 2)
    assert b"avance, solde" in ordre_de(lot)
    assert str(situation_de_paiement(commande, Part.SOLDE)) == "Solde envoyé à la banque"

    caisse.appliquer(releve((virement.reference, virement.montant)))

    assert {str(situation_de_paiement(commande, part)) for part in ("avance", "solde")} == {"Décidée et payée"}
    assert (dues(), ecarts()) == ([], [])


def test_un_virement_rejete_rouvre_la_bonne_part(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    caisse.appliquer_le_paiement(caisse.exporte(commande))
    caisse.creance(commande)
    caisse.part = Part.SOLDE
    virement = caisse.exporte(commande).virements.get()

    caisse.appliquer(releve((virement.reference, virement.montant)))
    caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))

    assert situation_de_paiement(commande).code == "payee"
    assert str(situation_de_paiement(commande, Part.SOLDE)) == "Virement rejeté, solde de nouveau à payer"
    assert (dues(), ecarts()) == ([("solde", Decimal("600.00"))], [])


@pytest.mark.exigence("SEC-12")
def test_la_prestation_secondaire_s_engage_avec_sa_demande_et_une_fois(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    caisse.creance(commande, part=Part.SECONDAIRE, montant=Decimal("62.50"))
    assert [e.explication for e in ecarts()] == ["engagé 0, demande validée pour 62.50."]

    for _ in range(2):
        ecritures.engager_une_part(commande, Part.SECONDAIRE, Decimal("62.50"), caisse.demande(caisse.valideur))

    assert ("secondaire", Decimal("62.50")) in dues()
    assert ecarts() == []


def test_qui_a_controle_la_demande_ne_prepare_ni_n_approuve(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    caisse.appliquer_le_paiement(caisse.exporte(commande))
    double = collegue(Role.PAYEUR, "double")
    caisse.creance(commande, controlee_par=double.personne)
    caisse.part = Part.SOLDE

    with pytest.raises(Refus, match="Vous avez contrôlé cette commande ou sa demande"):
        caisse.preparer(acteur=double)
    lot = caisse.preparer()
    with pytest.raises(Refus, match="contrôl"):
        caisse.approuver(lot, double)

    assert lot.controleurs() >= {double.personne.pk}
    assert caisse.approuver(lot).statut == "approuve"


def test_la_base_refuse_que_qui_controle_la_demande_paie(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    caisse.appliquer_le_paiement(caisse.exporte(commande))
    double = collegue(Role.PAYEUR, "double")
    caisse.creance(commande, controlee_par=double.personne)
    caisse.part = Part.SOLDE
    lot = caisse.preparer()

    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="Qui a contrôlé"), db.atomic():
            LotDePaiement.objects.filter(pk=lot.pk).update(approuve_par=double.personne)
        assert ecarts() == []
    else:  # held by the guards there, and seen by whoever verifies
        LotDePaiement.objects.filter(pk=lot.pk).update(approuve_par=double.personne)
        assert [e.explication for e in ecarts()] == [f"{commande} a été contrôlée par qui prépare ou approuve."]


def test_une_demande_rejetee_ne_se_paie_pas(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    creance = caisse.creance(commande)
    Creance.objects.filter(pk=creance.pk).update(
        statut="rejetee", proposition="rejeter", motif="Facture absente.", montant=None
    )
    assert [part for part, _ in dues()] == ["avance"]


@pytest.mark.exigence("REA-03")
def test_rien_n_est_du_sur_une_commande_que_le_fournisseur_ne_fera_pas(caisse: Caisse) -> None:
    commande = caisse.commande("1000.00")
    par = caisse.dossiers[0].mandataire.personne
    incapacite = Incapacite.objects.create(
        commande=commande, motif="Le client a fermé.", declaree_le=caisse.instant, declaree_par=par
    )
    assert dues() == []

    Incapacite.objects.filter(pk=incapacite.pk).update(retiree_le=caisse.instant, retiree_par=par)
    assert dues() == [("avance", Decimal("400.00"))]


@given(total=st.decimals(min_value="0.05", max_value="99999", places=2))
def test_avance_et_solde_font_le_total_dans_les_ecritures(total: Decimal) -> None:
    avance = (total * Decimal("0.4")).quantize(Decimal("0.01"))
    lignes = [(1, part, "engagement", montant) for part, montant in (("avance", avance), ("solde", total - avance))]
    lignes += [(1, part, part, montant) for _, part, _, montant in lignes]
    totaux = sommer(lignes)
    assert sum(t.verse for t in totaux.values()) == total
    assert all(t.tiennent for t in totaux.values())
