"""Fixes of spoken lines fit the quotes around them."""

from __future__ import annotations

import pytest

from talkif_compiler.fix import rewritten
from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
inputs: {{day: {{type: date, required: true}}}}
nodes:
  greet:
    type: say
    text: {line}
    next: bye
  bye: {{type: end, say: "Goodbye."}}
"""


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ('"Hi {{contact.firstName}}."', "\"Hi {{default contact.firstName 'there'}}.\""),
        ("'It''s {{contact.firstName}}.'", "'It''s {{default contact.firstName \"there\"}}.'"),
        ("Hi {{ contact.firstName ~}} you.", 'Hi {{ default contact.firstName "there" ~}} you.'),
        (
            "|\n      Hi\n      {{upper contact.company}}.",
            '|\n      Hi\n      {{upper (default contact.company "your company")}}.',
        ),
        (">-\n      Hi on\n      {{day}}.", ">-\n      Hi on\n      {{date day}}."),
        (
            '"\\u0048i {{day}}{{#each contact.tags}} {{../day}}{{/each}}"',
            '"\\u0048i {{date day}}{{#each contact.tags}} {{date ../day}}{{/each}}"',
        ),
    ],
)
def test_a_fixed_line_has_no_finding(line: str, repaired: str) -> None:
    text, expected = FLOW.format(line=line), FLOW.format(line=repaired)
    rules = {"unguarded-contact-field", "raw-value-spoken"}
    fixes = [found.fixes[0] for found in check_flow({"a.yaml": text}, "a.yaml") if found.rule in rules]
    assert rewritten(text, [edit for fix in fixes for edit in fix.edits]) == expected
    assert not rules & {found.rule for found in check_flow({"a.yaml": expected}, "a.yaml")}
