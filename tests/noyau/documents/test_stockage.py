"""An S3-compatible storage in place of the folder: the same room, the same door, and no address that leaves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from preuves.models import Depot, Preuve
from segur.noyau.documents import rapprochement
from segur.noyau.documents.depot import deposer_octets, effacer
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.pannes import RangementImpossible
from segur.noyau.documents.rapprochement import Anomalie, Defaut, anomalies
from segur.noyau.documents.rotation import rechiffrer_les_fichiers
from tests.monde import AVANT_DATE_1, PDF
from tests.noyau.documents.formats import ftyp

SEAU, PREFIXE = "pieces", "portail"
VIDEO = ftyp(b"isom")
CLES = {"access_key": "essai", "secret_key": "essai", "region_name": "eu-west-3"}


@pytest.fixture(scope="module")
def serveur() -> Iterator[str]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    moto.start()
    hote, port = moto.get_host_and_port()
    yield f"http://{hote}:{port}"
    moto.stop()


@pytest.fixture
def seau(serveur: str, settings: Any) -> Any:
    acces = {"aws_access_key_id": "essai", "aws_secret_access_key": "essai", "region_name": "eu-west-3"}
    s3 = boto3.resource("s3", endpoint_url=serveur, **acces)
    seau = s3.Bucket(SEAU)
    seau.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    options = {"bucket_name": SEAU, "endpoint_url": serveur, "location": PREFIXE, **CLES}
    stockage = {"BACKEND": "segur.noyau.documents.stockage.StockageS3", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": stockage}
    yield seau
    seau.objects.all().delete()
    seau.delete()


def deposer(monde: Any, contenu: bytes = PDF, nom: str = "a.pdf", zone: str = "preuve") -> Document:
    return deposer_octets(contenu, nom=nom, zone=zone, acteur=monde.mandataire, le=AVANT_DATE_1)


def ranges(seau: Any) -> list[str]:
    return sorted(objet.key for objet in seau.objects.all())


def test_les_octets_sont_ranges_une_fois_sous_leur_empreinte_et_s_effacent(monde, seau):
    premier, second = deposer(monde), deposer(monde, nom="b.pdf")
    chiffre = deposer(monde, zone="piece_sensible")

    assert (premier.fichier, premier.lire(), chiffre.lire()) == (second.fichier, PDF, PDF)
    assert ranges(seau) == sorted(f"{PREFIXE}/{d.fichier.chemin}" for d in (premier, chiffre))
    assert seau.Object(f"{PREFIXE}/{chiffre.fichier.chemin}").get()["Body"].read() != PDF

    Document.objects.exclude(pk=chiffre.pk).delete()
    assert (effacer(premier.fichier_id), len(ranges(seau))) == (True, 1)


def test_le_portail_remet_le_fichier_entier_ou_en_partie_et_ne_donne_aucune_adresse(monde, seau, client: Client):
    preuve = Preuve.objects.filter(pk=monde.eligible().chapitres()[0].preuves.first().pk).get()
    document = deposer(monde, VIDEO, "démo.mp4")
    par = monde.mandataire.utilisateur
    Depot.objects.create(preuve=preuve, document=document, depose_le=AVANT_DATE_1, depose_par=par)
    adresse = document.get_absolute_url()
    etranger = client.get(adresse).status_code
    client.force_login(monde.verificateur.utilisateur)

    entier: Any
    partie: Any
    entier, partie = client.get(adresse), client.get(f"{adresse}apercu/", headers={"Range": "bytes=2-9"})

    assert etranger == 302
    assert (b"".join(entier.streaming_content), entier["Content-Length"]) == (VIDEO, str(len(VIDEO)))
    assert (partie.status_code, b"".join(partie.streaming_content)) == (206, VIDEO[2:10])
    assert not [valeur for valeur in entier.headers.values() if SEAU in valeur or "http://" in valeur]
    with pytest.raises(NotImplementedError):
        default_storage.url(document.fichier.chemin)


def test_le_rapprochement_lit_le_seau(monde, seau, monkeypatch):
    entier, manquant, altere = (deposer(monde, PDF + rang) for rang in (b"1", b"2", b"3"))
    maintenant = timezone.now() + timedelta(days=2)
    assert list(anomalies(maintenant)) == []
    seau.Object(f"{PREFIXE}/{manquant.fichier.chemin}").delete()
    seau.Object(f"{PREFIXE}/{altere.fichier.chemin}").put(Body=b"autre chose")
    inconnu = "ab/cd/abcd" + "0" * 60
    seau.Object(f"{PREFIXE}/{inconnu}").put(Body=b"orphelin")

    trouvees = set(anomalies(maintenant))

    assert trouvees == {
        Anomalie(Defaut.MANQUANT, manquant.fichier.chemin),
        Anomalie(Defaut.ALTERE, altere.fichier.chemin),
        Anomalie(Defaut.SANS_NOM, inconnu),
    }
    assert (rapprochement.purger(maintenant + timedelta(days=7)), entier.lire()) == (1, PDF + b"1")


def test_les_cles_tournent(monde, seau, settings):
    document = deposer(monde, zone="piece_sensible")
    settings.CLES_DONNEES = ["BvLqHPfbxjM2IEPQMGFTgYFRK7qKqJzs2wJwaMLmRXk=", "demonstration"]

    assert rechiffrer_les_fichiers() == 1
    assert Document.objects.get(pk=document.pk).lire() == PDF


def test_un_stockage_injoignable_est_un_disque_en_panne(monde, seau, settings, client):
    options = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}

    with pytest.raises(RangementImpossible):
        deposer(monde)

    assert (Document.objects.count(), Fichier.objects.count()) == (0, 0)
    assert client.get("/readyz").json()["documents"] == "en panne"


def _reglages(**variables: str) -> subprocess.CompletedProcess[str]:
    programme = (
        "import django; django.setup(); from django.core.files.storage import default_storage as d;"
        "print(type(d._wrapped or d).__name__, d.bucket_name, d.location)"
    )
    environnement = {**os.environ, "DJANGO_SETTINGS_MODULE": "segur.settings", "SEGUR_S3_BUCKET": SEAU, **variables}
    racine = Path(__file__).resolve().parents[3]
    return subprocess.run(
        [sys.executable, "-c", programme], env=environnement, cwd=racine, capture_output=True, text=True, check=False
    )


def test_un_reglage_suffit_et_ce_qui_ne_va_pas_avec_lui_est_dit():
    lu = _reglages(SEGUR_S3_PREFIX=PREFIXE, SEGUR_S3_ENDPOINT="https://s3.example")
    refuse = _reglages(SEGUR_X_ACCEL="/fichiers-internes/")

    assert (lu.returncode, refuse.returncode) == (0, 1), lu.stderr
    assert f"{SEAU} {PREFIXE}" in lu.stdout
    assert "SEGUR_X_ACCEL demande des fichiers sur un disque" in refuse.stderr
