from __future__ import annotations

from talkif_compiler.checks import RULES
from talkif_compiler.pipeline import check_flow
from talkif_compiler.repository.recognition import BASELINE_FILE
from talkif_compiler.triage.baseline import baseline_text

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
  lost: {type: end}
"""


def rules(flow: str, baseline: str) -> list[str]:
    return [found.rule for found in check_flow({"a.yaml": flow, BASELINE_FILE: baseline}, "a.yaml")]


def test_what_was_there_before_is_left_out_even_when_lines_move() -> None:
    baseline = baseline_text(check_flow({"a.yaml": FLOW}, "a.yaml"), RULES)
    assert rules(FLOW, baseline) == []
    assert rules("# A remark.\n" + FLOW, baseline) == []
    assert rules(FLOW + "  more: {type: end}\n", baseline) == ["unreachable-node"]


def test_one_that_was_accepted_accepts_no_second_one_beside_it() -> None:
    flow = FLOW.replace("Hello.", "This is **very** good.").replace("  lost: {type: end}\n", "")
    baseline = baseline_text(check_flow({"a.yaml": flow}, "a.yaml"), RULES)
    assert rules(flow, baseline) == []
    assert rules(flow.replace("good.", "good, **very** good."), baseline) == ["unspeakable-text"]


def test_what_no_artifact_can_do_without_is_never_accepted() -> None:
    broken = FLOW.replace("next: bye", "next: by")
    baseline = baseline_text(check_flow({"a.yaml": broken}, "a.yaml"), RULES)
    assert "broken-reference" in rules(broken, baseline)


def test_a_damaged_baseline_is_an_error_and_hides_nothing() -> None:
    for text in ("{", "[]", "{}", '{"schema": "talkif.baseline/v1", "findings": [1]}'):
        assert rules(FLOW, text) == ["unreachable-node", "wrong-type"]


def test_all_that_has_one_cause_is_accepted_and_what_joins_it_is_not() -> None:
    head = "schema: talkif.flow/v1\nflow: a\nstart: greet\nvariables: {topic: {type: string}}\nnodes:\n"
    flow = head + '  greet: {type: say, text: "{{topic}}", next: bye}\n  bye: {type: end, say: "{{topic}}"}\n'
    found = check_flow({"a.yaml": flow}, "a.yaml")
    assert [item.rule for item in found] == ["maybe-unset-variable"]
    baseline = baseline_text(found, RULES)
    assert rules(flow, baseline) == []
    more = flow.replace("next: bye", "next: talk")
    more += '  talk: {type: agent, prompt: "It is {{topic}}.", next: [{when: Enough, to: bye}]}\n'
    assert rules(more, baseline) == ["maybe-unset-variable"]
