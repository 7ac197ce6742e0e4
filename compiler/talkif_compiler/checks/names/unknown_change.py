"""An `accept` entry names a rule of changes that there is not."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.link import Linked
from ...rule import Rule
from ...semver import RULES
from ...suggest import nearest

RULE = Rule(
    id="unknown-change",
    severity="error",
    summary="An `accept` entry names a rule of changes that there is not.",
    doc="""\
`accept` says which changes since the version before ask for no more than a patch, and why. An entry whose rule does not
exist accepts nothing, and the version gets a higher number than its authors expect. The rules are those that publishing
and the comparison of versions name; `docs/rules/changes.md` lists them.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
accept: [{rule: outcome-remove, subject: lost, reason: Nobody reads it.}]
start: bye
nodes: {bye: {type: end}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
accept: [{rule: outcome-removed, subject: lost, reason: Nobody reads it.}]
start: bye
nodes: {bye: {type: end}}
""",
)

_KNOWN = tuple(rule.id for rule in RULES)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for entry in linked.flow.accept or ():
        if entry is not None and entry.rule.value not in _KNOWN:
            guess = nearest(entry.rule.value, _KNOWN)
            advice = f"Did you mean `{guess}`?" if guess else "docs/rules/changes.md lists them."
            fixes = (Fix(f"Write `{guess}`", (Edit(entry.rule.span, guess),), "unsafe"),) if guess else ()
            yield RULE.at(
                entry.rule.span, f"there is no rule of changes `{entry.rule.value}`", help=advice, fixes=fixes
            )
