"""Size measured while the bytes arrive: what exceeds the largest deposit place is counted and dropped."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.handlers.wsgi import LimitedStream
from django.http import UnreadablePostError
from django.urls import Resolver404, resolve

from segur.noyau.dispositifs.zones import PLAFOND, ZONES
from segur.noyau.documents.pannes import rangement

Vue = TypeVar("Vue", bound=Callable[..., Any])


def recoit(zone: str) -> Callable[[Vue], Vue]:
    """Decorates the view of a page whose deposit place is larger than the ceiling of the others."""

    def marquer(vue: Vue) -> Vue:
        vue.plafond = ZONES[zone].taille_max  # type: ignore[attr-defined]
        return vue

    return marquer


class FichierTropGrand(UploadedFile):
    """Stands for a file whose bytes were not kept. `size` is the size that arrived, in bytes."""

    def close(self) -> None:
        """Nothing was kept."""


class PlafondDeTaille(TemporaryFileUploadHandler):
    """Keeps a file up to the ceiling; past it, drops from the disk what had arrived and counts the rest."""

    plafond = PLAFOND

    def handle_raw_input(self, input_data: Any, META: Any, *args: Any, **options: Any) -> Any:
        try:
            self.plafond = getattr(resolve(META.get("PATH_INFO", "")).func, "plafond", PLAFOND)
        except Resolver404:
            self.plafond = PLAFOND
        self.recue = input_data
        return super().handle_raw_input(input_data, META, *args, **options)

    def upload_complete(self) -> None:
        """A client that left half-way sent half a file, that the parser takes for a whole one."""
        flux = getattr(self.recue, "_stream", None)
        if isinstance(flux, LimitedStream) and flux.limit > flux._pos + len(flux.read()):  # type: ignore[attr-defined]
            raise UnreadablePostError("Envoi coupé avant son dernier octet.")

    def new_file(self, *args: Any, **options: Any) -> None:
        with rangement():
            super().new_file(*args, **options)
        self.recus = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.recus += len(raw_data)
        if self.recus <= self.plafond:
            with rangement():
                super().receive_data_chunk(raw_data, start)
        elif not self.file.closed:
            self.file.close()  # a temporary file: closing removes it

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.recus <= self.plafond:
            return super().file_complete(file_size)
        return FichierTropGrand(name=self.file_name, content_type=self.content_type, size=self.recus)
