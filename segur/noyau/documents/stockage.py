"""Files on an S3-compatible storage. It holds bytes and decides nothing: no address of it ever leaves the portal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from segur.noyau.documents.pannes import RangementImpossible

EN_MEMOIRE = 1024 * 1024
"""Bytes of one file held in memory; a temporary file beyond."""
CONNEXION, LECTURE, ESSAIS = 5, 30, 3
Methode = TypeVar("Methode", bound=Callable[..., Any])


class StockageInjoignable(RangementImpossible):
    """The storage does not answer, or refuses; for the rest of the portal, like a disk that fails."""


@contextmanager
def _comme_un_disque(nom: str) -> Iterator[None]:
    try:
        yield
    except ClientError as cause:
        if cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(nom) from cause
        raise StockageInjoignable(str(cause)) from cause
    except (BotoCoreError, Boto3Error) as cause:
        raise StockageInjoignable(str(cause)) from cause


def _en_oserror(methode: Methode) -> Methode:
    @wraps(methode)
    def appeler(self: Any, nom: str, *args: Any, **options: Any) -> Any:
        with _comme_un_disque(nom):
            return methode(self, nom, *args, **options)

    return appeler  # type: ignore[return-value]


class StockageS3(S3Storage):
    """Its failures are those of a disk (OSError, FileNotFoundError): callers know of no other."""

    def get_default_settings(self) -> dict[str, Any]:
        communs: dict[str, Any] = super().get_default_settings()
        config = Config(
            connect_timeout=CONNEXION,
            read_timeout=LECTURE,
            retries={"total_max_attempts": ESSAIS, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",  # not every compatible storage knows the newest ones
            response_checksum_validation="when_required",
        )
        return communs | {
            "client_config": config,
            "transfer_config": TransferConfig(use_threads=False),
            "max_memory_size": EN_MEMOIRE,
            "file_overwrite": True,  # an address names its content
        }

    def url(self, name: str, *args: Any, **options: Any) -> NoReturn:
        raise NotImplementedError("Un fichier ne sort que par le portail, qui vérifie à qui il le remet.")

    @_en_oserror
    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole object is here before the first byte is read: what is sent is never cut half-way by the storage."""
        fichier = super()._open(name, mode)
        fichier.open()
        return fichier

    @_en_oserror
    def _save(self, name: str, content: File) -> str:
        return str(super()._save(name, content))

    @_en_oserror
    def delete(self, name: str) -> None:
        super().delete(name)

    @_en_oserror
    def exists(self, name: str) -> bool:
        return bool(super().exists(name))

    @_en_oserror
    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        dossiers, fichiers = super().listdir(path)
        return dossiers, fichiers

    @_en_oserror
    def size(self, name: str) -> int:
        return int(super().size(name))

    @_en_oserror
    def get_modified_time(self, name: str) -> datetime:
        return super().get_modified_time(name)
