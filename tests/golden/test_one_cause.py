"""One root cause gives one finding: whatever a flow without findings has, it is broken, and nothing else is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from talkif_compiler.checks import ALL_CHECKS, RULES
from talkif_compiler.pipeline import check_flow
from talkif_compiler.rule import Rule, example_files
from talkif_compiler.source import SourceFile, Span
from talkif_compiler.syntax.document import Mapping, Scalar, Sequence, Value
from talkif_compiler.syntax.parse import parse

ENTRY = "flows/example.yaml"
NOT_READ = "[[0]]"
"""What no field takes."""
OF_WHOLE = {check.rule.id for check in ALL_CHECKS if check.of_whole} | {"unused-suppression"}
"""Rules that say nothing of a flow that cannot be read as a whole."""


def keys_and_values(value: Value) -> Iterator[tuple[Scalar | None, Value]]:
    if isinstance(value, Mapping):
        for entry in value.entries.values():
            yield entry.key, entry.value
            yield from keys_and_values(entry.value)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield None, item
            yield from keys_and_values(item)


def misspelt(key: str) -> str:
    swapped = key[:-2] + key[-1] + key[-2]
    return swapped if swapped != key else key + "x"


def replaced(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def broken(text: str) -> Iterator[tuple[str, str]]:
    """The rule that is broken, and the text with one thing changed."""
    document, _ = parse(SourceFile(ENTRY, text))
    assert document is not None
    for key, value in keys_and_values(document):
        if text[value.span.start - 1] != "\n":
            yield "wrong-type", replaced(text, value.span, NOT_READ)
        if key is not None and len(key.text) > 2:
            yield "unknown-key", replaced(text, key.span, misspelt(key.text))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_what_is_not_read_is_one_finding(rule: Rule) -> None:
    files = example_files(rule.good, ENTRY)
    usual = {(found.rule, found.message) for found in check_flow(files, ENTRY)}
    told = 0
    for expected, text in broken(files[ENTRY]):
        found = [item for item in check_flow({**files, ENTRY: text}, ENTRY) if (item.rule, item.message) not in usual]
        # Names that authors choose, and values of any form, may be anything.
        if any(item.rule == expected for item in found):
            told += 1
            assert len(found) == 1, (text, [item.message for item in found])
    assert told


def with_broken_notes(text: str) -> Iterator[str]:
    """The text with a note in each node in turn that cannot be read."""
    document, _ = parse(SourceFile(ENTRY, text))
    nodes = document.entries["nodes"].value if isinstance(document, Mapping) and "nodes" in document.entries else None
    for entry in nodes.entries.values() if isinstance(nodes, Mapping) else ():
        if isinstance(entry.value, Mapping) and entry.value.entries and "note" not in entry.value.entries:
            start = next(iter(entry.value.entries.values())).key.span.start
            indent = "\n" + " " * (start - text.rfind("\n", 0, start) - 1)
            yield f"{text[:start]}note: {NOT_READ}{', ' if text[start - 1] == '{' else indent}{text[start:]}"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_what_is_not_read_hides_nothing(rule: Rule) -> None:
    files = example_files(rule.bad, ENTRY)
    usual = {(found.rule, found.message) for found in check_flow(files, ENTRY) if found.rule not in OF_WHOLE}
    for text in with_broken_notes(files[ENTRY]):
        found = {(item.rule, item.message) for item in check_flow({**files, ENTRY: text}, ENTRY)}
        assert found >= usual, text
