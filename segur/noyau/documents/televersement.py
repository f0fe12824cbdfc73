"""Size measured while the bytes arrive: what exceeds the largest deposit place is counted and dropped."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import Resolver404, resolve

from segur.noyau.dispositifs.zones import PLAFOND, ZONES

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
        return super().handle_raw_input(input_data, META, *args, **options)

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.recus = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.recus += len(raw_data)
        if self.recus <= self.plafond:
            super().receive_data_chunk(raw_data, start)
        elif not self.file.closed:
            self.file.close()  # a temporary file: closing removes it

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.recus <= self.plafond:
            return super().file_complete(file_size)
        return FichierTropGrand(name=self.file_name, content_type=self.content_type, size=self.recus)
