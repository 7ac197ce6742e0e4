"""`validate --fix`: apply the fixes that findings carry, and check again until there is nothing more to apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import click
from msgspec import Struct

from ..diagnostics import Applicability, Diagnostic
from ..fix import FixPlan, plan_fixes, rewritten
from ..render.diff import file_diff
from ..render.visible import visible
from ..repository.flow_files import find_files
from ..source import SourceFile
from .compiling import Checked, check_paths
from .writing import read_file, replace_file, repository_of

_MAX_ROUNDS = 10
"""A fix may show what another one hid. Fixes that undo each other would go on for ever."""


class Applied(Struct, frozen=True):
    fix_count: int
    files: tuple[str, ...]


def apply_fixes(paths: Sequence[Path], allowed: Collection[Applicability]) -> Applied:
    """Raises click.UsageError for a file that cannot be written; files written before it stay."""
    repositories = [repository_of(file.path) for file in find_files(paths)]
    count = 0
    files: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        plan = plan_fixes(merged(check_paths(paths)), allowed)
        for file, text in _texts(plan).items():
            target = Path(file)
            replace_file(target, text, _around(target, repositories))
        if not plan.fixes:
            break
        count += len(plan.fixes)
        files.update(plan.edits)
    return Applied(count, tuple(sorted(files)))


def fix_diff(diagnostics: Iterable[Diagnostic], allowed: Collection[Applicability]) -> tuple[Applied, str]:
    """What a first round of fixes would change, as a unified diff."""
    plan = plan_fixes(diagnostics, allowed)
    text = "".join(file_diff(file, read_file(Path(file)), changed) for file, changed in _texts(plan).items())
    return Applied(len(plan.fixes), tuple(plan.edits)), text


def merged(files: Iterable[Checked]) -> tuple[Diagnostic, ...]:
    """Findings of all files by file and place. What several flows find in a file that they share is kept once."""
    unique: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    for file in files:
        for found in file.findings:
            place = (found.span.file, found.span.start, found.span.end, found.rule, found.message)
            unique.setdefault(place, found)
    return tuple(unique[place] for place in sorted(unique))


def _texts(plan: FixPlan) -> dict[str, str]:
    """File -> its text after the edits. Raises click.UsageError when a file is not what the findings are about."""
    texts = {}
    for file, edits in plan.edits.items():
        before = read_file(Path(file))
        if SourceFile(file, before).text != edits[0].span.source.text:
            raise click.UsageError(f"{visible(file)}: the file changed while it was being checked; run again")
        texts[file] = rewritten(before, edits)
    return texts


def _around(target: Path, repositories: Sequence[Path]) -> Path:
    """The repository that a file really is in, else the one that it should be in."""
    real = target.resolve()
    return next((folder for folder in repositories if real.is_relative_to(folder.resolve())), repositories[0])
