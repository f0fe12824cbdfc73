"""A line of the technical logs: in UTC, with its offset, and one line whatever was typed."""

import logging
import sys
from datetime import datetime

import pytest

from segur import celery, settings
from segur.journalisation import Ligne


def ligne(message: str, *arguments: object, exc_info: object = None) -> str:
    trace = logging.LogRecord("segur.essai", logging.WARNING, "x.py", 1, message, arguments, exc_info)  # type: ignore[arg-type]
    trace.created = datetime.fromisoformat("2026-10-25T02:30:00+02:00").timestamp()
    return Ligne().format(trace)


def test_une_ligne_dit_quand_quoi_et_qui() -> None:
    assert ligne("refus %s", 403) == "2026-10-25T00:30:00.000+00:00 WARNING segur.essai refus 403"


@pytest.mark.parametrize("saut", ["\n", "\r\n", "\u2028", "\x85", "\x1b[2K", "\x00"])
def test_un_message_n_en_contrefait_pas_un_autre(saut: str) -> None:
    ecrite = ligne("nom reçu : %s", f"a.pdf{saut}2026-10-25T00:31:00.000+00:00 INFO segur.essai tout va bien")

    assert len(ecrite.splitlines()) == 1
    assert saut not in ecrite
    assert "\\" in ecrite


def test_une_panne_garde_sa_trace() -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        ecrite = ligne("panne", exc_info=sys.exc_info())

    assert ecrite.splitlines()[0].endswith("panne")
    assert "Traceback (most recent call last):" in ecrite


def test_tout_va_a_la_meme_sortie_sous_la_meme_forme() -> None:
    """The web's and the workers': nothing else is written anywhere."""
    journaux = settings.LOGGING

    assert journaux["root"] == {"handlers": ["console"], "level": "INFO"}
    assert journaux["handlers"] == {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}}
    assert journaux["formatters"] == {"ligne": {"()": "segur.journalisation.Ligne"}}
    assert celery.app.conf.worker_hijack_root_logger is False
