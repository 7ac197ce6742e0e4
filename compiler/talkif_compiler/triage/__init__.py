"""What becomes of findings once they are made: how much each weighs, which are accepted, and which belong together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..diagnostics import Diagnostic
from ..files.project_file import ProjectFields
from ..repository.recognition import BASELINE_FILE
from ..rule import Rule
from ..syntax.sources import Sources
from .baseline import accepted
from .causes import gathered
from .severity import unknown_rules, weighed
from .suppression import suppressed


def triage(
    findings: Iterable[Diagnostic],
    sources: Sources,
    project: ProjectFields | None,
    rules: Mapping[str, Rule],
    asked: Mapping[str, Collection[str]],
    *,
    relaxed: frozenset[str] = frozenset(),
) -> list[Diagnostic]:
    """`findings` have their pointers and nodes. `asked`: path -> the rules that have found all that is in the file.

    `relaxed`: rules whose errors are only warnings, as in a draft.
    """
    kept = suppressed(findings, sources, rules, asked)
    if project is not None and project.rules is not None:
        kept = [*weighed(kept, project.rules, rules), *unknown_rules(project.rules, rules)]
    if relaxed:
        kept = [found.with_severity("warning") if _relaxes(found, relaxed) else found for found in kept]
    return gathered(accepted(kept, sources.get(BASELINE_FILE), rules))


def _relaxes(found: Diagnostic, relaxed: frozenset[str]) -> bool:
    return found.severity == "error" and found.rule in relaxed
