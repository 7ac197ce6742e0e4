"""Findings of the template and expression analysers, as findings of the flow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.analysis import NameProblem
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span


def of_rule(rule: Rule, linked: Linked) -> Iterator[Diagnostic]:
    for analysis in linked.analyses:
        for problem in analysis.problems:
            if problem.rule == rule.id:
                yield rule.at(problem.span, problem.message, help=problem.help, fixes=_fixes(problem))


def _fixes(problem: NameProblem) -> tuple[Fix, ...]:
    """Where it is clear which word of the text is the wrong one."""
    if problem.slip is None:
        return ()
    written, meant = problem.slip
    places = list(re.finditer(rf"(?<![\w-]){re.escape(written)}(?![\w-])", problem.span.text))
    if len(places) != 1:
        return ()
    start = problem.span.start + places[0].start()
    edit = Edit(Span(problem.span.source, start, start + len(written)), meant)
    return (Fix(f"Write `{meant}`", (edit,), "unsafe"),)
