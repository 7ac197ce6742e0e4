"""Findings of the template and expression analysers, as findings of the flow."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule


def of_rule(rule: Rule, linked: Linked) -> Iterator[Diagnostic]:
    for analysis in linked.analyses:
        for problem in analysis.problems:
            if problem.rule == rule.id:
                yield rule.at(problem.span, problem.message, help=problem.help)
