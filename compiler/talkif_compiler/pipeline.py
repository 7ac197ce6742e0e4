"""The compiler: text -> document -> model -> linked flow -> findings and artifact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from talkif_schemas.artifact import Artifact

from .bind import bind
from .checks import run_checks
from .diagnostics import Diagnostic, has_errors, in_order
from .document import Value, json_pointer, locate
from .emit import emit
from .limits import MAX_BUNDLE_BYTES, MAX_FILES
from .link import Linked, link
from .parse import parse
from .project_file import PROJECT_FILE, ProjectFields, read_project
from .source import SourceFile, Span
from .sources import Sources


@dataclass(frozen=True, slots=True)
class Compilation:
    diagnostics: tuple[Diagnostic, ...]
    artifact: Artifact | None
    """None if and only if there is an error among the diagnostics."""


def compile_flow(files: Mapping[str, str], entry: str) -> Compilation:
    """Compile one flow. `files`: path inside the repository of flows -> text; `entry`: the path of the flow."""
    diagnostics, linked = _examine(files, entry)
    return Compilation(diagnostics, emit(linked) if linked is not None and not has_errors(diagnostics) else None)


def check_flow(files: Mapping[str, str], entry: str) -> tuple[Diagnostic, ...]:
    """The findings of `compile_flow`, without the cost of an artifact."""
    return _examine(files, entry)[0]


def _examine(files: Mapping[str, str], entry: str) -> tuple[tuple[Diagnostic, ...], Linked | None]:
    sources = Sources(files)
    source = sources.get(entry)
    if refusal := _refusal(sources, source, entry):
        return (refusal,), None
    assert source is not None, "a missing entry is refused above"
    document, findings = parse(source)
    if document is None:
        return in_order(findings), None
    flow, shape = bind(document)
    findings += shape
    if flow is None:
        return in_order(_located(findings, document, source)), None
    project, project_findings = _project(sources)
    findings += project_findings
    linked, links = link(flow, sources, project)
    findings += links
    findings += run_checks(linked)
    return in_order(_located(findings, document, source)), linked


def _project(sources: Sources) -> tuple[ProjectFields | None, tuple[Diagnostic, ...]]:
    source = sources.get(PROJECT_FILE)
    return read_project(source.text) if source is not None else (None, ())


def _refusal(sources: Sources, source: SourceFile | None, entry: str) -> Diagnostic | None:
    start = Span(source or SourceFile(entry, ""), 0, 0)
    if sources.count > MAX_FILES or sources.size_bytes > MAX_BUNDLE_BYTES:
        message = f"a flow and its files are at most {MAX_FILES} files and {MAX_BUNDLE_BYTES:,} bytes together"
        return Diagnostic("file-too-large", "error", message, start)
    if source is None:
        return Diagnostic("broken-reference", "error", f"the flow's file `{entry}` is not among the files", start)
    return None


def _located(findings: Iterable[Diagnostic], document: Value, source: SourceFile) -> list[Diagnostic]:
    """Findings in the flow's own file get a JSON pointer, and the id of the node that they are in."""
    located = []
    for found in findings:
        if found.span.source is source:
            path = locate(document, found.span)
            node = path[1] if len(path) > 1 and path[0] == "nodes" else None
            found = replace(found, pointer=json_pointer(path), node=node)
        located.append(found)
    return located
