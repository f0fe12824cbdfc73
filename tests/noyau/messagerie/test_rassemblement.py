"""What leaves together: one mail at once, what follows at the end of the window, one digest a day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from segur.noyau.comptes.models import Acteur
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Courriel, Notification, Preference
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.messagerie.tasks import balayer
from segur.noyau.messagerie.transitions import rappeler
from tests.monde import Monde

pytestmark = pytest.mark.django_db
MIDI = datetime(2026, 9, 14, 10, tzinfo=UTC)
HEURE, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def dire(monde: Monde) -> Callable[..., Notification]:
    """One message to LogiPro's mandataire, written at that instant."""

    def _dire(evenement: str, le: datetime, *, a: Acteur | None = None, **options: Any) -> Notification:
        notification = monde.notifier(a or monde.mandataire, evenement, **options)
        Notification.objects.filter(pk=notification.pk).update(creee_le=le)
        return notification

    return _dire


def preferer(monde: Monde, rythme: str, categorie: str = Categorie.DECISION) -> None:
    Preference.objects.create(utilisateur=monde.mandataire.personne, categorie=categorie, rythme=rythme)


def sujets() -> list[str]:
    return [str(courriel.subject) for courriel in mail.outbox]


def test_deux_cents_decisions_en_une_heure_font_deux_courriels(dire: Callable[..., Notification]) -> None:
    """The first one at once, so that nobody waits; the 199 others in one mail that lists them."""
    partis = []
    for rang in range(200):
        le = MIDI + rang * timedelta(seconds=17)
        dire(f"decision:{rang:03}", le, dossier="candidature:ABC", lien=f"/candidatures/{rang}/")
        partis.append(balayer(le))
    partis.append(balayer(MIDI + HEURE))

    assert sum(partis) == 2
    assert sujets() == ["Sujet decision:000", "199 nouveautés sur vos candidatures"]
    corps = mail.outbox[1].body
    assert [f"Sujet decision:{rang:03}\n" in corps and f"/candidatures/{rang}/\n" in corps for rang in (1, 199)] == [
        True,
        True,
    ]
    assert corps.count("/candidatures/") == 199
    assert Courriel.objects.count() == 2


def test_deux_cents_decisions_d_un_coup_font_un_courriel(dire: Callable[..., Notification]) -> None:
    for rang in range(200):
        dire(f"decision:{rang:03}", MIDI, dossier="candidature:ABC")

    assert [balayer(MIDI), balayer(MIDI + HEURE)] == [1, 0]
    assert sujets() == ["200 nouveautés sur vos candidatures"]


def test_les_bornes_de_la_fenetre(dire: Callable[..., Notification]) -> None:
    dire("un", MIDI)
    balayer(MIDI)
    dire("deux", MIDI + MINUTE)

    juste_avant = balayer(MIDI + regles.FENETRE - timedelta(microseconds=1))
    a_la_fin = balayer(MIDI + regles.FENETRE)
    dire("trois", MIDI + 2 * regles.FENETRE)

    assert (juste_avant, a_la_fin, balayer(MIDI + 2 * regles.FENETRE)) == (0, 1, 1)
    assert sujets() == ["Sujet un", "Sujet deux", "Sujet trois"]


def test_chacun_a_sa_fenetre(monde: Monde, dire: Callable[..., Notification]) -> None:
    dire("un", MIDI)
    balayer(MIDI)
    dire("deux", MIDI + MINUTE)
    dire("deux", MIDI + MINUTE, a=monde.salarie)

    assert balayer(MIDI + MINUTE) == 1
    assert [courriel.to for courriel in mail.outbox] == [["mandataire@logipro.example"], ["salarie@logipro.example"]]


def test_un_message_urgent_part_aussitot_et_pas_avec_les_autres(
    monde: Monde, dire: Callable[..., Notification]
) -> None:
    preferer(monde, "aucun", Categorie.RAPPEL)
    dire("un", MIDI)
    balayer(MIDI)
    dire("deux", MIDI + MINUTE)
    dire("J-14", MIDI + MINUTE, categorie=Categorie.RAPPEL)
    dire("H-2", MIDI + MINUTE, categorie=Categorie.RAPPEL, urgente=True)

    assert [balayer(MIDI + MINUTE), balayer(MIDI + HEURE)] == [1, 1]
    assert sujets() == ["Sujet un", "Sujet H-2", "Sujet deux"]


