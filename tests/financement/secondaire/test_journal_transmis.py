"""The journal sent once a level is reached; what the ANS does of it; the contract that the client ends."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.db import transaction as db
from django.test import Client
from django.urls import reverse

from financement.models import Commande, JournalTransmis, Resiliation
from financement.transitions import secondaire as gestes
from segur.noyau.comptes.models import Role, Utilisateur, acteur_pour
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus
from tests.financement.commandes.exemples import a
from tests.financement.secondaire.exemples import LE, demande, mandataire, noter

pytestmark = pytest.mark.django_db
Statut = JournalTransmis.Statut


def de_l_ans(role: str, le: Any = LE, **donnees: Any) -> Demande:
    return Demande(acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk")), le, donnees)


@pytest.fixture
def transmis(commande: Commande) -> JournalTransmis:
    noter(commande, dict.fromkeys(range(8), (20, 10)))
    gestes.transmettre_le_journal(commande, demande(commande))
    return JournalTransmis.objects.get()


@pytest.mark.exigence("SEC-05", "SEC-12")
def test_la_meilleure_periode_est_figee_a_la_transmission(transmis: JournalTransmis) -> None:
    noter(transmis.commande, {8: (1000, 1000)})

    lu = JournalTransmis.objects.get()
    assert (lu.periode_du, lu.periode_au) == (date(2027, 10, 1), date(2028, 3, 31))
    assert (lu.dt, lu.dm, lu.perf) == (120, 60, Decimal("0.5"))
    with pytest.raises(Refus, match="déjà transmis"):
        gestes.transmettre_le_journal(transmis.commande, demande(transmis.commande))


@pytest.mark.exigence("SEC-09", "SEC-12")
@pytest.mark.parametrize(
    ("valeurs", "le", "dit"),
    [
        (dict.fromkeys(range(5), (20, 10)), LE, "Aucune période continue"),
        (dict.fromkeys(range(6), (10, 10)), LE, "60 documents"),
        (dict.fromkeys(range(6), (20, 7)), LE, "PERF = 0"),
        (dict.fromkeys(range(6), (20, 10)), a(2029, 6, 2, 0), "20 mois"),
    ],
)
def test_rien_ne_se_transmet_sans_niveau_ni_hors_delai(commande: Commande, valeurs: Any, le: Any, dit: str) -> None:
    noter(commande, valeurs)

    with pytest.raises(Refus, match=dit):
        gestes.transmettre_le_journal(commande, demande(commande, le))
    assert not JournalTransmis.objects.exists()


@pytest.mark.exigence("SEC-09")
@pytest.mark.parametrize(("ecart", "a_temps"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_une_reprise_apres_une_panne_garde_son_premier_instant(
    commande: Commande, ecart: timedelta, a_temps: bool
) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 10)))
    premier = a(2029, 6, 1, 23, 59)
    commande.mois_de_monitoring.update(recu_le=premier + ecart)
    reprise = replace(demande(commande, a(2029, 6, 2, 0, 5)), premier_recu_le=premier)

    if a_temps:
        gestes.transmettre_le_journal(commande, reprise)
        assert JournalTransmis.objects.get().transmis_le == premier
    else:
        with pytest.raises(Refus, match="20 mois"):
            gestes.transmettre_le_journal(commande, reprise)


@pytest.mark.exigence("SEC-07", "SEC-08", "MSG-09")
def test_une_verification_s_annonce_dans_les_six_mois_puis_plus(transmis: JournalTransmis) -> None:
    trop_tard = de_l_ans(Role.VERIFICATEUR, a(2029, 10, 1, 0), demande_de_pieces="Les traces de mars.")
    with pytest.raises(Refus, match="définitivement validées"):
        gestes.annoncer_la_verification(transmis, trop_tard)

    a_temps = de_l_ans(Role.VERIFICATEUR, a(2029, 9, 30, 23, 59), demande_de_pieces="Les traces de mars.")
    gestes.annoncer_la_verification(transmis, a_temps)

    assert JournalTransmis.objects.get().statut == Statut.EN_VERIFICATION
    assert Notification.objects.filter(corps__contains="Les traces de mars.").exists()


@pytest.mark.exigence("SEC-09")
def test_la_non_conformite_demande_deux_personnes(transmis: JournalTransmis) -> None:
    gestes.annoncer_la_verification(transmis, de_l_ans(Role.VERIFICATEUR, demande_de_pieces="Les traces."))
    gestes.proposer_la_non_conformite(transmis, de_l_ans(Role.VERIFICATEUR, motif="Données inventées."))
    with pytest.raises(Refus, match="autre personne"):
        gestes.confirmer_la_non_conformite(transmis, de_l_ans(Role.VERIFICATEUR))

    gestes.confirmer_la_non_conformite(transmis, de_l_ans(Role.RESPONSABLE))

    lu = JournalTransmis.objects.get()
    assert (lu.statut, lu.motif) == (Statut.NON_CONFORME, "Données inventées.")
    assert Notification.objects.filter(corps__contains="Aucun financement").exists()
    with pytest.raises(IntegrityError), db.atomic():
        JournalTransmis.objects.update(conclue_par=lu.proposee_par)


def test_une_verification_sans_reproche_rend_les_donnees_definitives(transmis: JournalTransmis) -> None:
    gestes.annoncer_la_verification(transmis, de_l_ans(Role.VERIFICATEUR, demande_de_pieces="Les traces."))
    gestes.valider_le_journal(transmis, de_l_ans(Role.VERIFICATEUR))

    assert JournalTransmis.objects.get().statut == Statut.VALIDE


@pytest.mark.exigence("SEC-06", "MSG-10")
def test_le_niveau_adresse_au_client_est_confirme(transmis: JournalTransmis) -> None:
    demain = demande(transmis.commande, client_informe_le=date(2029, 3, 16))
    with pytest.raises(Refus, match="informé"):
        gestes.informer_le_client(transmis, demain)

    gestes.informer_le_client(transmis, demande(transmis.commande, client_informe_le=date(2029, 3, 15)))

    assert JournalTransmis.objects.get().client_informe_le == date(2029, 3, 15)


@pytest.mark.exigence("SEC-06")
@pytest.mark.parametrize(("jour", "accepte"), [(date(2028, 3, 31), False), (date(2028, 4, 1), True)])
def test_le_niveau_ne_s_adresse_qu_une_fois_la_periode_finie(
    transmis: JournalTransmis, jour: date, accepte: bool
) -> None:
    dite = demande(transmis.commande, client_informe_le=jour)
    if accepte:
        gestes.informer_le_client(transmis, dite)
    else:
        with pytest.raises(Refus, match="31/03/2028"):
            gestes.informer_le_client(transmis, dite)
    assert JournalTransmis.objects.get().client_informe_le == (jour if accepte else None)


@pytest.mark.exigence("SEC-14", "MSG-11")
@pytest.mark.parametrize(("fin", "hors_delai"), [(date(2028, 3, 15), False), (date(2028, 3, 14), True)])
def test_une_resiliation_est_dite_a_l_asp_et_ferme_la_secondaire(
    commande: Commande, fin: date, hors_delai: bool
) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 10)))

    gestes.declarer_la_resiliation(commande, demande(commande, resiliee_le=fin))

    assert Resiliation.objects.get().hors_delai is hors_delai
    assert Notification.objects.filter(sujet__contains="contrat résilié").exists()
    with pytest.raises(Refus, match="résilié"):
        gestes.transmettre_le_journal(commande, demande(commande))


@pytest.mark.exigence("SEC-14")
def test_une_resiliation_declaree_par_erreur_se_retire(commande: Commande) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 10)))
    dite = demande(commande, raison="Déclarée pour un autre client.")
    with pytest.raises(Refus, match="n’est pas déclarée"):
        gestes.retirer_la_resiliation(commande, dite)
    gestes.declarer_la_resiliation(commande, demande(commande, resiliee_le=date(2028, 3, 15)))

    gestes.retirer_la_resiliation(commande, dite)

    assert Resiliation.objects.get().retiree_le == LE
    assert Notification.objects.filter(sujet__contains="résiliation par le client retirée").exists()
    gestes.transmettre_le_journal(commande, demande(commande))
    assert JournalTransmis.objects.count() == 1


def test_le_retrait_demande_une_raison(client: Client, commande: Commande) -> None:
    gestes.declarer_la_resiliation(commande, demande(commande, resiliee_le=date(2028, 3, 15)))
    client.force_login(mandataire(commande).personne)
    page = reverse("financement:retirer_la_resiliation", args=[commande.pk])

    refusee = client.post(page, {"raison": " "})
    acceptee = client.post(page, {"raison": "Erreur de client."}, follow=True)

    assert (refusee.status_code, Resiliation.objects.actuelles().count()) == (422, 0)
    assert "Dites pourquoi" in refusee.content.decode()
    assert "Résiliation retirée" in acceptee.content.decode()
