"""Real threads against a real PostgreSQL: what was received in time waits for a lock past noon, and is in time."""

from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.db import transaction as db
from django.test import Client

from candidatures.controle import anomalies
from candidatures.models import Candidature, CandidatureAdministrative, DerogationDeDelai, EnvoiRecu
from candidatures.transitions import administrative, delais
from segur.noyau import horloge
from segur.noyau.reception.models import Tentative
from segur.noyau.transitions import Transition
from tests.monde import DATE_1, Monde
from tests.noyau.test_transitions_concurrence import ATTENTE, ensemble, monde, prete, sur_postgresql  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sur_postgresql")]
MINUTE, SECONDE = timedelta(minutes=1), timedelta(seconds=1)


class Verrou:
    """Holds a dossier in a thread of its own until it is told to let go."""

    def __init__(self, objet: Any) -> None:
        self.objet, self.pris, self.lache = objet, Event(), Event()
        self.fil = Thread(target=self._tenir, daemon=True)
        self.fil.start()
        assert self.pris.wait(ATTENTE)

    def _tenir(self) -> None:
        try:
            with db.atomic():
                type(self.objet).objects.select_for_update().get(pk=self.objet.pk)
                self.pris.set()
                assert self.lache.wait(ATTENTE)
        finally:
            connections.close_all()

    def attendre_quelqu_un(self) -> None:
        """Until another transaction waits for it, seen from the database itself."""
        for _ in range(ATTENTE * 1000):
            with connection.cursor() as curseur:
                curseur.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if curseur.fetchone()[0]:
                    return
        raise AssertionError("personne n’attend le verrou")

    def lacher(self) -> None:
        self.lache.set()
        self.fil.join(ATTENTE)


def deposer_a_travers_midi(monde: Monde, settings: Any) -> int:  # noqa: F811
    """Received one second before Date 1; the dossier is held; noon passes; the dossier is let go."""
    scenario = prete(monde)
    settings.DEMO = True
    horloge.regler(DATE_1 - SECONDE)
    verrou, statuts = Verrou(scenario.candidature), []

    def deposer() -> None:
        try:
            client = Client(raise_request_exception=False)
            client.force_login(monde.mandataire.personne)
            etape = CandidatureAdministrative.objects.get()
            statuts.append(
                client.post(f"/actions/{administrative.soumettre.nom}/{etape.pk}/", {"cle": "a"}).status_code
            )
        finally:
            connections.close_all()

    fil = Thread(target=deposer, daemon=True)
    fil.start()
    verrou.attendre_quelqu_un()
    horloge.regler(DATE_1 + MINUTE)
    verrou.lacher()
    fil.join(ATTENTE)
    return statuts[0]


@pytest.mark.exigence("CAL-01")
def test_un_depot_tenu_par_un_verrou_a_travers_midi_est_juge_a_sa_reception(monde, settings):  # noqa: F811
    assert deposer_a_travers_midi(monde, settings) == 302

    envoi = EnvoiRecu.objects.get(nature="etape1")
    assert envoi.recu_le <= DATE_1 < horloge.maintenant()
    assert Tentative.objects.count() == 0


def test_temoin_juge_a_son_traitement_le_meme_depot_serait_en_retard(monde, settings, monkeypatch):  # noqa: F811
    """Negative control: the clock is read once the lock is had."""
    verdict = Transition.verdict

    def a_l_heure_du_traitement(self, objet, demande):
        return verdict(self, objet, monde.demande(demande.acteur, horloge.maintenant()))

    monkeypatch.setattr(Transition, "verdict", a_l_heure_du_traitement)

    assert deposer_a_travers_midi(monde, settings) == 409


def test_revoquer_et_deposer_ensemble_ne_laisse_ni_retard_ni_trou(monde):  # noqa: F811
    """A collective derogation is revoked while six vendors use it: it is revoked before all, or has served."""
    scenarios = [prete_nommee(monde, f"Produit {rang}") for rang in range(6)]
    derogation = monde.derogation(None, le=DATE_1 + MINUTE)
    le = DATE_1 + 2 * MINUTE
    etapes = [CandidatureAdministrative.objects.get(candidature=s.candidature) for s in scenarios]
    depots = [partial(administrative.soumettre, etape, monde.demande(monde.mandataire, le)) for etape in etapes]
    revoquer = partial(delais.revoquer, derogation, monde.demande(monde.responsable, le, motif="Erreur."))

    issues = ensemble(*depots, revoquer)

    derogation = DerogationDeDelai.objects.get(pk=derogation.pk)
    recus = EnvoiRecu.objects.filter(nature="etape1").count()
    assert issues.count("fait") == recus + (derogation.statut == "revoquee")
    assert not (recus and derogation.statut == "revoquee"), issues
    assert set(issues) <= {"fait", "echeance", "revocable"}
    assert list(anomalies()) == []


def prete_nommee(monde: Monde, nom: str) -> Any:  # noqa: F811
    scenario = monde.brouillon(produit=nom)
    scenario.remplir_etape_1()
    return scenario


def test_huit_accords_simultanes_n_en_font_qu_un(monde):  # noqa: F811
    scenario = prete(monde)
    proposee = monde.derogation(scenario, le=DATE_1, accordee=False)

    issues = ensemble(*[partial(delais.accorder, proposee, monde.demande(monde.direction, DATE_1)) for _ in range(8)])

    assert issues == ["fait", *["statut"] * 7]
    assert Candidature.objects.get().derogations_de_delai.get().statut == "accordee"


def test_deux_propositions_simultanees_n_en_font_qu_une(monde):  # noqa: F811
    issues = ensemble(*[partial(monde.derogation, None, accordee=False) for _ in range(4)])

    assert (issues.count("fait"), set(issues)) == (1, {"fait", "unique"})
