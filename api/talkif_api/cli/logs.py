"""Log lines of the servers, on standard error: JSON for machines, text for a terminal."""

from __future__ import annotations

import logging
import sys
from functools import lru_cache
from typing import Any, Final

from pythonjsonlogger.orjson import OrjsonFormatter

from talkif_schemas.log_context import belongs_to
from talkif_schemas.redaction import Redaction

from ..settings import LogSettings

#: Attribute of a record -> name in the line.
_NAMES: Final = {"levelname": "level", "name": "logger"}
_FIELDS: Final = ["levelname", "name", "message"]
_REMEMBERED_TEXTS: Final = 1_000
#: Libraries that tell their every step at INFO.
_QUIET: Final = (
    *("httpx", "httpcore", "httpx2", "httpcore2"),  # Each in the other's place, in the SDKs of vendors.
    *("procrastinate", "opentelemetry", "twilio.http_client", "google_genai"),
)


class _Json(OrjsonFormatter):
    def __init__(self, redaction: Redaction) -> None:
        super().__init__(_FIELDS, rename_fields=_NAMES, timestamp="time")
        # Levels, routes and ids come again with every line.
        self._redaction = lru_cache(maxsize=_REMEMBERED_TEXTS)(redaction)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {**super().process_log_record(log_data), **belongs_to()}
        return {key: self._redaction(value) if isinstance(value, str) else value for key, value in data.items()}


class _Text(logging.Formatter):
    def __init__(self, redaction: Redaction) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", datefmt="%H:%M:%S")
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        owner = "".join(f" {name}={value}" for name, value in belongs_to().items())
        return self._redaction(super().format(record) + owner)


def _is_news(record: logging.LogRecord) -> bool:
    """Who leaves an answer without an end has said why."""
    return record.msg != "ASGI callable returned without completing response."


def start_logging(settings: LogSettings) -> None:
    handler = logging.StreamHandler()
    redaction = Redaction(settings.secrets)
    is_json = settings.form == "json" or (settings.form == "auto" and not sys.stderr.isatty())
    handler.setFormatter(_Json(redaction) if is_json else _Text(redaction))
    # No line shows them, and each would be asked for with every line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level)
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
