"""The claim of the secondary service is recalled before its last day: once for all the clients of that day."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from financement.expirations import prevenir_des_expirations
from financement.models import Commande, Creance, Incapacite, Resiliation
from financement.secondaires_a_demander import a_demander
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import instant_de_paris
from tests.financement.demande_secondaire.exemples import secondaire_de
from tests.financement.secondaire.exemples import LE, cliente, mandataire, secondaire_suivie

LIMITE = date(2029, 6, 1)
"""Twenty months after 1 October 2027: the VA of the examples is of 14 September."""


def a(jour: date) -> datetime:
    return instant_de_paris(jour, time(9))


def rappels(commande: Commande) -> list[str]:
    siens = Notification.objects.filter(destinataire=mandataire(commande).personne, categorie="rappel")
    return list(siens.filter(sujet__contains="prestation secondaire").order_by("pk").values_list("corps", flat=True))


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(
    ("avant", "messages"), [(61, 0), (60, 1), (59, 1), (0, 1), (-1, 1), (-31, 1), (-32, 0)], ids=str
)
def test_la_demande_est_rappelee_avant_son_dernier_jour(commande: Commande, avant: int, messages: int) -> None:
    for _ in range(2):
        prevenir_des_expirations(a(LIMITE - timedelta(days=avant)))

    assert len(rappels(commande)) == messages


def test_de_soixante_jours_avant_au_lendemain_cinq_messages(commande: Commande) -> None:
    for avant in range(65, -40, -1):
        prevenir_des_expirations(a(LIMITE - timedelta(days=avant)))

    corps = rappels(commande)
    assert len(corps) == 5
    assert corps[0] == (
        "prestation secondaire de 1 client(s) pas encore demandée, dont 1 sans journal transmis, LGC vague 2 : "
        "expiration le 01/06/2029 (dernier jour). Ensuite : la prestation secondaire de ces clients n’est plus payée."
    )
    assert corps[-1].endswith("Désormais : la prestation secondaire de ces clients n’est plus payée.")


def groupes() -> list[tuple[date, int, int]]:
    return [(groupe.limite, groupe.nombre, groupe.sans_journal) for groupe in a_demander(a(LIMITE))]


def test_les_clients_d_un_meme_dernier_jour_font_un_message(commande: Commande, autre: Commande) -> None:
    """A VA of the last day of the month has the same last day; one of the day after, another."""
    avance = commande.demande
    for rang, va in ((3, date(2027, 9, 30)), (4, date(2027, 10, 1))):
        cliente(avance.fournisseur, avance.candidature, avance.recue_le, rang=rang, va=va)

    assert groupes() == [(LIMITE, 3, 3), (date(2029, 7, 1), 1, 1)]
    prevenir_des_expirations(a(LIMITE))
    assert len(rappels(commande)) == 2


def demander(commande: Commande) -> None:
    secondaire_de(commande)


def resilier(commande: Commande) -> None:
    par = mandataire(commande).personne
    Resiliation.objects.create(commande=commande, resiliee_le=date(2028, 1, 1), declaree_le=LE, declaree_par=par)


def renoncer(commande: Commande) -> None:
    par = mandataire(commande).personne
    Incapacite.objects.create(commande=commande, motif="Fermé.", declaree_le=LE, declaree_par=par)


@pytest.mark.parametrize("geste", [demander, resilier, renoncer], ids=["demandée", "résilié", "incapacité"])
def test_rien_n_est_rappele_a_qui_ne_peut_plus_demander(commande: Commande, autre: Commande, geste: Any) -> None:
    assert groupes() == [(LIMITE, 2, 2)]
    geste(commande)
    assert groupes() == [(LIMITE, 1, 1)]


def test_une_demande_retiree_se_rappelle(commande: Commande) -> None:
    secondaire_de(commande)
    assert groupes() == []
    Creance.objects.filter(part="secondaire").update(statut="retiree")
    assert groupes() == [(LIMITE, 1, 1)]


def test_un_journal_transmis_ne_manque_pas(commande: Commande) -> None:
    secondaire_suivie(commande.demande.fournisseur, commande.demande.candidature)
    assert groupes() == [(LIMITE, 2, 1)]


def test_autant_de_requetes_pour_trois_clients_que_pour_un(commande: Commande) -> None:
    couts = []
    for rang in (2, 3):
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert list(a_demander(a(LIMITE)))
        couts.append(len(requetes))
        cliente(commande.demande.fournisseur, commande.demande.candidature, commande.demande.recue_le, rang=rang)
    assert couts[0] == couts[1] <= 10
