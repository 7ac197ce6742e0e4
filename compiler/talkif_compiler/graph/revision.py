"""Files as they were at a git revision. Only git's store is read; the work tree is left alone."""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..limits import MAX_BUNDLE_BYTES, MAX_FILE_BYTES, MAX_FILES

_TIMEOUT_S = 20


class RevisionError(Exception):
    """A revision cannot be read; the text says which and why."""


class RevisionFiles(Mapping[str, str]):
    """Path inside the repository of flows -> text at the revision. Each file is read when it is first asked for."""

    def __init__(self, root: Path, revision: str) -> None:
        """Raises RevisionError, as reading does."""
        self._root = root
        self.name = revision
        self._commit = _commit(root, revision)
        self._texts: dict[str, str | None] = {}
        self._size_bytes = 0

    def __getitem__(self, path: str) -> str:
        if path not in self._texts:
            if len(self._texts) >= MAX_FILES:
                raise RevisionError(f"the flow at {self.name} asks for more than {MAX_FILES} files")
            self._texts[path] = self._read(path)
        text = self._texts[path]
        if text is None:
            raise KeyError(path)
        return text

    def __iter__(self) -> Iterator[str]:
        return (path for path, text in self._texts.items() if text is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, path: str) -> str | None:
        """None when there is no such file inside the repository of flows."""
        inside = posixpath.normpath(path)
        if not path or "\0" in path or inside.startswith(("/", "../")) or inside in (".", ".."):
            return None
        name = f"{self._commit}:./{inside}"
        size = _git(self._root, "cat-file", "-s", name)
        if size is None:
            return None
        self._size_bytes += int(size)
        if int(size) > MAX_FILE_BYTES or self._size_bytes > MAX_BUNDLE_BYTES:
            raise RevisionError(f"{path} at {self.name}: the file is too large")
        data = _git(self._root, "cat-file", "blob", name)
        if data is None:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RevisionError(f"{path} at {self.name}: the file is not UTF-8 (byte {error.start})") from error


def _commit(root: Path, revision: str) -> str:
    if _git(root, "rev-parse", "--git-dir") is None:
        raise RevisionError(f"{root} is in no git repository")
    found = None
    if revision and "\0" not in revision:
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        raise RevisionError(f"git knows no revision {revision!r}")
    return found.decode().strip()


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints, or None when it refuses."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the revision is verified, and paths follow its digest
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_TIMEOUT_S
        )
    except FileNotFoundError as error:
        raise RevisionError("git is needed to read a revision, and is not installed") from error
    except (OSError, ValueError) as error:
        raise RevisionError(f"git cannot be run: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise RevisionError(f"git did not answer within {_TIMEOUT_S} seconds") from error
    return done.stdout if done.returncode == 0 else None
