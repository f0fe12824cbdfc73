"""Invariant 10 for reminders, under any sequence of texts, filings, clock steps (also backwards) and runs."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from candidatures.models import CandidatureAdministrative, Eligibilite, Rappel, Relance
from candidatures.rappels.envoi import envoyer
from candidatures.rappels.regles import PALIERS, instant_du_palier
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.rappels.gestes import DATE_1, publier
from tests.monde import Monde

pytestmark = pytest.mark.django_db
DEPART = DATE_1 - timedelta(days=32)
PERSONNES = 3

gestes = st.one_of(
    st.tuples(st.just("heures"), st.integers(1, 30)),
    st.tuples(st.just("jours"), st.integers(1, 7)),
    st.tuples(st.just("reculer"), st.integers(1, 200)),
    st.tuples(st.just("texte"), st.sampled_from([None, 0, 0, 1, 6, 21, 45, -3])),
    st.tuples(st.just("soumettre"), st.just(0)),
)
suites = st.lists(st.tuples(gestes, st.booleans()), min_size=4, max_size=14)
"""Each gesture, and whether a run follows it."""
DEPLACEE = [(("jours", 12), False), (("texte", 1), True), (("texte", 0), False), (("jours", 14), True)]
RECULEE = [(("jours", 30), True), (("reculer", 300), True), (("jours", 11), True)]
DE_NUIT = [(("reculer", 107), False), (("texte", None), False), (("jours", 7), False), (("texte", 0), False)]
SOUMISE = [(("jours", 3), True), (("soumettre", 0), False), (("jours", 16), True), (("texte", 45), False)]


class Histoire:
    """The dossier, the clock, and a calendar kept apart from the portal's."""

    def __init__(self, scenario: Scenario, conforme: Scenario) -> None:
        self.candidature, self.conforme = scenario.candidature, conforme.candidature
        self.le, self.soumise = DEPART, False
        self.textes: dict[Any, datetime | None] = {}

    def limite(self, le: datetime) -> datetime | None:
        jours = [jour for jour in self.textes if jour <= jour_de_paris(le)]
        return self.textes[max(jours)] if jours else DATE_1

    def jouer(self, geste: str, valeur: Any) -> None:
        if geste == "heures":
            self.le += timedelta(hours=valeur)
        elif geste == "jours":
            self.le += timedelta(days=valeur)
        elif geste == "reculer":
            self.le -= timedelta(hours=valeur)
        elif geste == "texte":
            instant = None if valeur is None else DATE_1 + timedelta(days=valeur)
            self.textes[jour_de_paris(self.le)] = instant
            publier(1, instant, self.le)
        elif geste == "soumettre":
            self.soumise = True
            for modele in (CandidatureAdministrative, Eligibilite):
                modele._default_manager.filter(candidature=self.candidature).update(
                    statut="soumise", premiere_soumission_le=self.le, soumise_le=self.le
                )

    def attendu(self) -> tuple[datetime, str] | None:
        """The palier whose hour came last, when it concerned the dossier then and the deadline is still to come."""
        limite = self.limite(self.le)
        if limite is None or self.le >= limite:
            return None
        venus = [p for p in PALIERS if instant_du_palier(limite=limite, palier=p) <= self.le]
        if not venus:
            return None
        heure = instant_du_palier(limite=limite, palier=venus[-1])
        concerne = self.limite(heure) == limite and self.candidature.charte_acceptee_le <= heure
        return (limite, venus[-1].code) if concerne else None

    def passer_et_verifier(self) -> None:
        attendu, avant = self.attendu(), Rappel.objects.count()
        siennes = Relance.objects.filter(candidature=self.candidature, obligation="date-1")
        deja = attendu and siennes.filter(echeance=attendu[0], palier=attendu[1]).exists()

        envoyer(self.le)

        ecrits = Rappel.objects.count() - avant
        if attendu and not deja:
            issue = siennes.get(echeance=attendu[0], palier=attendu[1]).issue
            assert (issue, ecrits) == (("rien_a_faire", 0) if self.soumise else ("envoyee", PERSONNES))
        else:
            assert ecrits == 0
        messages = Notification.objects.filter(categorie="rappel")
        assert messages.count() == Rappel.objects.count()
        assert not messages.filter(corps__contains=self.conforme.numero).exists()


@pytest.mark.exigence("E1-03", "CAL-06")
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suites)
@example(DEPLACEE)
@example(RECULEE)
@example(SOUMISE)
@example(DE_NUIT)
def test_quoi_qu_il_arrive_chaque_rappel_part_une_fois_et_le_bon(deux: list[Scenario], suite: list[Any]) -> None:
    with transaction.atomic():
        histoire = Histoire(*deux)
        for geste, passe in suite:
            histoire.jouer(*geste)
            if passe:
                histoire.passer_et_verifier()
        histoire.passer_et_verifier()
        histoire.passer_et_verifier()
        transaction.set_rollback(True)


@pytest.fixture
def deux(monde: Monde) -> list[Scenario]:
    """One that has all to do, and one that has nothing to."""
    return [monde.brouillon(), monde.soumise(produit="Conforme")]
