from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: x
nodes:
  x: {type: branch, next: [{if: "CONDITION", to: bye}, {else: y}]}
  y: {type: end, say: Until then.}
  bye: {type: end, say: Goodbye.}
"""


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ("call.metadata.plan == 'pro'", ["call.metadata.plan"]),
        ("'size' in call.metadata && call.metadata.plan == 'pro'", ["call.metadata.plan"]),
        ("'plan' in call.metadata && call.metadata.plan == 'pro'", []),
        ("has(call.metadata.plan) && call.metadata.plan == 'pro'", []),
        ("'plan' in contact.customFields && contact.customFields.plan == 'pro'", []),
    ],
)
def test_a_member_that_is_asked_for_is_there(condition: str, places: list[str]) -> None:
    found = check_flow({"a.yaml": FLOW.replace("CONDITION", condition)}, "a.yaml")
    assert [item.span.text for item in found if item.rule == "nullable-in-condition"] == places
