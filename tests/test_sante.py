"""`/healthz` and `/readyz`: what they say when all is well, and that a failure shows without its reason."""

from pathlib import Path

import pytest


@pytest.fixture
def services_locaux(settings, tmp_path):
    """Broker made of a folder and storage made of another: the same on every engine."""
    file, documents = tmp_path / "taches", tmp_path / "documents"
    file.mkdir()
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(file)}
    settings.STORAGES = {**settings.STORAGES, "default": stockage(documents)}
    return tmp_path


def stockage(dossier: Path) -> dict[str, object]:
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(dossier)}}


def test_healthz_repond_sans_connexion_ni_base(client):
    reponse = client.get("/healthz")

    assert (reponse.status_code, reponse.content) == (200, b"ok")


@pytest.mark.parametrize("chemin", ["/healthz", "/readyz"])
def test_lecture_seule(client, chemin):
    assert client.post(chemin).status_code == 405


@pytest.mark.django_db
def test_readyz_tout_va_bien_et_ne_laisse_rien(client, services_locaux):
    reponse = client.get("/readyz")

    assert reponse.status_code == 200
    assert reponse.json() == {"base": "ok", "taches": "ok", "documents": "ok"}
    assert list((services_locaux / "documents").iterdir()) == []


@pytest.mark.django_db
def test_readyz_n_ecrit_pas_en_base(client, services_locaux, django_assert_num_queries):
    with django_assert_num_queries(1) as requetes:
        client.get("/readyz")

    assert [requete["sql"] for requete in requetes.captured_queries] == ["SELECT 1"]


def test_readyz_base_en_panne(client, services_locaux):
    """Without the database mark, pytest-django refuses the connection: a database that does not answer."""
    reponse = client.get("/readyz")

    assert reponse.status_code == 503
    assert reponse.json() == {"base": "en panne", "taches": "ok", "documents": "ok"}


@pytest.mark.django_db
def test_readyz_dossier_des_taches_absent(client, services_locaux, settings):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(services_locaux / "absent")}

    reponse = client.get("/readyz")

    assert reponse.status_code == 503
    assert reponse.json() == {"base": "ok", "taches": "en panne", "documents": "ok"}


@pytest.mark.django_db
def test_readyz_redis_en_panne(client, services_locaux, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nothing may listen on port 1

    reponse = client.get("/readyz")

    assert reponse.status_code == 503
    assert reponse.json() == {"base": "ok", "taches": "en panne", "documents": "ok"}


@pytest.mark.django_db
def test_readyz_stockage_en_panne(client, services_locaux, settings):
    obstacle = services_locaux / "un-fichier"
    obstacle.touch()
    settings.STORAGES = {**settings.STORAGES, "default": stockage(obstacle / "documents")}

    reponse = client.get("/readyz")

    assert reponse.status_code == 503
    assert reponse.json() == {"base": "ok", "taches": "ok", "documents": "en panne"}
