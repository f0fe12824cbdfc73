"""The lines of the technical logs: one event, one line, in UTC, whatever was typed into it."""

import logging
from datetime import UTC, datetime

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
SAUTS = {ord(saut): saut.encode("unicode_escape").decode() for saut in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x1b\x00"}
"""What would begin a line of its own, or speak to a terminal."""


class Ligne(logging.Formatter):
    """A message cannot forge another one; the trace of an exception, which Python wrote, keeps its lines."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).translate(SAUTS)


def journaux(niveau: str) -> dict[str, object]:
    """Everything goes to the output of the process, and nowhere else."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ligne": {"()": "segur.journalisation.Ligne"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
        "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
        "root": {"handlers": ["console"], "level": niveau},
    }
