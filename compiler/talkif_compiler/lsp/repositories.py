"""The open documents by repository, and the findings that are shown: what changes, when it is checked, what is told.

Everything here runs in one thread. Checks run elsewhere; what they find is dropped when something has changed since.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from ..repository.flow_files import root_around
from ..source import SourceFile
from .checks import Checks, Findings, Open, merged
from .moment import Moment, Views
from .overlay import Disk, Overlay

DELAY_SECONDS = 0.15
"""How long typing has to pause before flows are checked."""


class Alarm(Protocol):
    def cancel(self) -> None: ...


class Surroundings(Protocol):
    """What the session needs of the program around it."""

    def later(self, seconds: float, action: Callable[[], None]) -> Alarm:
        """In this thread."""

    def in_background(self, action: Callable[[], None]) -> None:
        """One after the other, in another thread."""

    def in_front(self, action: Callable[[], None]) -> None:
        """From the background: in this thread, soon."""

    def show(self, root: Path, path: str, findings: Findings) -> None:
        """All that is known of a file; nothing clears it."""


class _Repository(Struct):
    disk: Disk
    checks: Checks = field(default_factory=Checks)
    buffers: dict[str, str] = field(default_factory=dict)
    """Path inside the repository -> text. Replaced, never changed. The last one was touched last."""
    edited: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()
    """Those whose text is newer than what was told of them."""
    version: int = 0
    """Counts changes."""
    found: dict[str, Findings] = field(default_factory=dict)
    """By the file that was checked."""
    shown: dict[str, Findings] = field(default_factory=dict)
    """By the file that they are in."""
    alarm: Alarm | None = None

    def overlay(self) -> Overlay:
        return Overlay(self.disk, self.buffers)


class Repositories:
    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._views = Views()
        self._known: dict[Path, _Repository] = {}
        self._homes: dict[Path, tuple[Path, str]] = {}
        """Open file -> root and path inside of it."""

    # ------------------------------------------------------------ what the editor does

    def open(self, file: Path, text: str) -> None:
        real = file.resolve()
        root = root_around(real.parent)
        path = real.relative_to(root).as_posix()
        self._homes[file] = (root, path)
        repository = self._known.setdefault(root, _Repository(Disk(root)))
        repository.edited -= {path}
        self._put(root, path, text)
        self._schedule(root, 0)

    def change(self, file: Path, text: str) -> None:
        if file not in self._homes:
            return
        root, path = self._homes[file]
        repository = self._known[root]
        if repository.buffers.get(path) != text:
            repository.edited |= {path}
            self._put(root, path, text)
            self._schedule(root, DELAY_SECONDS)

    def close(self, file: Path) -> None:
        if file not in self._homes:
            return
        root, path = self._homes.pop(file)
        repository = self._known[root]
        repository.buffers = {other: text for other, text in repository.buffers.items() if other != path}
        repository.edited -= {path}
        repository.typed -= {path}
        self._touch(root)
        if repository.buffers:
            self._schedule(root, 0)
        else:
            self._show(root, {})
            self._stop(root)
            del self._known[root]

    def files_changed(self) -> None:
        """On disk, by somebody else. A repository may have got another root."""
        for file, (root, path) in list(self._homes.items()):
            if root_around(file.resolve().parent) != root:
                text = self._known[root].buffers[path]
                self.close(file)
                self.open(file, text)
        for root in self._known:
            self._touch(root)
            self._schedule(root, DELAY_SECONDS)

    # ------------------------------------------------------------ what features ask

    def moment(self, file: Path) -> tuple[Moment, str] | None:
        """The repository as it is now, and the path of the file in it; None for a file that is not open."""
        if file not in self._homes:
            return None
        root, path = self._homes[file]
        return Moment(self._known[root].overlay(), self._views), path

    def root(self, file: Path) -> Path:
        """Of an open file."""
        return self._homes[file][0]

    def findings(self, file: Path) -> Findings:
        """Those that are shown, and still fit the text."""
        root, path = self._homes[file]
        repository = self._known[root]
        text = SourceFile(path, repository.buffers[path]).text
        return tuple(found for found in repository.shown.get(path, ()) if found.span.source.text == text)

    def opened_as(self, root: Path, path: str) -> Path | None:
        """The name by which the editor has opened a file."""
        return next((file for file, home in self._homes.items() if home == (root, path)), None)

    def text(self, root: Path, path: str) -> str | None:
        """Of an open file."""
        repository = self._known.get(root)
        return repository.buffers.get(path) if repository is not None else None

    # ------------------------------------------------------------ checking

    def _put(self, root: Path, path: str, text: str) -> None:
        repository = self._known[root]
        others = {other: known for other, known in repository.buffers.items() if other != path}
        repository.buffers = {**others, path: text}
        repository.typed |= {path}
        self._touch(root)

    def _touch(self, root: Path) -> None:
        self._known[root].version += 1

    def _stop(self, root: Path) -> None:
        repository = self._known[root]
        if repository.alarm is not None:
            repository.alarm.cancel()
            repository.alarm = None

    def _schedule(self, root: Path, seconds: float) -> None:
        self._stop(root)
        self._known[root].alarm = self._around.later(seconds, lambda: self._start(root))

    def _start(self, root: Path) -> None:
        repository = self._known[root]
        repository.alarm = None
        version, files = repository.version, repository.overlay()
        opened = Open(tuple(reversed(repository.buffers)), repository.edited)

        def is_stale() -> bool:
            return self._known.get(root) is not repository or repository.version != version

        def tell(found: dict[str, Findings], checked: str | None) -> None:
            if not is_stale():
                self._show(root, found if checked is None else {**repository.found, **found}, checked)

        def report(path: str, findings: Findings) -> None:
            self._around.in_front(lambda: tell({path: findings}, path))

        def run() -> None:
            found = repository.checks.run(files, opened, is_stale, report)
            if found is not None:
                self._around.in_front(lambda: tell(found, None))

        self._around.in_background(run)

    def _show(self, root: Path, found: dict[str, Findings], checked: str | None = None) -> None:
        """Tell what is new. `checked`: the one file that has been checked so far; None when all are."""
        repository = self._known[root]
        repository.found = found
        wanted = merged(found, repository.buffers)
        for path in sorted(repository.shown.keys() | wanted.keys()):
            findings = wanted.get(path, ())
            # Editors move findings with the text that is typed, so those of a typed text are told again. What other
            # checks have found in it fits it no longer, and waits for them.
            if path in repository.typed:
                if checked not in (None, path):
                    continue
                repository.typed -= {path}
            elif repository.shown.get(path) == findings:
                continue
            repository.shown[path] = findings
            self._around.show(root, path, findings)
        if checked is None:
            repository.shown = wanted
