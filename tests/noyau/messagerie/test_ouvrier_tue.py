"""kill -9 on a real Celery worker in the middle of its work: the mail and the PDF still come, exactly once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import pytest
from celery import Celery
from django.conf import settings as reglages_du_portail
from django.core.files.storage import default_storage
from django.db import connection
from django.db import transaction as db

from candidatures.models import Candidature, DocumentOfficiel
from candidatures.transitions import college
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie import tasks
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.notifications import ecrire
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
    """Workers in processes of their own, on a broker made of a folder and on the test's database."""

    def __init__(self, dossier: Path, port_smtp: int) -> None:
        self.dossier = dossier
        for nom in ("messages", "faites", "controle"):
            (dossier / "taches" / nom).mkdir(parents=True)
        self.environnement = {
            **{cle: valeur for cle, valeur in os.environ.items() if cle not in ("REDIS_URL", "SEGUR_DEMO")},
            "SECRET_KEY": "cle-de-test",
            "SEGUR_VAR": str(dossier),
            "SEGUR_DOCUMENTS": default_storage.path(""),
            "DATABASE_URL": adresse_de_la_base(),
            "EMAIL_URL": f"smtp://127.0.0.1:{port_smtp}",
        }
        self.file = Celery("essai", broker="filesystem://", set_as_current=False)
        messages = str(dossier / "taches" / "messages")
        self.file.conf.broker_transport_options = {
            "data_folder_in": messages,
            "data_folder_out": messages,
            "control_folder": str(dossier / "taches" / "controle"),
        }

    def demander(self, tache: str, *arguments: object) -> None:
        self.file.send_task(tache, args=arguments, ignore_result=True)

    @contextmanager
    def ouvrier(self) -> Iterator[subprocess.Popen[bytes]]:
        """Killed with its whole group in every case: nothing survives the test."""
        commande = [sys.executable, "-m", "celery", "-A", "segur", "worker", "--pool", "solo", "--loglevel", "warning"]
        options = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
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
    return Notification.objects.exclude(envoyee_le=None).count()


def test_un_ouvrier_tue_pendant_l_envoi_le_courriel_part_une_fois(ouvriers, smtp):
    smtp.muet = True
    message = ecrire(
        "a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="Étape 1 soumise", corps="Texte."
    )
    with ouvriers.ouvrier() as premier:
        ouvriers.demander(tasks.expedier.name, message.pk)
        attendre(smtp.sollicite.is_set, "l’ouvrier parle au serveur de courriel")
        tuer(premier)
    apres_la_mort = (envoyees(), len(smtp.recus))

    smtp.muet = False
    with ouvriers.ouvrier():
        for _ in range(3):
            ouvriers.demander(BALAYER)
        attendre(envoyees, "le courriel balayé")

    assert apres_la_mort == (0, 0)
    assert [(recu["To"], recu["Message-ID"].split("@")[0]) for recu in smtp.recus] == [
        ("a@exemple.fr", f"<notification-{message.pk}")
    ]
    assert tasks.balayer() == 0


def test_des_taches_perdues_avant_tout_ouvrier_le_balayage_les_retrouve(ouvriers, smtp):
    """The broker lost everything: the rows are enough."""
    for nom in "abc":
        ecrire(f"{nom}@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C")

    with ouvriers.ouvrier():
        ouvriers.demander(BALAYER)
        attendre(lambda: envoyees() == 3, "les trois courriels")

    assert sorted(recu["To"] for recu in smtp.recus) == ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]


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
    Notification.objects.update(envoyee_le=scenario.instant)
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
        attendre(lambda: envoyees() == Notification.objects.count() and len(smtp.recus) == 2, "les deux PDF envoyés")

    officiels = DocumentOfficiel.objects.filter(candidature=scenario.candidature)
    assert apres_la_mort == "demande"
    assert sorted(officiels.values_list("nature", "statut")) == [
        ("attestation", "produit"),
        ("convention", "produit"),
        ("rapport", "produit"),
    ]
    assert Document.objects.filter(zone="officiel").count() == 3
    assert EntreeJournal.objects.filter(action="documentofficiel.publier").count() == 3
    pieces = [partie.get_filename() for recu in smtp.recus for partie in recu.walk() if partie.get_filename()]
    assert sorted(piece.split("_")[1] for piece in pieces) == ["Attestation de referencement", "Rapport de conformite"]
    assert attestation.document is None
    attestation.refresh_from_db()
    assert attestation.document.lire().startswith(b"%PDF-")
