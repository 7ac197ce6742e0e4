"""`talkif-flows test`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import click

from ..diagnostics import Diagnostic, in_order
from ..graph.revision import RevisionError, RevisionFiles
from ..pipeline import compile_flow
from ..render.text import full
from ..repository.flow_files import ProjectError, find_files, locate, place_of
from ..repository.project import read_bundle
from ..testing import reports
from ..testing.coverage import Coverage, Way, add, ways_of
from ..testing.running import FlowUnderTest, run_tests
from ..testing.script import Result
from .compiling import as_seen_from_here, from_here
from .printing import has_color, write

Format: TypeAlias = Literal["text", "json", "junit", "lcov"]
_WHOLE: dict[Format, Callable[[reports.Report], str]] = {
    "json": reports.json,
    "junit": reports.junit,
    "lcov": reports.lcov,
}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(get_args(Format)), default="text", show_default=True)
@click.option("-k", "only", default="", metavar="TEXT", help="Only the tests with this text in their names.")
@click.option("--since", "revision", metavar="REV", help="Also count the edges that changed since this git revision.")
@click.pass_context
def test(context: click.Context, paths: tuple[Path, ...], form: Format, only: str, revision: str | None) -> None:
    """Run the scripted conversations of flows, and say what they leave untried.

    PATHS are files of tests, or folders that are searched for them. They run on the conversation machine of live calls,
    with a clock that does not wait. Where a model is asked, the script says what it answers.
    """
    try:
        report, findings = _run(paths, only, revision)
    except (ProjectError, RevisionError) as error:
        raise click.UsageError(str(error)) from error
    if not report.total and not report.broken:
        raise click.UsageError(f"no test has `{only}` in its name" if only else "there is no test in these paths")
    for found in findings:
        write(full(found, color=has_color()) + "\n", err=form != "text")
    for line in reports.text(report) if form == "text" else [_WHOLE[form](report)]:
        write(line, encoding=None if form == "text" else "utf-8")
    context.exit(1 if report.failed or report.broken else 0)


def _run(paths: Iterable[Path], only: str, revision: str | None) -> tuple[reports.Report, list[Diagnostic]]:
    known_place_of = lru_cache(place_of)
    results: dict[str, tuple[Result, ...]] = {}
    broken: list[str] = []
    findings: list[Diagnostic] = []
    coverage: dict[str, Coverage] = {}
    tested: dict[str, tuple[Path, FlowUnderTest]] = {}
    for file in find_files(paths):
        if file.kind != "test":
            continue
        root, entry = locate(file.path, known_place_of)
        bundle = read_bundle(root, entry)
        run = run_tests(bundle.files, bundle.entry, unread=bundle.unread, only=only)
        shown = from_here(root, entry)
        if run.tested is None:
            broken.append(shown)
            findings += [found for found in as_seen_from_here(root, run.findings) if found.severity == "error"]
            continue
        if run.results:
            results[shown] = run.results
        for result in run.results:
            add(coverage, run.tested.artifact, result.facts)
            tested[run.tested.artifact.flow] = (root, run.tested)
    then = {root: RevisionFiles(root, revision) for root, _ in tested.values()} if revision else None
    changed = {flow: _changed(then[root], of) for flow, (root, of) in tested.items()} if then is not None else None
    source_maps = {flow: of.source_map for flow, (_, of) in tested.items()}
    return reports.Report(results, tuple(broken), coverage, source_maps, changed), list(in_order(findings))


def _changed(before: RevisionFiles, tested: FlowUnderTest) -> frozenset[Way]:
    """Ways that the flow did not have then: all of them, where it was not there, or had errors."""
    old = compile_flow(before, tested.path).artifact if tested.path in before else None
    return frozenset(ways_of(tested.artifact)) - frozenset(ways_of(old) if old is not None else ())
