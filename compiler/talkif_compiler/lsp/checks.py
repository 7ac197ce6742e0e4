"""Findings for what is open: which flows have to be checked, and which of them anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, in_order
from ..fields.record import Problems, read
from ..files.json_schema import FILES
from ..files.project_file import read_project
from ..pipeline import check_flow
from ..repository.flow_files import PROJECT_FILE, ProjectError
from ..repository.project import Bundle, collect
from ..source import SourceFile
from ..syntax.parse import parse
from .overlay import Overlay, is_flow_path
from .shapes import file_kind

Findings = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """What the editor has open in one repository."""

    paths: tuple[str, ...]
    """The one that was touched last comes first."""
    edited: frozenset[str] = frozenset()
    """Those that were changed since they were opened."""


@dataclass(frozen=True, slots=True)
class _Reads:
    """What a flow depends on."""

    files: Mapping[str, str | None]
    ids: Mapping[str, tuple[str, ...]]
    """Of flows that were looked for -> the paths of those that have them."""

    def hold(self, files: Overlay) -> bool:
        if any(files.read(path) != text for path, text in self.files.items()):
            return False
        return all(files.flows_named(name) == paths for name, paths in self.ids.items())


@dataclass(slots=True)
class Checks:
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
            if path not in covered and path not in found:
                found[path] = _of_shape(files, path)
                report(path, found[path])
        self._forget(found)
        return None if is_stale() else found

    def _targets(self, files: Overlay, opened: Open) -> Iterator[str]:
        """Open flows, then the flows that read something else that is open, or an open flow that was edited."""
        flows = [path for path in opened.paths if is_flow_path(path) and _is_flow(files, path)]
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
            known = self._findings[path] = (reads, _findings(bundle))
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


def _is_flow(files: Overlay, path: str) -> bool:
    """One whose schema is missing or misspelt may lie in a folder of flows."""
    text = files.read(path)
    return text is not None and file_kind(path, text) == "flow"


def _collect(files: Overlay, path: str) -> Bundle:
    """Empty for a flow that is gone."""
    try:
        return collect(files, path)
    except ProjectError:
        return Bundle(path, {}, missing={path})


def _findings(bundle: Bundle) -> Findings:
    return check_flow(bundle.files, bundle.entry, unread=bundle.unread) if bundle.files else ()


def _reads(bundle: Bundle) -> _Reads:
    return _Reads({**bundle.files, **dict.fromkeys(bundle.missing)}, bundle.flow_ids)


def _of_shape(files: Overlay, path: str) -> Findings:
    """Of a file that no flow reads: whether it can be read at all."""
    text = files.read(path)
    kind = file_kind(path, text) if text is not None else None
    if text is None or kind is None or kind == "flow":
        return ()
    if path == PROJECT_FILE:
        return in_order(read_project(text)[1])
    document, found = parse(SourceFile(path, text))
    problems = Problems()
    if document is not None:
        read(FILES[kind][0], document, problems)
    return in_order([*found, *problems.found])
