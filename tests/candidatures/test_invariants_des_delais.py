"""Invariants 2 and 3: on time is never refused; late is never accepted, but by two persons who decided before.

Generated stories: texts are amended, derogations granted and revoked, filings attempted and tried again after failures,
all around the same limits. An oracle of a few lines, which shares no code with the portal, says what must happen.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction as db
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candidatures import echeances
from candidatures.controle import anomalies
from candidatures.models import CandidatureAdministrative, DerogationDeDelai, EnvoiRecu
from candidatures.regles import etapes
from candidatures.regles.delais import Accord
from candidatures.transitions import administrative, delais
from candidatures.transitions import saisie as transitions_saisie
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus
from tests.monde import DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db
PAS = timedelta(hours=6)
INSTANT = timedelta(milliseconds=1)
RANGS = st.integers(-4, 40)
ECARTS = st.sampled_from([-INSTANT, timedelta(), INSTANT])


def instant(rang: int, ecart: timedelta = timedelta()) -> datetime:
    return DATE_1 + rang * PAS + ecart


gestes = st.one_of(
    st.tuples(st.just("texte"), st.integers(1, 10), st.one_of(st.none(), RANGS)),
    st.tuples(st.just("accorder"), st.booleans(), RANGS),
    st.tuples(st.just("revoquer"), st.just(0), st.just(0)),
    st.tuples(st.just("saisir"), st.just(0), st.just(0)),
    st.tuples(st.just("tomber"), st.just(0), ECARTS),
    st.tuples(st.just("envoyer"), st.booleans(), ECARTS),
)
histoires = st.lists(st.tuples(st.integers(0, 6), gestes), min_size=3, max_size=12)


@dataclass
class Oracle:
    """What a reader of the texts would say."""

    textes: list[tuple[date, datetime | None]] = field(default_factory=lambda: [(date(2025, 4, 30), DATE_1)])
    accords: list[list[Any]] = field(default_factory=list)

    def limite(self, t: datetime) -> datetime | None:
        """None: nobody is late."""
        texte = max((v for v in self.textes if v[0] <= jour_de_paris(t)), key=lambda v: v[0])[1]
        if texte is None:
            return None
        return max([texte, *(fin for debut, revoque, fin in self.accords if debut <= t and not revoque <= t)])

    def recevable(self, t: datetime) -> bool:
        limite = self.limite(t)
        return limite is None or t <= limite


class Histoire:
    def __init__(self, monde: Monde, scenario: Any) -> None:
        self.monde, self.scenario, self.oracle = monde, scenario, Oracle()
        self.t, self.rang = instant(-6), -6
        self.premier: datetime | None = None
        self.accordees: list[DerogationDeDelai] = []
        self.lgc = Dispositif.objects.get(code=LGC)

    def raconter(self, histoire: list[tuple[int, tuple[str, Any, Any]]]) -> None:
        for pas, (geste, *reste) in histoire:
            self.rang += pas
            self.t = max(self.t, instant(self.rang))
            getattr(self, f"_{geste}")(*reste)

    def _texte(self, jours: int, rang: int | None) -> None:
        """In force from a later day on: what was received before is not judged again."""
        depuis = jour_de_paris(self.t) + timedelta(days=jours)
        valeur = None if rang is None else instant(rang)
        if depuis not in dict(self.oracle.textes):
            VersionEcheance.objects.create(
                dispositif=self.lgc, numero=1, depuis=depuis, instant=valeur, texte="arrêté d’essai"
            )
            self.oracle.textes.append((depuis, valeur))

    def _accorder(self, pour_tous: bool, rang: int) -> None:
        try:
            with db.atomic():
                scenario = None if pour_tous else self.scenario
                derogation = self.monde.derogation(scenario, jusqu_au=instant(rang), le=self.t)
        except Refus:
            return
        self.accordees.append(derogation)
        self.oracle.accords.append([self.t, datetime.max.replace(tzinfo=UTC), instant(rang)])

    def _revoquer(self, *rien: Any) -> None:
        if not self.accordees or self.accordees[-1].revoquee_le:
            return
        demande = self.monde.demande(self.monde.responsable, self.t, motif="Erreur.")
        self.accordees[-1] = delais.revoquer(self.accordees[-1], demande)
        self.oracle.accords[-1][1] = self.t

    def _saisir(self, *rien: Any) -> None:
        valeurs = {"": {"legal_fonction": f"Présidente {self.rang}"}}
        demande = self.monde.demande(self.monde.mandataire, self.t, valeurs=valeurs)
        transitions_saisie.ENREGISTRER[1](self.etape, demande)
        self.premier = None  # an instant reserved before is of no use any more

    def _tomber(self, rien: int, ecart: timedelta) -> None:
        """Received, and the portal breaks down before it answers."""
        self.t = max(self.t, self.t + ecart)
        self.premier = self.premier or self.t

    def _envoyer(self, nouvelle_cle: bool, ecart: timedelta) -> None:
        self.t = max(self.t, self.t + ecart)
        premier = None if nouvelle_cle else self.premier
        compte_a = premier or self.t
        demande = replace(self.monde.demande(self.monde.mandataire, self.t), premier_recu_le=premier)
        try:
            with db.atomic():
                administrative.soumettre(self.etape, demande)
                db.set_rollback(not self._verifier(compte_a))
        except Refus:
            assert not self.oracle.recevable(compte_a), f"à temps et refusé : {compte_a}"
        if not nouvelle_cle:
            self.premier = None  # a definitive answer reserves nothing

    def _verifier(self, t: datetime) -> bool:
        """Accepted: rightly, and the register says why. The story goes on as if it had not been: False."""
        assert self.oracle.recevable(t), f"en retard et reçu : {t}"
        envoi: Any = EnvoiRecu.objects.select_related("derogation", "version").latest("pk")
        limite = self.oracle.limite(t)
        assert (envoi.recu_le, envoi.numero) == (t, 1)
        assert (limite is None) == (envoi.limite is None)
        assert limite is None or t <= envoi.limite <= limite
        assert list(anomalies()) == []
        if envoi.version.instant and t > envoi.version.instant:
            assert envoi.derogation.decidee_le <= t <= envoi.derogation.jusqu_au
            assert envoi.derogation.decidee_par_id != envoi.derogation.proposee_par_id
        return False

    @property
    def etape(self) -> CandidatureAdministrative:
        return CandidatureAdministrative.objects.get(candidature=self.scenario.candidature)


@pytest.mark.exigence("CAL-01", "E1-30")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histoire=histoires)
def test_a_temps_jamais_refuse_en_retard_jamais_recu(monde: Monde, scenario: Any, histoire: list[Any]) -> None:
    with db.atomic():
        jouee = Histoire(monde, scenario)
        jouee.raconter(histoire)
        db.set_rollback(True)


@pytest.fixture
def scenario(monde: Monde) -> Any:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    return scenario


@pytest.mark.parametrize("faute", ["terme compris", "révocation oubliée", "texte seul"])
def test_temoin_une_regle_fautive_est_trouvee(
    monde: Monde, scenario: Any, monkeypatch: pytest.MonkeyPatch, faute: str
) -> None:
    """Negative control: with a rule spoilt, one short story is enough to see it."""
    histoire: list[Any] = [(9, ("accorder", False, 8)), (0, ("envoyer", True, timedelta()))]
    if faute == "terme compris":
        monkeypatch.setattr(etapes, "a_temps", lambda *, recu_le, limite: recu_le < limite)
        histoire = [(6, ("envoyer", True, timedelta()))]
    elif faute == "révocation oubliée":
        monkeypatch.setattr(Accord, "compte", lambda self, au: self.accorde_le <= au)
        histoire.insert(1, (0, ("revoquer", 0, 0)))
    else:
        monkeypatch.setattr(echeances, "derogations_de", lambda candidature: [])
    jouee = Histoire(monde, scenario)

    with pytest.raises(AssertionError, match="à temps et refusé|en retard et reçu"):
        jouee.raconter(histoire)
