"""The server itself: it keeps the connection, gives repositories what they need, and survives what goes wrong."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import cast

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from .checks import Findings
from .positions import Encoding
from .repositories import Alarm, Repositories
from .threads import Worker
from .translate import SOURCE, Translator

_LOGGED_CHARACTERS = 1_000


class FlowServer(LanguageServer):
    def __init__(self) -> None:
        # Documents are sent as a whole: pygls would take other line ends for lines than the protocol does.
        super().__init__(SOURCE, version(SOURCE), text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.repositories = Repositories(self)
        self.is_shut_down = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._checks = Worker("checks", self._failed_in_background)
        self.answers = Worker("answers", self._failed_in_background)
        self._opened: dict[Path, tuple[str, int]] = {}
        """Open file -> its address, as the client writes it, and the version of its text."""
        # What pygls has to say it says with tracebacks, and to whoever reads the standard error.
        logger = logging.getLogger("pygls")
        logger.addHandler(logging.NullHandler())
        logger.propagate = False

    # ------------------------------------------------------------ documents

    def did_open(self, document: types.TextDocumentItem) -> None:
        file = file_of(document.uri)
        if file is not None:
            self._opened[file] = (document.uri, document.version)
            self.repositories.open(file, document.text)

    def did_change(self, document: types.VersionedTextDocumentIdentifier, text: str) -> None:
        file = file_of(document.uri)
        if file is not None and file in self._opened:
            self._opened[file] = (document.uri, document.version)
            self.repositories.change(file, text)

    def did_close(self, uri: str) -> None:
        file = file_of(uri)
        if file is not None and self._opened.pop(file, None) is not None:
            self.repositories.close(file)

    def translator(self, root: Path) -> Translator:
        def uri_of(path: str) -> str:
            file = self.repositories.opened_as(root, path)
            return self._opened[file][0] if file in self._opened else _uri(root / path)

        agreed = self.workspace.position_encoding
        encoding = cast("Encoding", str(getattr(agreed, "value", agreed)))
        return Translator(encoding, uri_of, lambda path: self.repositories.text(root, path))

    # ------------------------------------------------------------ what repositories need

    def later(self, seconds: float, action: Callable[[], None]) -> Alarm:
        self._loop = asyncio.get_running_loop()
        return self._loop.call_later(seconds, self._safely, action)

    def in_background(self, action: Callable[[], None]) -> None:
        self._checks.put(action)

    def in_front(self, action: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._safely, action)

    def show(self, root: Path, path: str, findings: Findings) -> None:
        translator = self.translator(root)
        file = self.repositories.opened_as(root, path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri=translator.uri_of(path),
                diagnostics=[translator.diagnostic(found) for found in findings],
                version=self._opened[file][1] if file in self._opened else None,
            )
        )

    # ------------------------------------------------------------ what goes wrong

    def log_error(self, doing: str, error: BaseException) -> None:
        """One line in the client's log: what failed, and where."""
        steps = traceback.extract_tb(error.__traceback__)
        where = f" ({Path(steps[-1].filename).name}:{steps[-1].lineno})" if steps else ""
        message = f"{doing} failed: {type(error).__name__}: {error}"[:_LOGGED_CHARACTERS] + where
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: object) -> None:
        # The client has got the answer that its request has failed.
        if source is not FeatureRequestError:
            self.log_error("a message", error)

    def _safely(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - the server goes on
            self.log_error("checking", error)

    def _failed_in_background(self, error: BaseException) -> None:
        self.in_front(lambda: self.log_error("checking", error))


def file_of(uri: str) -> Path | None:
    """None for a document that is no file."""
    path = to_fs_path(uri)
    return Path(path) if path and "\0" not in path else None


def _uri(file: Path) -> str:
    return str(from_fs_path(str(file)))
