from __future__ import annotations

import pytest

from talkif_compiler.fix import plan_fixes, rewritten
from talkif_compiler.limits import MAX_FINDINGS_PER_RULE
from talkif_compiler.pipeline import check_file

FLOW = """\
schema: talkif.flow/v1
flow: shop
inputs: {plan: {type: enum, values: [free, pro], required: true}, seats: {type: integer}}
variables: {code: {type: string, pattern: "[0-9]{6}"}, order: {type: object, properties: {total: {type: number}}}}
outcomes: [resolved]
tools:
  find: {description: Finds., parameters: {id: {type: string, required: true}}, url: "https://example.com/{{args.id}}"}
handlers: [{when: They ask for a person, to: human}]
start: talk
nodes:
  talk: {type: agent, prompt: Chat., tools: [find], extract: [code], next: [{when: They are done, to: bye}]}
  verify: {type: subflow, flow: verify, next: [{on: "exit:done", to: bye}]}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end, outcome: resolved}
"""
VERIFY = """\
schema: talkif.flow/v1
flow: verify
variables: {pin: {type: string}}
outcomes: [known]
start: ask
nodes:
  ask: {type: agent, prompt: Ask., next: [{when: They know it, to: call}]}
  call: {type: http, url: "https://example.com", next: [{on: success, to: out}, {on: failure, to: out}]}
  out: {type: end, outcome: known}
"""
TEST = "schema: talkif.test/v1\nflow: shop\ntests:\n  - name: t\n    inputs: {plan: pro}\n"
ENTRY = "flows/shop.test.yaml"


def found(test: str, flow: str = FLOW, *, head: str = TEST) -> list[tuple[str, str]]:
    """Rule, and the text that it points at."""
    files = {"flows/shop.yaml": flow, "flows/verify.yaml": VERIFY, ENTRY: head + test}
    return [(item.rule, item.span.text) for item in check_file(files, ENTRY)]


def step(text: str) -> list[tuple[str, str]]:
    return found(f"    script: [{text}]\n")


@pytest.mark.parametrize(
    "text",
    [
        "bot: {node: talk, says: Hi}",
        "llm: {choose: bye}",
        "llm: {choose: human}",
        "llm: {choose: human_2}",
        'llm: {call: {find: {id: "1"}}}',
        "expect: {node: human, vars: {code: '123456', order: {total: 1, more: true}}}",
        "expect: {vars: {code: null}}",
    ],
)
def test_what_the_flow_has_may_be_named(text: str) -> None:
    assert step(text) == []


@pytest.mark.parametrize("text", ["bot: {node: ask}", "llm: {choose: call}", "expect: {vars: {pin: '1'}, node: out}"])
def test_so_may_what_the_flows_have_that_it_runs(text: str) -> None:
    assert step(text) == []
    assert found("    mocks: {call: {}, find: {error: down}}\n    script: []\n") == []


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("bot: {node: tlk}", "broken-reference", "tlk"),
        ("expect: {node: tlk}", "broken-reference", "tlk"),
        ("llm: {choose: tlk}", "broken-reference", "tlk"),
        ("llm: {choose: verify}", "broken-reference", "verify"),
        ("llm: {choose: verify_2}", "broken-reference", "verify_2"),
        ("llm: {call: {fnd: {}}}", "unknown-tool", "fnd"),
        ("llm: {call: {find: {ids: '1'}}}", "tool-arguments", "ids"),
        ("llm: {call: {find: {id: 1}}}", "tool-arguments", "1"),
        ("expect: {vars: {cod: '123456'}}", "undefined-variable", "cod"),
        ("expect: {vars: {code: 123456}}", "wrong-type", "123456"),
        ("expect: {vars: {code: '12345'}}", "wrong-type", "'12345'"),
        ("expect: {vars: {order: {total: much}}}", "wrong-type", "much"),
        ("expect: {vars: {order: []}}", "wrong-type", "[]"),
    ],
)
def test_steps_name_what_is_there_and_values_fit(text: str, rule: str, place: str) -> None:
    assert step(text) == [(rule, place)]


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("inputs: {plan: pro, plam: pro}", "undefined-variable", "plam"),
        ("inputs: {plan: gold}", "wrong-type", "gold"),
        ("inputs: {plan: pro, seats: 1.5}", "wrong-type", "1.5"),
        ("inputs: {plan: pro, seats: true}", "wrong-type", "true"),
        ("inputs: {seats: 2}", "missing-field", "inputs"),
        ("now: '2026-03-02T10:00:00Z'", "missing-field", "t"),
        ("inputs: {plan: pro}\n    contact: {firstNam: Ana}", "undefined-variable", "firstNam"),
        ("inputs: {plan: pro}\n    contact: {tags: [1]}", "wrong-type", "1"),
        ("inputs: {plan: pro}\n    call: {direction: sideways}", "wrong-type", "sideways"),
        ("inputs: {plan: pro}\n    mocks: {talk: {}}", "unknown-tool", "talk"),
        ("inputs: {plan: pro}\n    outcome: known", "unknown-outcome", "known"),
    ],
)
def test_what_a_conversation_begins_and_ends_with_fits(text: str, rule: str, place: str) -> None:
    head = TEST.replace("    inputs: {plan: pro}\n", f"    {text}\n")
    assert found("    script: []\n", head=head) == [(rule, place)]


def test_the_outcomes_of_a_flow_that_is_jumped_to_are_those_of_the_call() -> None:
    flow = FLOW.replace(
        '{type: subflow, flow: verify, next: [{on: "exit:done", to: bye}]}', "{type: jump, flow: verify}"
    )
    assert found("    script: []\n    outcome: known\n", flow) == []


def test_a_test_of_no_flow_and_of_a_broken_one_are_told_apart() -> None:
    assert found("    script: []\n", head=TEST.replace("shop", "shp")) == [("unknown-flow", "shp")]
    assert found("    script: []\n", "schema: talkif.flow/v1\nflow: shop\nnodes: []\n") == [("broken-flow", "shop")]


def test_names_may_be_in_parts_that_cannot_be_read() -> None:
    flow = FLOW.replace("  verify: {type: subflow,", "  verify: {type: subflw,")
    assert found("    script: [{bot: {node: ask}}, {llm: {choose: ask}}]\n", flow) == []


def test_a_pattern_with_a_fault_is_no_finding_of_the_test() -> None:
    assert found("    script: [{expect: {vars: {code: x}}}]\n", FLOW.replace("[0-9]{6}", "(")) == []


def test_a_number_where_text_belongs_is_put_in_quotes() -> None:
    text = TEST + "    script: [{expect: {vars: {code: 123456}}}]\n"
    files = {"flows/shop.yaml": FLOW, "flows/verify.yaml": VERIFY, ENTRY: text}
    plan = plan_fixes(check_file(files, ENTRY), ("unsafe",))
    mended = rewritten(text, plan.edits[ENTRY])
    assert mended == text.replace("123456", '"123456"')
    assert check_file({**files, ENTRY: mended}, ENTRY) == ()


def test_findings_of_a_rule_are_bounded() -> None:
    steps = ", ".join("{bot: {node: nobody}}" for _ in range(MAX_FINDINGS_PER_RULE + 10))
    assert len(found(f"    script: [{steps}]\n")) == MAX_FINDINGS_PER_RULE


def test_reports_tell_tests_by_their_names() -> None:
    again = "".join(f"  - {{name: {name}, inputs: {{plan: pro}}, script: []}}\n" for name in ("t", "u"))
    again = f"    script: []\n{again}"
    assert found(again) == [("repeated-item", "t")]
