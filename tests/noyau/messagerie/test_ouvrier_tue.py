"""kill -9 on a real Celery worker in the middle of its work: the mail and the PDF still come, exactly once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from urllib.parse import quote
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings as reglages_du_portail
from django.core.files.storage import default_storage
from django.db import connection
from django.db import transaction as db
from django.utils import timezone

from candidatures.models import Candidature, DocumentOfficiel
from candidatures.transitions import college
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie import tasks
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Courriel, Notification
from segur.noyau.messagerie.notifications import ecrire, notifier
from tests.monde import Monde, charger

DELAI = 30  # seconds: far more than needed, so that a busy machine is not called a failure
BALAYER, CERTIFICATS = "segur.noyau.messagerie.tasks.balayer", "preuves.tasks.balayer_certificats"

pytestmark = pytest.mark.django_db(transaction=True)


def attendre(condition: Callable[[], object], quoi: str) -> None:
    """Looks until it is true, or the deadline has passed."""
    limite = monotonic() + DELAI
    while not condition():
        assert monotonic() < limite, f"toujours pas : {quoi}"
        connection.cursor().execute("SELECT pg_sleep(0.05)")


class Ouvriers:
    """Workers in processes of their own, on the test's database and on Redis, or a broker made of a folder."""

    def __init__(self, dossier: Path, port_smtp: int) -> None:
        self.dossier, self.redis = dossier, os.environ.get("REDIS_URL", "")
        self.queue = f"essai-{uuid4().hex}"  # nobody else's messages
        for nom in ("messages", "faites", "controle"):
            (dossier / "taches" / nom).mkdir(parents=True)
        self.environnement = {
            **{cle: valeur for cle, valeur in os.environ.items() if cle != "SEGUR_DEMO"},
            "SECRET_KEY": "cle-de-test",
            "SEGUR_VAR": str(dossier),
            "SEGUR_DOCUMENTS": default_storage.path(""),
            "DATABASE_URL": adresse_de_la_base(),
            "EMAIL_URL": f"smtp://127.0.0.1:{port_smtp}",
            "EMAIL_TIMEOUT": "60",  # longer than any of these tests waits: only a death ends a silence
        }
        self.file = Celery("essai", broker=self.redis or "filesystem://", set_as_current=False)
        if not self.redis:
            messages = str(dossier / "taches" / "messages")
            self.file.conf.broker_transport_options = {
                "data_folder_in": messages,
                "data_folder_out": messages,
                "control_folder": str(dossier / "taches" / "controle"),
            }

    def demander(self, tache: str, *arguments: object) -> None:
        self.file.send_task(tache, args=arguments, ignore_result=True, queue=self.queue)

    @contextmanager
    def ouvrier(self) -> Iterator[subprocess.Popen[bytes]]:
        """Killed with its whole group in every case: nothing survives the test."""
        commande = [sys.executable, "-m", "celery", "-A", "segur", "worker", "--pool", "solo", "--loglevel", "warning"]
        options = ["-Q", self.queue, "-n", f"{uuid4().hex}@essai"]
        options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
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


def tuer(processus: subprocess.Popen[bytes]) -> None:
    if processus.poll() is None:
        os.killpg(processus.pid, signal.SIGKILL)
    processus.wait(DELAI)


def adresse_de_la_base() -> str:
    base = connection.settings_dict
    hote, port = base["HOST"], base["PORT"] or ""
    identite = quote(base["USER"]) + (f":{quote(base['PASSWORD'])}" if base["PASSWORD"] else "")
    options = base["OPTIONS"].get("host") or (hote if hote.startswith("/") else "")
    if options:
        return f"postgres://{identite}@/{base['NAME']}?host={options}" + (f"&port={port}" if port else "")
    return (
        f"postgres://{identite}@{hote}:{port}/{base['NAME']}"
        if port
        else f"postgres://{identite}@{hote}/{base['NAME']}"
    )


@pytest.fixture
def ouvriers(settings, tmp_path, smtp, transactional_db) -> Ouvriers:
    if connection.vendor != "postgresql":
        pytest.skip("La base de test de SQLite vit dans la mémoire d’un seul processus : un ouvrier ne la voit pas.")
    charger()
    return Ouvriers(tmp_path / "ouvriers", smtp.port)


def envoyees() -> int:
    return Courriel.objects.filter(statut="envoye").count()


