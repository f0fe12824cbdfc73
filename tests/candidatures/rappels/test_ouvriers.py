"""Ten beats, three real workers on Redis, one killed in the middle: each person has each reminder exactly once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings as reglages_du_portail
from django.db import connection, connections
from django.db import transaction as db

from candidatures.models import Rappel, Relance
from candidatures.rappels.envoi import PAR_LOT, envoyer
from candidatures.tasks import envoyer_les_rappels
from candidatures.transitions import administrative
from segur.noyau import horloge
from segur.noyau.messagerie.models import Notification
from tests.candidatures.rappels.gestes import DATE_1, a_l_heure
from tests.monde import Monde, charger
from tests.noyau.messagerie.test_ouvrier_tue import adresse_de_la_base, attendre, tuer, un_ouvrier_nous_attend

pytestmark = pytest.mark.django_db(transaction=True)
DOSSIERS, PALIERS_VENUS, PERSONNES = 14, 4, 3
A_L_HEURE = a_l_heure(DATE_1, "J-2")


@pytest.fixture
def monde(transactional_db) -> Monde:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    charger()
    monde = Monde()
    for rang in range(DOSSIERS):
        scenario = monde.brouillon(produit=f"Produit {rang}")
        scenario.remplir_etape_1()
        administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    return monde


def verifier(monde: Monde) -> None:
    """One message per dossier to each of the three persons of the firm; one reminder per dossier for the ANS."""
    rappels = Counter(Rappel.objects.filter(pour_l_ans=False).values_list("relance__candidature", "destinataire"))
    messages = Counter(
        Notification.objects.filter(categorie="rappel", cle__startswith="candidature:").values_list(
            "destinataire", flat=True
        )
    )
    issues = Counter(Relance.objects.values_list("palier", "issue"))
    assert (len(rappels), set(rappels.values())) == (DOSSIERS * PERSONNES, {1})
    assert sorted(messages.values()) == [DOSSIERS] * PERSONNES
    depassees = {(code, "depassee"): DOSSIERS for code in ("J-30", "J-14", "J-7")}
    assert issues == {**depassees, ("J-2", "envoyee"): DOSSIERS}
    pour_l_ans = Rappel.objects.filter(pour_l_ans=True)
    lus = Notification.objects.filter(cle__startswith="rappels:", destinataire=monde.responsable.utilisateur)
    assert (pour_l_ans.count(), pour_l_ans.filter(annonce_le=None).count()) == (DOSSIERS, 0)
    assert sum(message.corps.count("candidature n°") for message in lus) == DOSSIERS


def test_dix_ouvriers_en_meme_temps_n_envoient_qu_une_fois(monde: Monde) -> None:
    depart, erreurs = Barrier(10, timeout=20), []

    def courir() -> None:
        try:
            connection.ensure_connection()
            depart.wait()
            envoyer(A_L_HEURE)
        except Exception as erreur:
            erreurs.append(repr(erreur))
        finally:
            connections.close_all()

    fils = [Thread(target=courir, daemon=True) for _ in range(10)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    envoyer(A_L_HEURE)

    assert (erreurs, DOSSIERS * PALIERS_VENUS > PAR_LOT) == ([], True)
    verifier(monde)


class SurRedis:
    """Workers of their own, that listen to one queue of the test's Redis and write in the test's base."""

    def __init__(self, dossier: Path, redis: str) -> None:
        self.dossier, self.nom = dossier, f"rappels-{uuid4().hex}"
        self.environnement = {
            **os.environ,
            "SECRET_KEY": "cle-de-test",
            "SEGUR_DEMO": "1",  # for its clock
            "SEGUR_VAR": str(dossier),
            "DATABASE_URL": adresse_de_la_base(),
            "REDIS_URL": redis,
        }
        self.file = Celery("essai", broker=redis, set_as_current=False)

    def battre(self, fois: int) -> None:
        for _ in range(fois):
            self.file.send_task(envoyer_les_rappels.name, queue=self.nom, ignore_result=True)

    @contextmanager
    def ouvrier(self) -> Iterator[subprocess.Popen[bytes]]:
        commande = [sys.executable, "-m", "celery", "-A", "segur", "worker", "--pool", "solo", "--loglevel", "warning"]
        options = ["-Q", self.nom, "-n", uuid4().hex, "--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (self.dossier / "ouvrier.log").open("ab") as journal:
            processus = subprocess.Popen(
                [*commande, *options],
                cwd=reglages_du_portail.BASE_DIR,
                env=self.environnement,
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=journal,
                start_new_session=True,
            )
        try:
            yield processus
        finally:
            tuer(processus)


@pytest.fixture
def sur_redis(monde: Monde, settings, tmp_path: Path) -> SurRedis:
    redis = os.environ.get("REDIS_URL", "")
    if not redis:
        pytest.skip("Il faut un Redis : REDIS_URL.")
    settings.DEMO = True
    horloge.regler(A_L_HEURE)
    return SurRedis(tmp_path, redis)


def test_un_ouvrier_tue_au_milieu_de_dix_battements(sur_redis: SurRedis, monde: Monde) -> None:
    """They write their reminders and wait to write their messages when one of them dies."""
    with sur_redis.ouvrier() as premier, sur_redis.ouvrier(), sur_redis.ouvrier():
        with db.atomic():
            connection.cursor().execute("LOCK TABLE messagerie_notification IN SHARE ROW EXCLUSIVE MODE")
            sur_redis.battre(10)
            attendre(un_ouvrier_nous_attend, "un ouvrier est au milieu de son travail")
            tuer(premier)
        sur_redis.battre(3)
        attendre(_tout_est_traite, "les rappels traités par les autres")

    verifier(monde)


def test_le_seul_ouvrier_tue_au_milieu_le_suivant_reprend(sur_redis: SurRedis, monde: Monde) -> None:
    with sur_redis.ouvrier() as premier, db.atomic():
        connection.cursor().execute("LOCK TABLE messagerie_notification IN SHARE ROW EXCLUSIVE MODE")
        sur_redis.battre(1)
        attendre(un_ouvrier_nous_attend, "l’ouvrier est au milieu de son travail")
        tuer(premier)
    apres_la_mort = (Rappel.objects.count(), Notification.objects.filter(categorie="rappel").count())

    with sur_redis.ouvrier():
        sur_redis.battre(2)
        attendre(_tout_est_traite, "les rappels traités par le suivant")

    assert apres_la_mort == (0, 0)
    verifier(monde)


def _tout_est_traite() -> bool:
    ecrites = Relance.objects.count() == DOSSIERS * PALIERS_VENUS
    annonces = not Rappel.objects.filter(annonce_le=None).exists()
    return ecrites and annonces and not Relance.objects.filter(issue="").exists()
