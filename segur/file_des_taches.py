"""The queue of tasks of a portal without Redis (demonstration, tests): one file a message, in a folder."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem


class Canal(filesystem.Channel):
    """A message is written aside, then named: a worker that looks meanwhile never takes an empty file for it."""

    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override]
        with TemporaryDirectory(prefix="ecriture-", dir=self.control_folder) as brouillon:
            self.data_folder_out = brouillon
            super()._put(queue, payload, **options)
            for ecrit in Path(brouillon).iterdir():
                ecrit.rename(Path(self.data_folder_in) / ecrit.name)


class Transport(filesystem.Transport):
    Channel = Canal


def poser() -> None:
    """From now on, « filesystem:// » is this queue."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:{Transport.__name__}"
