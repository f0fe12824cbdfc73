"""Invariant 10, « each message once »: any events, preferences, sweeps, failures and clocks put forward or back.

For each (event, recipient): exactly one mail accepted by the relay, or one visible failure, or none when the person
wants none or when somebody recalled it, or one mail that still waits for its hour. Never two, never nothing.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie, Rythme
from segur.noyau.messagerie.models import Courriel, Notification, Preference
from segur.noyau.messagerie.notifications import ecrire, notifier
from segur.noyau.messagerie.tasks import balayer, expedier, expedier_tous
from segur.noyau.messagerie.transitions import rappeler
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from tests.monde import Monde

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("MSG-07")]
DEPARTS = [
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2027, 3, 27, 20, tzinfo=UTC),
    datetime(2026, 9, 1, tzinfo=UTC),
]
PERSONNES = ("mandataire@logipro.example", "salarie@logipro.example")

qui = st.integers(0, len(PERSONNES) - 1)
categories = st.sampled_from([Categorie.DECISION, Categorie.MESSAGE, Categorie.RAPPEL, Categorie.OFFICIEL])
gestes = st.one_of(
    st.tuples(st.just("notifier"), st.integers(0, 5), categories, st.booleans()),
    st.tuples(st.just("ecrire"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("preferer"), qui, categories, st.sampled_from(list(Rythme))),
    st.tuples(st.just("avancer"), st.sampled_from([1, 20, 61, 60 * 9, 60 * 26])),
    st.tuples(st.just("reculer"), st.sampled_from([5, 60, 60 * 5])),
    st.tuples(st.just("relais"), st.sampled_from(["bon", "bon", "passager", "definitif", "coupe"])),
    st.tuples(st.just("balayer"), st.integers(1, 3)),
    st.tuples(st.just("tache")),
    st.tuples(st.just("rappeler")),
)


class Relais:
    """What the relay does of what it is handed, and what it has accepted: Message-ID and the messages it carries."""

    def __init__(self) -> None:
        self.humeur = "bon"
        self.acceptes: list[str] = []

    def recevoir(self, message: EmailMultiAlternatives) -> int:
        if self.humeur == "passager":
            raise ConnectionRefusedError("absent")
        if self.humeur == "definitif":
            raise ValueError("adresse refusée")
        self.acceptes.append(message.extra_headers["Message-ID"])
        if self.humeur == "coupe":
            raise ConnectionResetError("coupé")
        return 1


class Histoire:
    def __init__(self, monde: Monde, depart: datetime, relais: Relais) -> None:
        self.monde, self.le, self.relais = monde, depart, relais
        self.personnes = list(Utilisateur.objects.filter(email__in=PERSONNES).order_by("pk"))
        self.avant = datetime.now(UTC) - timedelta(seconds=1)

    def jouer(self, geste: str, *arguments: Any) -> None:
        """Messages written by the gesture bear the real clock's date: they get that of the history."""
        getattr(self, f"_{geste}")(*arguments)
        Notification.objects.filter(creee_le__gt=self.avant).update(creee_le=self.le)

    def _notifier(self, rang: int, categorie: Categorie, urgente: bool) -> None:
        notifier(
            self.personnes, categorie=categorie, evenement=f"e:{rang}", sujet=f"S{rang}", corps="C", urgente=urgente
        )

    def _ecrire(self, rang: int, ephemere: bool) -> None:
        options: dict[str, Any] = {
            "evenement": f"l:{rang}",
            "sujet": f"L{rang}",
            "corps": "C",
            "lien": "/x/",
            "lien_ephemere": ephemere,
        }
        ecrire("legal@exemple.fr", categorie=Categorie.OFFICIEL, **options)

    def _preferer(self, rang: int, categorie: Categorie, rythme: Rythme) -> None:
        if rythme in regles.rythmes_permis(categorie):
            Preference.objects.update_or_create(
                utilisateur=self.personnes[rang], categorie=categorie, defaults={"rythme": rythme}
            )

    def _avancer(self, minutes: int) -> None:
        self.le += timedelta(minutes=minutes)

    def _reculer(self, minutes: int) -> None:
        self.le -= timedelta(minutes=minutes)

    def _relais(self, humeur: str) -> None:
        self.relais.humeur = humeur

    def _balayer(self, fois: int) -> None:
        for _ in range(fois):
            balayer(self.le)

    def _tache(self) -> None:
        expedier_tous(list(Notification.objects.order_by("-pk").values_list("cle", flat=True)[:2]), self.le)
        for pk in Courriel.objects.values_list("pk", flat=True):
            expedier(pk, self.le)

    def _rappeler(self) -> None:
        courriel = Courriel.objects.en_attente().order_by("pk").first()
        if courriel:
            rappeler(courriel, Demande(self.monde.responsable, self.le, {"motif": "essai"}))


