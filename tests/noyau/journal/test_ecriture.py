from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, transaction

from segur.noyau.comptes.models import SYSTEME
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal, Registre
from segur.noyau.journal.verification import anomalies
from tests.monde import AVANT_DATE_1


def test_les_entrees_d_un_dossier_s_enchainent(dossier):
    entrees = list(EntreeJournal.objects.filter(dossier=dossier))

    assert [entree.rang for entree in entrees] == [1, 2, 3, 4, 5]
    assert [entree.precedente for entree in entrees] == ["", *(entree.empreinte for entree in entrees[:-1])]
    assert len({entree.empreinte for entree in entrees}) == 5
    registre = Registre.objects.get(dossier=dossier)
    assert (registre.rang, registre.empreinte) == (5, entrees[-1].empreinte)


def test_chaque_dossier_a_sa_chaine(monde, dossier):
    autre = monde.scenario("Autre").produit

    rangs = EntreeJournal.objects.filter(dossier=autre.cle_dossier).values_list("rang", "precedente")

    assert list(rangs) == [(1, "")]


def test_une_entree_relue_a_la_meme_empreinte(dossier):
    """Dates, accents and JSON come back from the database as they were hashed."""
    assert list(anomalies()) == []


@pytest.mark.parametrize("fuseau", [UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=9, minutes=30))])
def test_l_instant_est_inscrit_quel_que_soit_son_fuseau(monde, fuseau):
    produit = monde.scenario().produit
    instant = datetime(2026, 10, 25, 0, 30, 0, 123456, tzinfo=UTC)

    inscrire(produit, action="essai", recit="", acteur=monde.mandataire, recu_le=instant.astimezone(fuseau))

    assert EntreeJournal.objects.get(action="essai").recu_le == instant
    assert list(anomalies()) == []


def test_un_recit_trop_long_est_coupe_et_non_refuse(monde):
    entree = inscrire(monde.scenario().produit, action="essai", recit="é" * 301, acteur=SYSTEME, recu_le=AVANT_DATE_1)

    assert EntreeJournal.objects.get(pk=entree.pk).recit == "é" * 300
    assert list(anomalies()) == []


def test_une_cle_ne_s_inscrit_qu_une_fois_par_dossier(monde):
    produit = monde.scenario().produit
    options = {"action": "essai", "recit": "", "acteur": SYSTEME, "recu_le": AVANT_DATE_1, "cle": "une-page"}
    inscrire(produit, **options)

    with pytest.raises(IntegrityError), transaction.atomic():
        inscrire(produit, **options)

    assert EntreeJournal.objects.filter(cle="une-page").count() == 1
    assert list(anomalies()) == []


def test_une_entree_annulee_ne_laisse_pas_de_trou(monde, dossier):
    produit = EntreeJournal.objects.get(dossier=dossier, rang=1).objet
    with transaction.atomic():
        inscrire(produit, action="annulée", recit="", acteur=SYSTEME, recu_le=AVANT_DATE_1)
        transaction.set_rollback(True)

    entree = inscrire(produit, action="suivante", recit="", acteur=SYSTEME, recu_le=AVANT_DATE_1)

    assert entree.rang == 6
    assert list(anomalies()) == []
