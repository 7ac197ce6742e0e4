"""`talkif-flows validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click

from ..diagnostics import Applicability, Diagnostic, Severity
from ..render.text import advice
from ..repository.flow_files import ProjectError
from ..repository.recognition import BASELINE_FILE
from .clock import seconds
from .compiling import Terms, baselines, check_paths
from .fixing import Applied, apply_fixes, fix_diff, merged
from .printing import FORMATS, READ, Format, print_diagnostics, write, write_diff
from .selecting import affected_files
from .writing import replace_file

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="error",
    show_default=True,
    help="Exit with 1 for findings of this severity or a worse one.",
)
@click.option("--fix", is_flag=True, help="Apply the fixes that keep the meaning.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also the fixes that guess.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--changed", is_flag=True, help="PATHS are changed files: check those, and all that reads them.")
@click.option("--env", "environment", help="Only the bindings of this environment count.")
@click.option("--draft", is_flag=True, help="Errors of the graph are only warnings.")
@click.option("--write-baseline", is_flag=True, help="Accept what is found now, in talkif.baseline.json.")
@click.option("--no-cache", is_flag=True, help="Check anew what has not changed.")
@click.option("--all", "show_all", is_flag=True, help="Show all findings of a rule, however many.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings and nothing else.")
@click.pass_context
def validate(
    context: click.Context,
    paths: tuple[Path, ...],
    form: Format,
    fail_on: Severity,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    changed: bool,
    environment: str | None,
    draft: bool,
    write_baseline: bool,
    no_cache: bool,
    show_all: bool,
    quiet: bool,
) -> None:
    """Check flows, tests and all other files of a repository of flows.

    PATHS are such files, or folders that are searched for them.
    """
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    start = seconds()
    allowed: tuple[Applicability, ...] = ("safe", "unsafe") if unsafe_fixes else ("safe",)
    try:
        chosen = affected_files(paths, cache=not no_cache) if changed else list(paths)
        applied = apply_fixes(chosen, allowed) if fix and not diff and chosen else None
        if write_baseline:
            _write_baselines(chosen)
        terms = Terms(environment, draft)
        files = check_paths(chosen, cache=not no_cache, terms=terms) if chosen else []
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    diagnostics = merged(files)
    if diff:
        _print_diff(diagnostics, allowed, quiet)
    else:
        if applied is not None and not quiet:
            write(_done(applied, "applied"), err=form not in READ)
        print_diagnostics(
            diagnostics,
            form,
            [file.kind for file in files],
            paths=[file.path for file in files],
            show_all=show_all,
            quiet=quiet,
            seconds=seconds() - start,
        )
        if form in ("text", "grouped") and not quiet:
            for line in advice(diagnostics):
                write(line)
    context.exit(1 if _fails(diagnostics, fail_on) else 0)


def _write_baselines(paths: Sequence[Path]) -> None:
    for root, text in baselines(paths).items():
        replace_file(root / BASELINE_FILE, text, root)


def _print_diff(diagnostics: Sequence[Diagnostic], allowed: Sequence[Applicability], quiet: bool) -> None:
    applied, text = fix_diff(diagnostics, allowed)
    write_diff(text)
    if not quiet:
        write(_done(applied, "would be applied"), err=True)


def _done(applied: Applied, verb: str) -> str:
    fixes = "1 fix" if applied.fix_count == 1 else f"{applied.fix_count} fixes"
    files = "1 file" if len(applied.files) == 1 else f"{len(applied.files)} files"
    return f"{fixes} {verb} in {files}" if applied.fix_count else f"no fix {verb}"


def _fails(diagnostics: Sequence[Diagnostic], fail_on: Severity) -> bool:
    failing = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
    return any(found.severity in failing for found in diagnostics)
