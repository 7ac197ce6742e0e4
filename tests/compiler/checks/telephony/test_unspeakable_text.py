"""What `fix` makes of text that cannot be spoken, in every way that YAML can write it."""

from __future__ import annotations

import pytest

from talkif_compiler.fix import plan_fixes
from talkif_compiler.pipeline import compile_flow
from talkif_compiler.templates import parse

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
nodes:
  greet:
    type: say
    text: {text}
    next: bye
  bye: {{type: end}}
"""


def fixed(text: str) -> str:
    before = FLOW.format(text=text)
    plan = plan_fixes(compile_flow({"a.yaml": before}, "a.yaml").diagnostics, ("safe", "unsafe"))
    after = before
    for edit in reversed(plan.edits.get("a.yaml", ())):
        after = after[: edit.span.start] + edit.replacement + after[edit.span.end :]
    assert not [item for item in compile_flow({"a.yaml": after}, "a.yaml").diagnostics if item.severity == "error"]
    return after.removeprefix(FLOW.partition("{text}")[0]).partition("\n    next")[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"Order 1234567."', "\"Order {{spell '1234567'}}.\""),
        ("'Order 1234567.'", "'Order {{spell \"1234567\"}}.'"),
        ("Order **1234** now", "Order 1234 now"),
        ("Order 1234567", "Order 1234567"),
        ('"It is 🍕 time, 👍 and 😀"', '"It is time, and"'),
        ("😀 Order {{account.name}} 👍 now", "Order {{account.name}} now"),
        ("|\n      👍 Order 😀\n      now", "|\n      Order\n      now"),
        # Nothing would be left to say, or something else than a text.
        ('"👍"', '"👍"'),
        ("👍 😀", "👍 😀"),
        ("😀 - Order", "😀 - Order"),
        ("Note:😀 order", "Note:😀 order"),
        ("|\n      Order\n      # 1234567", "|\n      Order\n      {{spell '1234567'}}"),
    ],
)
def test_the_flow_is_still_valid(before: str, after: str) -> None:
    assert fixed(before) == after


def test_only_what_is_between_the_tags_is_judged() -> None:
    text = "{{default contact.firstName '+14155550123'}}{{! www.example.com }}"
    assert parse(text)
    assert fixed(f'"{text}"') == f'"{text}"'