def plus_tard(minutes: int) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def test_un_ouvrier_tue_pendant_l_envoi_le_courriel_part_une_fois(ouvriers, smtp):
    smtp.muet = True
    ecrire("a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="Étape 1 soumise", corps="Texte.")
    with ouvriers.ouvrier() as premier:
        ouvriers.demander(BALAYER)
        attendre(smtp.sollicite.is_set, "l’ouvrier parle au serveur de courriel")
        tuer(premier)
    apres_la_mort = (envoyees(), len(smtp.recus))

    smtp.muet = False
    with ouvriers.ouvrier():
        for _ in range(3):
            ouvriers.demander(BALAYER, plus_tard(2))
        attendre(envoyees, "le courriel balayé")

    courriel = Courriel.objects.get()
    assert apres_la_mort == (0, 0)
    assert [(recu["To"], recu["Message-ID"].split("@")[0]) for recu in smtp.recus] == [
        ("a@exemple.fr", f"<courriel-{courriel.pk}")
    ]
    assert courriel.essais == 2
    assert tasks.balayer(plus_tard(10)) == 0


@pytest.mark.exigence("MSG-07")
def test_dix_ordonnanceurs_trois_ouvriers_l_un_tue_en_plein_envoi_chacun_recoit_une_fois(ouvriers, smtp):
    """Sixty mailboxes, one of them refused for good; a worker dies in front of a relay that fell silent."""
    for rang in range(60):
        ecrire(f"{rang:02}@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C")
    smtp.refus["07@exemple.fr"] = "550 inconnu"
    smtp.limite = 15
    with ouvriers.ouvrier() as premier:
        ouvriers.demander(BALAYER)
        attendre(lambda: len(smtp.recus) == 15, "quinze courriels partis")
        attendre(lambda: Courriel.objects.filter(statut="en_attente", essais=1).exists(), "le seizième est tenté")
        tuer(premier)
    apres_la_mort = len(smtp.recus)

    smtp.limite = None
    with ouvriers.ouvrier(), ouvriers.ouvrier(), ouvriers.ouvrier():
        for _ in range(10):
            ouvriers.demander(BALAYER, plus_tard(2))
        attendre(lambda: envoyees() == 59, "les cinquante-neuf courriels")

    assert apres_la_mort == 15
    assert smtp.vers() == [f"{rang:02}@exemple.fr" for rang in range(60) if rang != 7]
    assert len(set(smtp.identifiants())) == 59
    assert list(Courriel.objects.en_echec().values_list("adresse", "derniere_erreur")) == [
        ("07@exemple.fr", "550 inconnu")
    ]
    assert Courriel.objects.count() == 60
    assert tasks.balayer(plus_tard(10)) == 0


def test_trois_ouvriers_rassemblent_les_messages_d_une_personne_en_un_courriel(ouvriers, smtp):
    """Many events of one person, each with its own task, between three workers: never two mails where one does."""
    personne = Utilisateur.objects.get(email="college@ans.example")
    cles = []
    for rang in range(30):
        with db.atomic():
            notifier([personne], categorie=Categorie.DECISION, evenement=f"e:{rang}", sujet=f"S{rang}", corps="C")
        cles.append(f"e:{rang}:u{personne.pk}")

    with ouvriers.ouvrier(), ouvriers.ouvrier(), ouvriers.ouvrier():
        for cle in cles:
            ouvriers.demander(tasks.expedier_tous.name, [cle])
        attendre(lambda: not Notification.objects.a_rassembler().exists() and envoyees(), "le premier courriel")
        for _ in range(10):
            ouvriers.demander(BALAYER, plus_tard(61))
        attendre(lambda: envoyees() == Courriel.objects.count(), "les courriels rassemblés")

    assert Courriel.objects.count() == len(smtp.recus) <= 2
    assert sum(Courriel.objects.values_list("nombre", flat=True)) == 30
    assert Notification.objects.exclude(courriel__statut="envoye").count() == 0


def test_des_taches_perdues_avant_tout_ouvrier_le_balayage_les_retrouve(ouvriers, smtp):
    """The broker lost everything: the rows are enough."""
    for nom in "abc":
        ecrire(f"{nom}@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C")

    with ouvriers.ouvrier():
        ouvriers.demander(BALAYER)
        attendre(lambda: envoyees() == 3, "les trois courriels")

    assert smtp.vers() == ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]


def un_ouvrier_nous_attend() -> bool:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(curseur.fetchone()[0])


@pytest.mark.exigence("E4-08")
def test_un_ouvrier_tue_en_publiant_le_pdf_vient_une_fois(ouvriers, smtp):
    """The worker has made the PDF and waits for the dossier's lock, which the test holds, when it is killed."""
    scenario = Monde().convention()
    scenario.signer_la_convention()
    etape = scenario.candidature.convention
    scenario.rendre_avis()
    college.referencer(etape, scenario.demande(scenario.ans("direction")))
    tasks.balayer(plus_tard(0))
    Courriel.objects.update(statut="envoye", envoye_le=scenario.instant)
    smtp.recus.clear()
    attestation = DocumentOfficiel.objects.get(candidature=scenario.candidature, nature="attestation")

    with ouvriers.ouvrier() as premier:
        with db.atomic():
            Candidature.objects.select_for_update().get(pk=scenario.candidature.pk)
            ouvriers.demander("preuves.tasks.produire_certificat", attestation.pk)
            attendre(un_ouvrier_nous_attend, "l’ouvrier attend le dossier")
            tuer(premier)
        attestation.refresh_from_db()
    apres_la_mort = attestation.statut

    with ouvriers.ouvrier():
        for _ in range(2):
            ouvriers.demander(CERTIFICATS)
        ouvriers.demander(BALAYER)
        attendre(lambda: len(smtp.recus) == 3, "les trois PDF envoyés")

    officiels = DocumentOfficiel.objects.filter(candidature=scenario.candidature)
    assert apres_la_mort == "demande"
    assert sorted(officiels.values_list("nature", "statut")) == [
        ("attestation", "produit"),
        ("contresignee", "produit"),
        ("convention", "produit"),
        ("rapport", "produit"),
    ]
    assert Document.objects.filter(zone="officiel").count() == 4
    assert EntreeJournal.objects.filter(action="documentofficiel.publier").count() == 4
    pieces = [partie.get_filename() for recu in smtp.recus for partie in recu.walk() if partie.get_filename()]
    assert sorted(piece.split("_")[1] for piece in pieces) == [
        "Attestation de referencement",
        "Convention de referencement signee",
        "Rapport de conformite",
    ]
    assert attestation.document is None
    attestation.refresh_from_db()
    assert attestation.document.lire().startswith(b"%PDF-")
