from __future__ import annotations

import pytest

from talkif_compiler.fix import plan_fixes, rewritten
from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
variables: {order_id: {type: string}, total: {type: number}}
nodes:
  ask:
    type: collect
    into: order_id
    ask: "Which order?"
    next:
      - {on: done, to: look, set: {total: "12.0"}}
      - {on: gave_up, to: bye}
  look: {type: branch, next: [{if: "vars.total > 1.0", to: tell}, {else: bye}]}
  tell: {type: say, text: "It is {{upper order_id}}, {{default contact.firstName 'you'}}.", next: bye}
  bye: {type: end}
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{{upper order_id}}", "{{upper order_di}}"),
        ("{{upper order_id}}", "{{uper order_id}}"),
        ("contact.firstName", "contact.firstNmae"),
        ("vars.total >", "vars.totl >"),
        ("vars.total >", "total >"),
        ("into: order_id", "into: order_di"),
        ("on: gave_up", "on: gave_upp"),
    ],
)
def test_a_slip_is_mended_by_its_fix(right: str, wrong: str) -> None:
    assert right in FLOW
    text = FLOW.replace(right, wrong)
    found = check_flow({"a.yaml": text}, "a.yaml")
    errors = [item for item in found if item.severity == "error" and item.fixes]
    assert rewritten(text, plan_fixes(errors, ("unsafe",)).edits["a.yaml"]) == FLOW
