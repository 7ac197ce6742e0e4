"""The compiler: text -> document -> model -> linked flow -> findings and artifact.

The other files that authors write, such as tests, take the same way as far as the findings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from talkif_schemas.artifact import Artifact
from talkif_schemas.source_map import SourceMap

from .checks import FAMILY_OF, OF_WHOLE, RULES, TOOL_RULES, check_project, run_checks, run_tool_checks
from .checks.scripted import check_test
from .diagnostics import Diagnostic, Label, has_errors, in_order, numbered
from .emit import emit, source_map
from .fields.leaves import Spanned
from .fields.problems import Problems
from .fields.reading import read
from .fields.tools import ToolFile
from .files.bind import bind
from .files.lock_file import read_lock
from .files.project_file import ProjectFields, read_project
from .files.test_file import TestFields
from .limits import MAX_BUNDLE_BYTES, MAX_FILES
from .linking.imported import brought_along
from .linking.link import Linked, library_of, link
from .linking.tested import link_test
from .linking.tool_file import link_tools
from .nodes.jump import Jump
from .nodes.subflow import Subflow
from .repository.recognition import BASELINE_FILE, FLOW_SCHEMA, LOCK_FILE, PROJECT_FILE, FileKind, file_kind
from .source import SourceFile, Span
from .syntax.document import json_pointer
from .syntax.sources import Sources
from .triage import triage


class Compilation(Struct, frozen=True):
    diagnostics: tuple[Diagnostic, ...]
    artifact: Artifact | None
    """None if and only if there is an error among the diagnostics."""
    source_map: SourceMap = field(default_factory=dict)
    """Where the nodes of the artifact are written; imported flows are left out."""


class Examination(Struct, frozen=True):
    diagnostics: tuple[Diagnostic, ...]
    linked: Linked | None
    """None when the flow cannot be read as a whole."""


def compile_flow(
    files: Mapping[str, str],
    entry: str,
    *,
    environment: str | None = None,
    draft: bool = False,
    unread: Mapping[str, str] | None = None,
) -> Compilation:
    """Compile one flow.

    `files`: path inside the repository of flows -> text. `entry`: the path of the flow. `environment`: the one whose
    bindings count; without it, those of all environments do. `draft`: errors of the graph are only warnings. `unread`:
    path of each file that is there, but cannot be read -> why.
    """
    found = examine(files, entry, environment=environment, draft=draft, unread=unread)
    if found.linked is None or has_errors(found.diagnostics):
        return Compilation(found.diagnostics, None)
    called = _called_flows(found.linked, files, environment, unread)
    if called.broken:
        return Compilation(in_order((*found.diagnostics, *called.broken)), None)
    places = {found.linked.flow.id: source_map(found.linked), **called.source_map}
    return Compilation(found.diagnostics, emit(found.linked, called.artifacts), places)


def check_flow(
    files: Mapping[str, str],
    entry: str,
    *,
    environment: str | None = None,
    draft: bool = False,
    unread: Mapping[str, str] | None = None,
    run: Callable[[Linked], Iterable[Diagnostic]] = run_checks,
) -> tuple[Diagnostic, ...]:
    """The findings of `compile_flow`, without the cost of an artifact. `run`: runs the checks."""
    return examine(files, entry, environment=environment, draft=draft, unread=unread, run=run).diagnostics


def examine(
    files: Mapping[str, str],
    entry: str,
    *,
    environment: str | None = None,
    draft: bool = False,
    unread: Mapping[str, str] | None = None,
    run: Callable[[Linked], Iterable[Diagnostic]] = run_checks,
) -> Examination:
    """`check_flow` for those who go on working with the flow, such as editors and pictures."""
    sources = Sources(files, unread)
    if refusal := _refusal(sources, entry):
        return Examination((refusal,), None)
    linked: Linked | None = None
    document, findings = sources.document(entry)
    project, shared = _shared(sources)
    findings = [*findings, *shared]
    flow, shape = bind(document) if document is not None else (None, [])
    findings += shape
    if flow is None or not flow.is_whole:
        # What cannot be read may have been meant to have it.
        findings = [found for found in findings if found.rule not in OF_WHOLE]
    if flow is not None:
        linked, links = link(flow, sources, project, environment)
        findings += links
        findings += run(linked)
    relaxed = frozenset(rule for rule, family in FAMILY_OF.items() if family == "graph") if draft else frozenset()
    findings = triage(_located(findings, sources), sources, project, RULES, {entry: RULES}, relaxed=relaxed)
    return Examination(in_order(findings), linked)


def check_file(
    files: Mapping[str, str],
    entry: str,
    *,
    kind: FileKind | None = None,
    environment: str | None = None,
    draft: bool = False,
    unread: Mapping[str, str] | None = None,
    run: Callable[[Linked], Iterable[Diagnostic]] = run_checks,
) -> tuple[Diagnostic, ...]:
    """The findings of a file of any kind; for a flow, those of `check_flow`.

    `kind`: what the file is meant as, where neither its name nor its text says.
    """
    kind = (file_kind(entry, files[entry]) if entry in files else None) or kind
    if kind == "flow":
        return check_flow(files, entry, environment=environment, draft=draft, unread=unread, run=run)
    sources = Sources(files, unread)
    if refusal := _refusal(sources, entry):
        return (refusal,)
    project, shared = _shared(sources)
    asked: Mapping[str, Collection[str]] = {}
    findings = [*shared, *read_lock(sources)[1]]
    match kind:
        case "test":
            findings += _check_test(sources, entry, project)
            asked = {entry: RULES}
        case "tools":
            findings += _check_tools(sources, entry, project, environment)
            asked = {entry: TOOL_RULES}
        case "project" if entry != PROJECT_FILE:
            findings += read_project(files[entry], entry)[1]
        case None:
            findings.append(_unknown(Span(SourceFile(entry, files[entry]), 0, 0)))
    return in_order(triage(_located(findings, sources), sources, project, RULES, asked))


def _check_test(sources: Sources, entry: str, project: ProjectFields | None) -> Iterator[Diagnostic]:
    document, syntax = sources.document(entry)
    yield from syntax
    if document is None:
        return
    problems = Problems()
    test = read(TestFields, document, problems)
    yield from problems.found
    if test is not None:
        library, _ = library_of(sources)
        yield from check_test(link_test(test, library, project))


def _check_tools(
    sources: Sources, entry: str, project: ProjectFields | None, environment: str | None
) -> Iterator[Diagnostic]:
    document, syntax = sources.document(entry)
    yield from syntax
    if document is None:
        return
    problems = Problems()
    tools = read(ToolFile, document, problems)
    yield from problems.found
    if tools is not None:
        yield from run_tool_checks(link_tools(tools, problems, sources, project, environment))


class _Called(Struct):
    """Every flow that a flow leads to, however far away."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)
    source_map: SourceMap = field(default_factory=dict)
    broken: list[Diagnostic] = field(default_factory=list)


