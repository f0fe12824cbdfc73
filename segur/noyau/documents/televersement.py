"""Size measured while the bytes arrive: what exceeds the largest deposit place is counted and dropped."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from segur.noyau.dispositifs.zones import PLAFOND


class FichierTropGrand(UploadedFile):
    """Stands for a file whose bytes were not kept. `size` is the size that arrived, in bytes."""

    def close(self) -> None:
        """Nothing was kept."""


class PlafondDeTaille(TemporaryFileUploadHandler):
    """Keeps a file up to the ceiling; past it, drops from the disk what had arrived and counts the rest."""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.recus = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.recus += len(raw_data)
        if self.recus <= PLAFOND:
            super().receive_data_chunk(raw_data, start)
        elif not self.file.closed:
            self.file.close()  # a temporary file: closing removes it

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.recus <= PLAFOND:
            return super().file_complete(file_size)
        return FichierTropGrand(name=self.file_name, content_type=self.content_type, size=self.recus)
