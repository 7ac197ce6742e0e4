"""A file of tests, from its text to the results."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from talkif_runtime.dialogue.program import Program
from talkif_schemas.artifact import Artifact
from talkif_schemas.source_map import SourceMap

from ..diagnostics import Diagnostic, has_errors
from ..fields.problems import Problems
from ..fields.reading import read
from ..files.test_file import CaseFields, TestFields
from ..linking.link import library_of
from ..pipeline import check_file, compile_flow
from ..syntax.sources import Sources
from .script import Result, run_case


class FlowUnderTest(Struct, frozen=True):
    """A flow that tests ran."""

    path: str
    """Inside the repository."""
    artifact: Artifact
    source_map: SourceMap


class Run(Struct, frozen=True):
    """Of one file of tests."""

    findings: tuple[Diagnostic, ...]
    """With an error among them, no conversation ran."""
    results: tuple[Result, ...]
    tested: FlowUnderTest | None


def run_tests(files: Mapping[str, str], entry: str, *, unread: Mapping[str, str] | None = None, only: str = "") -> Run:
    """`files`, `entry`, `unread`: as for `check_file`. `only`: text that is in the names of the tests that run."""
    findings = check_file(files, entry, kind="test", unread=unread)
    if has_errors(findings):
        return Run(findings, (), None)
    sources = Sources(files, unread)
    document, _ = sources.document(entry)
    assert document is not None, "what cannot be parsed is an error"
    test = read(TestFields, document, Problems())
    assert test is not None, "what cannot be read is an error"
    path = library_of(sources)[0].path(test.flow.value)
    assert path is not None, "a flow that is not there is an error"
    compilation = compile_flow(files, path, unread=unread)
    if compilation.artifact is None:
        return Run((*findings, *compilation.diagnostics), (), None)
    program = Program(compilation.artifact, "")
    cases: list[CaseFields] = [case for case in test.tests if case is not None and only in case.name.value]
    results = tuple(run_case(case, program) for case in cases)
    return Run(findings, results, FlowUnderTest(path, compilation.artifact, compilation.source_map))