def test_qui_ne_veut_pas_de_courriel_n_en_recoit_pas(monde: Monde, dire: Callable[..., Notification]) -> None:
    preferer(monde, "aucun", Categorie.MESSAGE)
    message = dire("message", MIDI, categorie=Categorie.MESSAGE)

    assert [balayer(MIDI + rang * HEURE) for rang in range(48)] == [0] * 48
    assert list(Notification.objects.de(monde.mandataire.personne)) == [message]
    assert message.sort_du_courriel == "Pas de courriel : c’était votre choix."


@pytest.mark.parametrize(
    ("jour", "heure_utc"),
    [(date(2026, 10, 25), 7), (date(2027, 3, 28), 6), (date(2026, 9, 15), 6)],
    ids=["passage à l’heure d’hiver", "passage à l’heure d’été", "jour ordinaire"],
)
def test_un_resume_par_jour_quel_que_soit_le_nombre_de_balayages(
    monde: Monde, dire: Callable[..., Notification], jour: date, heure_utc: int
) -> None:
    preferer(monde, "quotidien")
    veille = datetime(jour.year, jour.month, jour.day, tzinfo=UTC) - timedelta(hours=12)
    dire("veille", veille)
    dire("nuit", veille + timedelta(hours=13))
    departs = []

    for minute in range(0, 60 * 40, 10):
        le = veille + timedelta(minutes=minute)
        if le.hour == 9 and not le.minute and le.date() == jour:
            dire("matin", le)
        departs += [le] * sum(balayer(le) for _ in range(3))

    assert departs == [datetime(jour.year, jour.month, jour.day, heure_utc, tzinfo=UTC)]
    assert sujets() == ["2 nouveautés — Portail Ségur"]
    assert "Résumé du" in mail.outbox[0].body
    assert Courriel.objects.get(statut="en_attente").jour == jour + timedelta(days=1)


def test_un_message_valide_apres_le_resume_attend_celui_du_lendemain(
    monde: Monde, dire: Callable[..., Notification]
) -> None:
    """Written at 7:59, committed once the digest had left: one mail a day all the same, and nothing lost."""
    preferer(monde, "quotidien")
    huit_heures = datetime(2026, 9, 15, 6, tzinfo=UTC)
    dire("à temps", huit_heures - HEURE)
    premier = balayer(huit_heures)
    dire("validé trop tard", huit_heures - MINUTE)

    assert [premier, balayer(huit_heures + HEURE), balayer(huit_heures + 24 * HEURE)] == [1, 0, 1]
    assert sujets() == ["Sujet à temps", "Sujet validé trop tard"]


def test_ce_qui_suit_un_courriel_rappele_part_sans_lui(monde: Monde, dire: Callable[..., Notification]) -> None:
    dire("un", MIDI)
    balayer(MIDI)
    rappele = dire("rappelé", MIDI + MINUTE)
    balayer(MIDI + MINUTE)
    courriel = Courriel.objects.get(notifications=rappele)
    rappeler(courriel, monde.demande(monde.responsable, motif="Trop tôt."))
    dire("deux", MIDI + 2 * MINUTE)

    assert [balayer(MIDI + rang * HEURE) for rang in range(1, 4)] == [1, 0, 0]
    assert sujets() == ["Sujet un", "Sujet deux"]
    rappele.refresh_from_db()
    assert rappele.sort_du_courriel == "Courriel rappelé avant son départ : il n’a pas été envoyé."


def test_une_panne_du_relais_ne_fait_pas_un_courriel_par_message(
    dire: Callable[..., Notification], par_smtp: Any
) -> None:
    par_smtp.reponse = "450 plus tard"
    for rang in range(60):
        dire(f"e:{rang}", MIDI + rang * MINUTE)
        balayer(MIDI + rang * MINUTE)

    assert Courriel.objects.count() == 2


def test_rassembler_coute_autant_pour_cent_messages_que_pour_dix(
    dire: Callable[..., Notification], django_assert_num_queries: Any
) -> None:
    for rang in range(10):
        dire(f"a:{rang}", MIDI)
    with django_assert_num_queries(8):
        rassembler(MIDI)
    for rang in range(100):
        dire(f"b:{rang}", MIDI)
    with django_assert_num_queries(9):
        rassembler(MIDI)
