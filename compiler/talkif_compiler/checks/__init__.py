"""Rules, one per file, in a folder per family. A new one is its file, a golden pair, and one line in its family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ..diagnostics import Diagnostic
from ..files.project_file import ProjectFields
from ..limits import MAX_FINDINGS_PER_RULE
from ..linking.link import Linked
from ..rule import Rule
from . import compliance, dataflow, dialogue, graph, latency, names, services, source, telephony
from .compliance import secret_literal
from .family import Check, Family
from .services import unknown_provider

FAMILIES: tuple[Family, ...] = (
    source.FAMILY,
    names.FAMILY,
    graph.FAMILY,
    dataflow.FAMILY,
    dialogue.FAMILY,
    telephony.FAMILY,
    services.FAMILY,
    latency.FAMILY,
    compliance.FAMILY,
)

ALL_CHECKS: tuple[Check, ...] = tuple(check for family in FAMILIES for check in family.checks)

RULES: dict[str, Rule] = {check.rule.id: check.rule for check in ALL_CHECKS}

FAMILY_OF: dict[str, str] = {check.rule.id: family.id for family in FAMILIES for check in family.checks}
"""Rule -> id of its family."""


TOOL_RULES: frozenset[str] = frozenset(check.rule.id for check in ALL_CHECKS if check.of_tools or check.run is None)
"""Those that find all that they have to find in a file of tools, without a flow that uses it."""

OF_WHOLE: frozenset[str] = frozenset(check.rule.id for check in ALL_CHECKS if check.of_whole)
"""Those that say that something is missing."""


def run_checks(linked: Linked) -> list[Diagnostic]:
    return list(check_families(FAMILIES, linked))


def run_tool_checks(linked: Linked) -> Iterator[Diagnostic]:
    """Of a file of tools by itself."""
    return _run((check for check in ALL_CHECKS if check.of_tools), linked)


def check_project(project: ProjectFields) -> Iterator[Diagnostic]:
    """What is wrong with the project, whatever its flows are."""
    yield from islice(secret_literal.in_project(project.mapping), MAX_FINDINGS_PER_RULE)
    yield from islice(unknown_provider.in_project(project), MAX_FINDINGS_PER_RULE)


def check_families(families: Iterable[Family], linked: Linked) -> Iterator[Diagnostic]:
    return _run((check for family in families for check in family.checks), linked)


def _run(checks: Iterable[Check], linked: Linked) -> Iterator[Diagnostic]:
    """At most MAX_FINDINGS_PER_RULE of each rule."""
    for check in checks:
        if check.run is not None and (linked.flow.is_whole or not check.of_whole):
            yield from islice(check.run(linked), MAX_FINDINGS_PER_RULE)
