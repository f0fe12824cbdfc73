"""The queue in a folder: a message is whole as soon as a worker may see it, and none is lost."""

from pathlib import Path
from queue import Empty
from threading import Thread
from typing import Any

import pytest
from kombu import Connection

import segur.celery  # noqa: F401 (it puts the queue in place)
from segur.file_des_taches import Canal

MESSAGES = 200
CORPS = "x" * 200_000
"""Long enough for a write to be seen half done."""


@pytest.fixture
def connexion(tmp_path: Path) -> Any:
    dossiers = {nom: tmp_path / nom for nom in ("messages", "controle", "faites")}
    for dossier in dossiers.values():
        dossier.mkdir()
    options = {
        "data_folder_in": str(dossiers["messages"]),
        "data_folder_out": str(dossiers["messages"]),
        "control_folder": str(dossiers["controle"]),
        "processed_folder": str(dossiers["faites"]),
        "store_processed": True,
    }
    with Connection("filesystem://", transport_options=options) as ouverte:
        yield ouverte


def test_la_file_du_portail_est_celle_ci(connexion: Any) -> None:
    assert isinstance(connexion.channel(), Canal)


def test_un_ouvrier_ne_lit_jamais_un_message_a_moitie_ecrit(connexion: Any) -> None:
    ecrivain, lecteur = connexion.channel(), connexion.channel()

    def ecrire() -> None:
        for rang in range(MESSAGES):
            ecrivain._put("celery", {"rang": rang, "corps": CORPS})

    fil = Thread(target=ecrire)
    lus: list[Any] = []
    fil.start()
    while fil.is_alive() or len(lus) < MESSAGES:
        try:
            lus.append(lecteur._get("celery"))
        except Empty:
            if not fil.is_alive() and not list(Path(lecteur.data_folder_in).iterdir()):
                break
    fil.join()

    assert sorted(message["rang"] for message in lus) == list(range(MESSAGES))
    assert {message["corps"] for message in lus} == {CORPS}
