"""Size measured while the bytes arrive: what exceeds the largest deposit place is counted and dropped."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from segur.noyau.dispositifs.zones import PLAFOND


class FichierTropGrand(UploadedFile):
    """Stands for a file whose bytes were not kept. `size` is the size that arrived, in bytes."""


class PlafondDeTaille(FileUploadHandler):
    """First upload handler: lets chunks through up to the ceiling, swallows the rest."""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.recus = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.recus += len(raw_data)
        return raw_data if self.recus <= PLAFOND else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.recus <= PLAFOND:
            return None
        return FichierTropGrand(name=self.file_name, content_type=self.content_type, size=self.recus)
