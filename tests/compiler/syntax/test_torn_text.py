"""Texts without quotes that contain a comma."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import Mapping
from talkif_compiler.syntax.parse import parse
from talkif_compiler.syntax.torn_text import torn_texts

KEYS = ("type", "say", "outcome")
FLOW = """\
schema: talkif.flow/v1
flow: a
start: bye
nodes:
  bye: {type: end, say: Thank you, and goodbye, my friend}
"""


def torn(text: str) -> list[tuple[str, str]]:
    document, _ = parse(SourceFile("a.yaml", text))
    assert isinstance(document, Mapping)
    return [(found.key, found.quoted) for found in torn_texts(document, KEYS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{say: Thank you, my friend}", [("say", '"Thank you, my friend"')]),
        ("{say: One, two,\n  three, outcome: done}", [("say", '"One, two, three"')]),
        ("{say: One, two, outcome: a, b}", [("say", '"One, two"'), ("outcome", '"a, b"')]),
        ("{say: One, outcome}", []),
        ('{say: "One", two}', []),
        ("{say: , two}", []),
        ("{two, say: One}", []),
        ("{say: One, two: three}", []),
        ("{say: One, two: }", []),
        ("say: One\ntwo:\n", []),
    ],
)
def test_words_without_a_colon_belong_to_the_text_before(text: str, found: list[tuple[str, str]]) -> None:
    assert torn(text) == found


def test_one_text_is_one_finding_with_a_fix_that_mends_it() -> None:
    (found,) = [item for item in check_flow({"a.yaml": FLOW}, "a.yaml") if item.severity == "error"]
    assert (found.rule, found.span.text) == ("unknown-key", "and goodbye")
    ((edit,),) = [fix.edits for fix in found.fixes]
    mended = FLOW[: edit.span.start] + edit.replacement + FLOW[edit.span.end :]
    assert check_flow({"a.yaml": mended}, "a.yaml") == ()


def test_a_misspelt_key_is_no_part_of_a_text() -> None:
    flow = FLOW.replace("Thank you, and goodbye, my friend", "Goodbye, outcom")
    (found,) = [item for item in check_flow({"a.yaml": flow}, "a.yaml") if item.severity == "error"]
    assert [fix.title for fix in found.fixes] == ["Rename to `outcome`"]
