"""A disk that fails or is full, a client that leaves: nothing half-kept, a page that says so, and the same again."""

import errno
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidatures.models import Message
from preuves.models import Depot, FichierDuLot, Preuve
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.reception.models import Tentative
from tests.monde import PDF, Monde

CONTENU = PDF + b"\n"  # that nobody deposited before
QUINZE_MO = 15_000_000


class DisquePlein(FileSystemStorage):
    """Writes so many bytes, then says that there is no room; or fails at the step that is named."""

    def __init__(self, *, place: int = 0, etape: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.place, self.etape = place, etape

    def _save(self, name: str, content: Any) -> str:
        chemin = Path(self.path(name))
        chemin.parent.mkdir(parents=True, exist_ok=True)
        content.seek(0)
        chemin.write_bytes(content.read()[: self.place])
        raise OSError(errno.ENOSPC, "No space left on device")

    def _faillir(self, etape: str) -> None:
        if self.etape == etape:
            raise OSError(errno.EIO, "Input/output error")

    def exists(self, name: str) -> bool:
        self._faillir("exists")
        return super().exists(name)

    def delete(self, name: str) -> None:
        self._faillir("delete")
        super().delete(name)


def en_panne(settings: Any, **panne: Any) -> None:
    ouvert = settings.STORAGES["default"]["OPTIONS"]
    stockage = {"BACKEND": f"{__name__}.DisquePlein", "OPTIONS": {**ouvert, **panne}}
    settings.STORAGES = {**settings.STORAGES, "default": stockage}


def en_marche(settings: Any) -> None:
    ouvert = settings.STORAGES["default"]["OPTIONS"]["location"]
    stockage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": ouvert}}
    settings.STORAGES = {**settings.STORAGES, "default": stockage}


def octets_ranges() -> list[Path]:
    return [chemin for chemin in Path(default_storage.path("")).rglob("*") if chemin.is_file()]


def comptes() -> list[int]:
    return [modele.objects.count() for modele in (Document, Fichier, Depot, FichierDuLot, Message)]


@pytest.fixture
def editeur(monde: Monde, client: Client) -> Client:
    client.force_login(monde.mandataire.personne)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("panne", "restes"),
    [
        ({"place": 0}, 0),
        ({"place": len(CONTENU) // 2}, 0),
        ({"place": len(CONTENU)}, 0),
        ({"etape": "exists"}, 0),
        ({"place": 9, "etape": "delete"}, 1),
    ],
    ids=["premier octet", "au milieu", "dernier octet", "à la recherche", "même le ménage échoue"],
)
@pytest.mark.parametrize("porte", ["preuve", "lot", "message"])
def test_un_disque_plein_ne_garde_rien_et_le_dit(monde, editeur, settings, panne, restes, porte):
    adresse, donnees = _depot(monde, porte)
    avant, ranges = comptes(), len(octets_ranges())
    en_panne(settings, **panne)

    refuse = editeur.post(adresse, {**donnees(), "cle": "une"})

    assert (refuse.status_code, refuse["Retry-After"]) == (503, "60")
    assert "Rien n’a été déposé ni enregistré" in refuse.content.decode()
    assert comptes() == avant
    assert (len(octets_ranges()) - ranges, Tentative.objects.count()) == (restes, 1)

    en_marche(settings)
    repris = editeur.post(adresse, {**donnees(), "cle": "une"})

    assert repris.status_code == 302
    assert (comptes()[0], Document.objects.latest("pk").lire()) == (avant[0] + 1, CONTENU)


def _depot(monde: Monde, porte: str) -> tuple[str, Any]:
    candidature = monde.eligible().candidature
    piece = lambda: SimpleUploadedFile("a.pdf", CONTENU)  # noqa: E731
    if porte == "preuve":
        return f"/preuves/{Preuve.objects.all()[0].pk}/deposer/", lambda: {"fichiers": piece()}
    if porte == "lot":
        return f"/candidatures/{candidature.numero}/etape-3/lot/", lambda: {"fichiers": piece()}
    message = {"sujet": "S", "texte": "T", "objet": "dossier"}
    adresse = f"/candidatures/{candidature.numero}/messagerie/nouveau/"
    client = Client()
    client.force_login(monde.mandataire.personne)
    message["objet"] = client.get(adresse).context["form"].fields["objet"].choices[0][0]
    return adresse, lambda: {**message, "fichiers": piece()}


def test_un_disque_plein_pendant_la_reception(monde, editeur, settings, tmp_path):
    adresse, donnees = _depot(monde, "preuve")
    avant = comptes()
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "absent")

    refuse = editeur.post(adresse, donnees())

    assert (refuse.status_code, comptes()) == (503, avant)


def test_une_autre_erreur_reste_un_incident(monde, editeur, monkeypatch):
    adresse, donnees = _depot(monde, "preuve")
    monkeypatch.setattr("segur.noyau.documents.depot.mesurer", lambda flux: 1 / 0)

    assert editeur.post(adresse, donnees()).status_code == 500


# ---- a client that leaves -------------------------------------------------------------------------------------------


def _multipart(jeton: str) -> tuple[bytes, bytes]:
    """Content type and body: a text of fifteen megabytes, which half of it is too."""
    champ = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{jeton}\r\n'
    fichier = '--x\r\nContent-Disposition: form-data; name="fichiers"; filename="a.txt"\r\n\r\n'
    return b"multipart/form-data; boundary=x", champ.encode() + fichier.encode() + b"a" * QUINZE_MO + b"\r\n--x--\r\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["60 %", "dernier octet", "entier"])
def test_un_envoi_coupe_n_est_pas_un_fichier(monde, client, live_server, settings, tmp_path, part):
    (tmp_path / "recus").mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "recus")
    numero = monde.eligible().candidature.numero
    client.force_login(monde.mandataire.personne)
    avant = comptes()
    adresse, serveur = f"/candidatures/{numero}/etape-3/lot/", urlsplit(live_server.url)
    cookies = "; ".join(f"{nom}={valeur.value}" for nom, valeur in client.cookies.items())
    jeton = "a" * 32
    type_mime, corps = _multipart(jeton)
    entetes = (
        f"POST {adresse} HTTP/1.1\r\nHost: {serveur.netloc}\r\nContent-Type: {type_mime.decode()}\r\n"
        f"Content-Length: {len(corps)}\r\nCookie: {cookies}; csrftoken={jeton}\r\nConnection: close\r\n\r\n"
    )
    longueur = {"60 %": int(len(corps) * 0.6), "dernier octet": len(corps) - 1, "entier": len(corps)}[part]

    with socket.create_connection((serveur.hostname, serveur.port), timeout=60) as prise:
        prise.sendall(entetes.encode() + corps[:longueur])
        prise.shutdown(socket.SHUT_WR)
        reponse = b"".join(iter(lambda: prise.recv(65536), b""))

    statut = reponse.split(b" ", 2)[1]
    assert list((tmp_path / "recus").iterdir()) == []
    if part == "entier":  # the control: the same bytes, whole, reach the rules, which find them too large
        assert (statut, FichierDuLot.objects.get().etat) == (b"302", "refuse")
    else:
        assert (statut, comptes()) == (b"403", avant)