def verifier(histoire: Histoire) -> None:
    relais = histoire.relais
    acceptes = Counter(int(identifiant.split("-")[1].split("@")[0]) for identifiant in relais.acceptes)
    courriels = {courriel.pk: courriel for courriel in Courriel.objects.all()}
    assert acceptes.keys() <= courriels.keys()
    for pk, courriel in courriels.items():
        if courriel.statut == "envoye":
            assert acceptes[pk] >= 1
        # More than once only after a cut whose answer was lost, and then under one Message-ID.
        assert acceptes[pk] <= courriel.essais
        assert courriel.notifications.count() == courriel.nombre >= 1
    for notification in Notification.objects.all():
        assert (notification.courriel_id is None) == (notification.rythme == Rythme.AUCUN), notification
        if notification.urgente or notification.categorie == Categorie.OFFICIEL:
            assert notification.rythme == Rythme.IMMEDIAT
    resumes = [c for c in courriels.values() if c.genre == "resume" and c.statut != "rappele"]
    assert len({(c.adresse, c.jour) for c in resumes}) == len(resumes)
    for resume in resumes:
        assert resume.jour
        assert resume.part_le >= regles.instant_du_resume(resume.jour)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(depart=st.sampled_from(DEPARTS), suite=st.lists(gestes, max_size=30))
def test_chaque_message_une_fois(monde: Monde, depart: datetime, suite: list[tuple[Any, ...]]) -> None:
    for modele in (Notification, Courriel, Preference):
        modele._default_manager.all().delete()
    relais = Relais()
    histoire = Histoire(monde, depart, relais)

    with patch.object(EmailMultiAlternatives, "send", lambda message: relais.recevoir(message)):
        for geste in suite:
            histoire.jouer(*geste)
        _laisser_passer_le_temps(histoire)

    verifier(histoire)
    assert set(Courriel.objects.values_list("statut", flat=True)) <= {"envoye", "echec", "rappele"}
    assert Notification.objects.a_rassembler().count() == 0
    rassemblees = Notification.objects.exclude(rythme=Rythme.AUCUN).exclude(courriel__statut__in=["echec", "rappele"])
    assert {n.courriel_id for n in rassemblees} == set(
        Courriel.objects.filter(statut="envoye").values_list("pk", flat=True)
    )


def _laisser_passer_le_temps(histoire: Histoire) -> None:
    """The relay is back; six days of sweeps, one each half hour."""
    histoire.relais.humeur = "bon"
    for _ in range(6 * 48):
        if not Courriel.objects.en_attente().exists() and not Notification.objects.a_rassembler().exists():
            break
        balayer(histoire.le)
        histoire.le += timedelta(minutes=30)


def test_le_controle_voit_un_courriel_envoye_deux_fois(monde: Monde) -> None:
    """Negative control: a relay that got the mail twice for one try is a fault."""
    relais = Relais()
    histoire = Histoire(monde, DEPARTS[0], relais)
    with patch.object(EmailMultiAlternatives, "send", lambda message: relais.recevoir(message)):
        histoire.jouer("notifier", 1, Categorie.DECISION, False)
        histoire.jouer("balayer", 1)
    relais.acceptes *= 2

    with pytest.raises(AssertionError):
        verifier(histoire)


@pytest.mark.parametrize("depart", DEPARTS)
def test_le_resume_du_jour_suit_l_heure_de_paris(monde: Monde, depart: datetime) -> None:
    relais = Relais()
    histoire = Histoire(monde, depart, relais)
    with patch.object(EmailMultiAlternatives, "send", lambda message: relais.recevoir(message)):
        for rang in range(2):
            histoire.jouer("preferer", rang, Categorie.DECISION, Rythme.QUOTIDIEN)
        histoire.jouer("notifier", 1, Categorie.DECISION, False)
        _laisser_passer_le_temps(histoire)

    envoyes = Courriel.objects.filter(genre="resume", statut="envoye")
    assert {jour_de_paris(c.envoye_le) for c in envoyes if c.envoye_le} == {c.jour for c in envoyes}
    assert len(relais.acceptes) == 2
