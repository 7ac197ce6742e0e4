"""Severities that a project gives to rules, everywhere or for some files and nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from ..diagnostics import Diagnostic
from ..fields.leaves import Spanned
from ..files.project_file import OverrideFields, RulesFields, severity_of
from ..misspelling import respelt
from ..rule import Rule
from ..suggest import nearest


def weighed(findings: Iterable[Diagnostic], fields: RulesFields, rules: Mapping[str, Rule]) -> list[Diagnostic]:
    """What is switched off is left out. Rules that no artifact can do without keep their severity."""
    weighted = []
    for found in findings:
        word = _word(found, fields)
        if word is None or rules[found.rule].required:
            weighted.append(found)
        elif (severity := severity_of(word)) is not None:
            weighted.append(found.with_severity(severity))
    return weighted


def _word(found: Diagnostic, fields: RulesFields) -> Spanned[str] | None:
    word = (fields.severity or {}).get(found.rule)  # type: ignore[call-overload]
    for override in fields.overrides or ():
        if override is not None and found.rule in override.severity and _covers(override, found):
            word = override.severity[found.rule] or word  # type: ignore[index]
    return word  # type: ignore[no-any-return]


def _covers(override: OverrideFields, found: Diagnostic) -> bool:
    if not any(fnmatchcase(found.span.file, pattern.value) for pattern in override.files):
        return False
    if override.nodes is None:
        return True
    return found.node is not None and any(fnmatchcase(found.node, pattern.value) for pattern in override.nodes)


def unknown_rules(fields: RulesFields, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """Names of rules in the project file that no rule has, and rules that cannot be set."""
    tables = [fields.severity, *(override.severity for override in fields.overrides or () if override is not None)]
    for table in tables:
        for name in table or {}:
            if name not in rules:
                message = f"there is no rule `{name}`"
                fixes = respelt(name.span, name, rules)
                yield rules["unknown-rule"].at(name.span, message, help=which_rule(name, rules), fixes=fixes)
            elif rules[name].required:
                message = f"`{name}` cannot be changed: no artifact can be made from a flow that has it"
                yield rules["unknown-rule"].at(name.span, message, help="Remove the line.")


def which_rule(name: str, rules: Mapping[str, Rule]) -> str:
    guess = nearest(name, rules)
    known = "`talkif-flows explain --all` lists them."
    return f"Did you mean `{guess}`? {known}" if guess else known