def _called_flows(
    linked: Linked, files: Mapping[str, str], environment: str | None, unread: Mapping[str, str] | None
) -> _Called:
    """`linked` has no errors."""
    called = _Called()
    imports: dict[str, Artifact] = {}
    seen = {linked.flow.id}
    waiting = _calls(linked)
    while waiting:
        name = waiting.pop()
        if name.value in seen:
            continue
        seen.add(name.value)
        path = linked.library.path(name.value)
        if path is None:
            artifact = linked.library.artifact(name.value)
            assert artifact is not None, "a flow that is not there is an error"
            imports[name.value] = artifact
            continue
        found = examine(files, path, environment=environment, unread=unread)
        if found.linked is None or has_errors(found.diagnostics):
            called.broken.append(_broken(name, path, found.diagnostics))
            continue
        called.artifacts[name.value] = emit(found.linked, {})
        called.source_map[name.value] = source_map(found.linked)
        waiting += _calls(found.linked)
    called.artifacts |= brought_along(imports, {linked.flow.id, *linked.library.names()})
    return called


def _broken(name: Spanned[str], path: str, findings: Iterable[Diagnostic]) -> Diagnostic:
    """With the first error of the flow at `path`, which the reader may not be looking at."""
    first = next(found for found in findings if found.severity == "error")
    related = (Label(first.span, first.message),)
    message = f"the flow `{name.value}` has errors"
    return RULES["broken-flow"].at(name.span, message, help=f"Validate {path}.", related=related)


def _calls(linked: Linked) -> list[Spanned[str]]:
    return [node.flow for node in linked.nodes.values() if isinstance(node, Subflow | Jump)]


def _unknown(start: Span) -> Diagnostic:
    message = "this is no flow, test, file of tools, project file, lock file or baseline"
    advice = f"A flow begins with `schema: {FLOW_SCHEMA}`. Prompts are checked with the flows that pull them in."
    return RULES["unknown-file"].at(start, message, help=advice)


def _shared(sources: Sources) -> tuple[ProjectFields | None, list[Diagnostic]]:
    """The project, and what is wrong with the files that all others share. Further ones are reported where named."""
    source = sources.get(PROJECT_FILE)
    project, found = read_project(source.text) if source is not None else (None, ())
    checked = check_project(project) if project is not None else ()
    return project, [*found, *checked, *_unread(sources)]


def _refusal(sources: Sources, entry: str) -> Diagnostic | None:
    source = sources.get(entry)
    start = Span(source or SourceFile(entry, ""), 0, 0)
    if sources.count > MAX_FILES or sources.size_bytes > MAX_BUNDLE_BYTES:
        message = f"a flow and its files are at most {MAX_FILES} files and {MAX_BUNDLE_BYTES:,} bytes together"
        return Diagnostic("file-too-large", "error", message, start)
    if source is None and entry in sources.unread:
        return RULES["broken-reference"].at(start, f"the file cannot be read: {sources.unread[entry]}")
    if source is None:
        return RULES["broken-reference"].at(start, f"the file `{entry}` is not among the files")
    return None


def _unread(sources: Sources) -> Iterator[Diagnostic]:
    for path in (PROJECT_FILE, LOCK_FILE, BASELINE_FILE):
        if path in sources.unread:
            place = Span(SourceFile(path, ""), 0, 0)
            yield RULES["broken-reference"].at(place, f"the file cannot be read: {sources.unread[path]}")


def _located(findings: Iterable[Diagnostic], sources: Sources) -> list[Diagnostic]:
    """Findings get a JSON pointer into their file, the id of the node that they are in, and their ordinal."""
    located = []
    for found in findings:
        locator = sources.locator(found.span.file) if found.span.file.endswith((".yaml", ".yml")) else None
        path = locator.path(found.span) if locator is not None else ()
        node = path[1] if len(path) > 1 and path[0] == "nodes" else None
        located.append(replace(found, pointer=json_pointer(path), node=node))
    return numbered(located)
