"""Whoever lifts the triggers and writes is found: the first altered entry is named."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType

from segur.noyau.journal.models import EntreeJournal, Registre
from segur.noyau.journal.verification import Anomalie, anomalies
from tests.monde import AVANT_DATE_1

MODIFIE = "le contenu a été modifié après son inscription."
ROMPUE = "l’entrée ne suit pas celle qui la précède."
DISPARUE = "cette entrée a disparu."
FIN = "la fin de l’historique a disparu ou le registre a été modifié."


def test_un_journal_intact_n_a_pas_d_anomalie(monde, dossier):
    monde.eligible(produit="Entier")

    assert EntreeJournal.objects.count() > 8
    assert list(anomalies()) == []


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("recit", "Autre récit"),
        ("action", "autre"),
        ("de", "ailleurs"),
        ("vers", "ailleurs"),
        ("recu_le", AVANT_DATE_1 + timedelta(microseconds=1)),
        ("inscrite_le", AVANT_DATE_1),
        ("motifs", []),
        ("details", {"nombre": 4}),
        ("cle", "cle"),
        ("id_objet", 999_999),
        ("acteur", None),
        ("organisation", None),
        ("empreinte", "0" * 64),
    ],
)
def test_chaque_champ_est_protege(dossier, en_fraude, champ, valeur):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang=3).update(**{champ: valeur})

    assert list(anomalies()) == [Anomalie(dossier, 3, MODIFIE)]


def test_l_auteur_et_l_objet_sont_proteges(monde, dossier, en_fraude, autre_acteur):
    autre_type = ContentType.objects.get_for_model(Registre)
    with en_fraude():
        EntreeJournal.objects.filter(rang=2).update(acteur=autre_acteur.utilisateur)
        EntreeJournal.objects.filter(rang=4).update(type_objet=autre_type)

    assert list(anomalies()) == [Anomalie(dossier, 2, MODIFIE)]


def test_la_premiere_entree_alteree_est_nommee_une_fois(dossier, en_fraude):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang__gte=2).update(recit="x")

    assert list(anomalies()) == [Anomalie(dossier, 2, MODIFIE)]


def rehacher(entree: EntreeJournal) -> None:
    entree.recit = "Réécrit"
    EntreeJournal.objects.filter(pk=entree.pk).update(recit=entree.recit, empreinte=entree.calculer_empreinte())


def test_une_entree_alteree_et_rehachee_rompt_la_suivante(dossier, entree, en_fraude):
    with en_fraude():
        rehacher(entree(3))

    assert list(anomalies()) == [Anomalie(dossier, 4, ROMPUE)]


def test_la_derniere_entree_rehachee_contredit_le_registre(dossier, entree, en_fraude):
    with en_fraude():
        rehacher(entree(5))

    assert list(anomalies()) == [Anomalie(dossier, 6, FIN)]


@pytest.mark.parametrize("rang", [1, 3])
def test_une_entree_du_milieu_effacee_est_nommee(dossier, en_fraude, rang):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang=rang).delete()

    assert list(anomalies()) == [Anomalie(dossier, rang, DISPARUE)]


def test_une_entree_effacee_et_la_suite_renumerotee(dossier, en_fraude):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang=3).delete()
        for rang in (4, 5):
            EntreeJournal.objects.filter(dossier=dossier, rang=rang).update(rang=rang - 1)

    assert list(anomalies()) == [Anomalie(dossier, 3, ROMPUE)]


def test_la_fin_effacee_se_voit(dossier, en_fraude):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang__gte=4).delete()

    assert list(anomalies()) == [Anomalie(dossier, 4, FIN)]


def test_tout_le_dossier_efface_se_voit(dossier, en_fraude):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier).delete()

    assert list(anomalies()) == [Anomalie(dossier, 1, "les 5 entrées du dossier ont disparu.")]


@pytest.mark.parametrize("valeurs", [{"rang": 4}, {"rang": 6}, {"empreinte": "0" * 64}])
def test_un_registre_modifie_se_voit(dossier, valeurs):
    Registre.objects.filter(dossier=dossier).update(**valeurs)

    assert list(anomalies()) == [Anomalie(dossier, 6, FIN)]


def test_un_registre_efface_se_voit(dossier):
    Registre.objects.filter(dossier=dossier).delete()

    assert list(anomalies()) == [Anomalie(dossier, 6, FIN)]


def test_deux_entrees_echangees_se_voient(dossier, entree, en_fraude):
    with en_fraude():
        for ancien, nouveau in ((2, 99), (3, 2), (99, 3)):
            EntreeJournal.objects.filter(dossier=dossier, rang=ancien).update(rang=nouveau)

    assert list(anomalies()) == [Anomalie(dossier, 2, ROMPUE)]


def test_chaque_dossier_altere_est_nomme_et_les_autres_non(monde, dossier, en_fraude):
    autre, intact = (monde.scenario(nom).produit.cle_dossier for nom in ("Autre", "Intact"))
    with en_fraude():
        EntreeJournal.objects.filter(dossier__in=[dossier, autre], rang=1).update(recit="x")

    assert sorted(anomalies(), key=str) == sorted([Anomalie(dossier, 1, MODIFIE), Anomalie(autre, 1, MODIFIE)], key=str)
    assert [list(anomalies(cle)) for cle in (dossier, intact)] == [[Anomalie(dossier, 1, MODIFIE)], []]
