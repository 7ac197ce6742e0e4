"""Findings for what is open: which files have to be checked, and which of them anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from msgspec import Struct, field

from ..diagnostics import Diagnostic, in_order
from ..pipeline import check_file
from ..repository.flow_files import ProjectError
from ..repository.project import Bundle, collect
from ..repository.recognition import FileKind
from .overlay import Overlay
from .shapes import edited_kind

Findings = tuple[Diagnostic, ...]


class Open(Struct, frozen=True):
    """What the editor has open in one repository."""

    paths: tuple[str, ...]
    """The one that was touched last comes first."""
    edited: frozenset[str] = frozenset()
    """Those that were changed since they were opened."""


class _Reads(Struct, frozen=True):
    """What the findings of a file depend on."""

    files: Mapping[str, str | None]
    ids: Mapping[str, tuple[str, ...]]
    """Of flows that were looked for -> the paths of those that have them."""

    def hold(self, files: Overlay) -> bool:
        if any(files.read(path) != text for path, text in self.files.items()):
            return False
        return all(files.flows_named(name) == paths for name, paths in self.ids.items())


class Checks(Struct):
    """Of one repository. Not shared by threads."""

    _reads: dict[str, _Reads] = field(default_factory=dict)
    _findings: dict[str, tuple[_Reads, Findings]] = field(default_factory=dict)

    def run(
        self,
        files: Overlay,
        opened: Open,
        is_stale: Callable[[], bool],
        report: Callable[[str, Findings], None],
    ) -> dict[str, Findings] | None:
        """Path of each file that was checked -> findings, wherever they are. None when it was stopped as stale.

        `report` hears of each file as soon as it has been checked.
        """
        found: dict[str, Findings] = {}
        covered: set[str] = set()
        for path in self._targets(files, opened):
            if is_stale():
                return None
            reads, found[path] = self._check(files, path)
            covered.update(reads.files)
            report(path, found[path])
        for path in opened.paths:
            if path in found or (path in covered and _kind(files, path) != "tools"):
                continue
            if is_stale():
                return None
            _, found[path] = self._check(files, path)
            report(path, found[path])
        self._forget(found)
        return None if is_stale() else found

    def _targets(self, files: Overlay, opened: Open) -> Iterator[str]:
        """Open flows, then the flows that read something else that is open, or an open flow that was edited."""
        flows = [path for path in opened.paths if _kind(files, path) == "flow"]
        yield from flows
        triggers = {path for path in opened.paths if path not in flows or path in opened.edited}
        if triggers:
            for path in files.flows:
                if path not in flows and not triggers.isdisjoint(self._reads_of(files, path).files):
                    yield path

    def _check(self, files: Overlay, path: str) -> tuple[_Reads, Findings]:
        known = self._findings.get(path)
        if known is None or not known[0].hold(files):
            bundle = _collect(files, path)
            reads = self._reads[path] = _reads(bundle)
            known = self._findings[path] = (reads, _findings(bundle, _kind(files, path)))
        return known

    def _reads_of(self, files: Overlay, path: str) -> _Reads:
        known = self._reads.get(path)
        if known is None or not known.hold(files):
            known = self._reads[path] = _reads(_collect(files, path))
        return known

    def _forget(self, checked: Collection[str]) -> None:
        """What is no longer shown need not be kept."""
        for path in self._findings.keys() - checked:
            del self._findings[path]


def merged(found: Mapping[str, Findings], opened: Iterable[str]) -> dict[str, Findings]:
    """Path of each file with findings, and of each that is open -> its findings, each once."""
    by_file: dict[str, list[Diagnostic]] = {path: [] for path in opened}
    for finding in in_order(finding for findings in found.values() for finding in findings):
        by_file.setdefault(finding.span.source.home, []).append(finding)
    return {path: tuple(findings) for path, findings in by_file.items()}


def _kind(files: Overlay, path: str) -> FileKind | None:
    text = files.read(path)
    return edited_kind(path, text) if text is not None else None


def _collect(files: Overlay, path: str) -> Bundle:
    """Empty for a file that is gone."""
    try:
        return collect(files, path)
    except ProjectError:
        return Bundle(path, {}, missing={path})


def _findings(bundle: Bundle, kind: FileKind | None) -> Findings:
    """Nothing is said of files that are none of ours, and of prompts by themselves."""
    return check_file(bundle.files, bundle.entry, kind=kind, unread=bundle.unread) if kind is not None else ()


def _reads(bundle: Bundle) -> _Reads:
    return _Reads({**bundle.files, **dict.fromkeys(bundle.missing)}, bundle.flow_ids)
