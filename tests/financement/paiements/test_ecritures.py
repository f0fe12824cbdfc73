"""The ledger: signs and sums held by the database, lines that never change, totals made again from the journal."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db import transaction as db
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financement.models import Ecriture, Position
from financement.regles.ecritures import NEGATIVES, POSITIVES, Totaux, ecarts_de_totaux, signe_juste, sommer
from financement.transitions.ecritures import Mouvement, ecrire, engager
from financement.verification import ecarts, rejouer
from tests.financement.paiements.caisse import Caisse, releve

MONTANTS = st.decimals(min_value=Decimal("0.01"), max_value=100_000, places=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 3), MONTANTS), max_size=20))
def test_les_totaux_ne_dependent_pas_de_l_ordre(lus: list[tuple[int, Decimal]]) -> None:
    lignes = [(commande, "avance", "engagement", montant) for commande, montant in lus]
    lignes += [(commande, "avance", "rejet", -montant) for commande, montant in lus]
    assert sommer(lignes) == sommer(reversed(lignes))
    assert sum(totaux.engage for totaux in sommer(lignes).values()) == sum(montant for _, montant in lus)


@pytest.mark.parametrize("nature", POSITIVES)
def test_un_versement_est_positif(nature: str) -> None:
    un = Decimal("0.01")
    assert [signe_juste(nature=nature, montant=m) for m in (un, Decimal(0), -un)] == [True, False, False]


@pytest.mark.parametrize("nature", NEGATIVES)
def test_une_reprise_est_negative(nature: str) -> None:
    un = Decimal("0.01")
    assert [signe_juste(nature=nature, montant=m) for m in (un, Decimal(0), -un)] == [False, False, True]


@pytest.mark.parametrize(
    ("totaux", "tiennent"),
    [
        (("100", "0", "0", "0"), True),
        (("100", "100", "0", "0"), True),
        (("100", "99.99", "0", "0"), False),
        (("100", "100.01", "0", "0"), False),
        (("100", "200", "0", "0"), False),
        (("100", "100", "100", "0"), True),
        (("100", "0", "100", "0"), False),
        (("100", "100", "100", "100"), True),
        (("100", "100", "100", "100.01"), False),
        (("100", "100", "0", "1"), False),
    ],
)
def test_une_part_se_verse_en_entier_une_fois(totaux: tuple[str, ...], tiennent: bool) -> None:
    assert Totaux(*map(Decimal, totaux)).tiennent == tiennent


def test_un_ecart_se_nomme_dans_les_deux_sens() -> None:
    cent = {(7, "avance"): Totaux(engage=Decimal(100))}
    assert [str(e) for e in ecarts_de_totaux(attendus=cent, constates={}, de="essai")] == [
        "commande 7, avance : engagé 0.00, versé 0.00, réglé 0.00, repris 0.00 au lieu de engagé 100, versé 0.00, "
        "réglé 0.00, repris 0.00 (essai)"
    ]
    assert len(ecarts_de_totaux(attendus={}, constates=cent, de="essai")) == 1
    assert ecarts_de_totaux(attendus=cent, constates=cent, de="essai") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE financement_ecriture SET montant = 1",
        "DELETE FROM financement_ecriture",
        "UPDATE financement_ecriture SET commande_id = commande_id",
    ],
)
def test_une_ecriture_ne_se_modifie_ni_ne_s_efface(caisse: Caisse, ordre: str) -> None:
    caisse.commande()
    with pytest.raises(DatabaseError, match="ne se modifie pas"), db.atomic(), connection.cursor() as curseur:
        curseur.execute(ordre)
    assert ecarts() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "nature", "montant", "contrainte"),
    [
        ("avance", "reprise", "10.00", "ecriture_a_son_signe"),
        ("avance", "engagement", "-10.00", "ecriture_a_son_signe"),
        ("avance", "engagement", "10.00", "ecriture_un_engagement|UNIQUE"),
        ("avance", "avance", "10.00", "ecriture_a_son_virement"),
        ("solde", "avance", "10.00", "ecriture_porte_sa_part|ecriture_a_son_virement"),
        ("avance", "reprise", "-0.01", "position_reprise_dans_le_regle"),
        ("secondaire", "compensation", "-5.00", "position_reprise_dans_le_regle"),
    ],
)
def test_la_base_refuse_ce_qui_ne_tient_pas(
    caisse: Caisse, part: str, nature: str, montant: str, contrainte: str
) -> None:
    commande = caisse.commande()
    mouvement = Mouvement(part, nature, Decimal(montant))
    with pytest.raises(DatabaseError, match=contrainte), db.atomic():
        ecrire(commande, caisse.demande(caisse.valideur), "essai", "Essai", [mouvement])
    assert Ecriture.objects.count() == 2
    assert ecarts() == []


@pytest.mark.django_db
def test_une_reprise_se_borne_a_ce_qui_est_regle(caisse: Caisse) -> None:
    commande = caisse.commande("100.00")
    virement = caisse.exporte().virements.get()
    caisse.appliquer(releve((virement.reference, virement.montant)))
    ecrire(commande, caisse.demande(caisse.valideur), "reprendre", "Reprise", [_moins("reprise", "15.50")])
    ecrire(commande, caisse.demande(caisse.valideur), "compenser", "Compensation", [_moins("compensation", "24.50")])
    assert Position.objects.get(part="avance").repris == Decimal("40.00")
    with pytest.raises(DatabaseError), db.atomic():
        ecrire(commande, caisse.demande(caisse.valideur), "reprendre", "Reprise", [_moins("reprise", "0.01")])
    # No dossier of undue sums asked for it: the check says so.
    assert [ecart.explication for ecart in ecarts()] == ["0 € repris, 40.00 € aux écritures."]


def _moins(nature: str, montant: str) -> Mouvement:
    return Mouvement("avance", nature, -Decimal(montant))


@pytest.mark.django_db
def test_le_journal_seul_redonne_les_totaux(caisse: Caisse) -> None:
    commande = caisse.commande("1204.55")
    assert rejouer() == {
        (commande.pk, "avance"): Totaux(engage=Decimal("481.82")),
        (commande.pk, "solde"): Totaux(engage=Decimal("722.73")),
    }


@pytest.mark.django_db
def test_une_position_touchee_a_la_main_se_voit(caisse: Caisse) -> None:
    commande = caisse.commande()
    touchees = Position.objects.filter(commande=commande, part="avance")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="suit ses écritures"), db.atomic():
            touchees.update(engage=1)
        return
    touchees.update(engage=1)
    assert [ecart.ou for ecart in ecarts()] == [f"commande {commande.pk}, avance", str(touchees.get())]


@pytest.mark.django_db
def test_une_decision_qui_ne_va_pas_au_bout_ne_laisse_rien(caisse: Caisse, monkeypatch: Any) -> None:
    commande = caisse.non_engagee("100", caisse.dossiers[0])
    monkeypatch.setattr(Ecriture.objects, "bulk_create", lambda lignes: 1 / 0)
    with pytest.raises(ZeroDivisionError), db.atomic():
        engager(commande, caisse.demande(caisse.valideur))
    assert (rejouer(), Position.objects.count()) == ({}, 0)
