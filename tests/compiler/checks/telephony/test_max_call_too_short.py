from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
settings: {max_call: LIMIT}
start: hold
nodes:
  hold: {type: wait, for: 5s, next: bye}
  bye: {type: end, say: Goodbye.}
"""


@pytest.mark.parametrize(
    ("limit", "rules"), [("2s", ["max-call-too-short"]), ("0s", ["wrong-type"]), ("soon", ["wrong-type"]), ("1m", [])]
)
def test_a_limit_that_is_none_is_not_too_short_as_well(limit: str, rules: list[str]) -> None:
    found = check_flow({"a.yaml": FLOW.replace("LIMIT", limit)}, "a.yaml")
    assert [item.rule for item in found if item.severity == "error"] == rules
