from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

HEAD = """\
schema: talkif.flow/v1
flow: a
start: ask
variables: {z: {type: string}}
"""
REST = """\
  bye: {type: end, say: "Bye {{default z 'you'}}."}
"""


def findings(nodes: str, head: str = HEAD) -> list[tuple[str, str]]:
    found = check_flow({"flows/a.yaml": f"{head}nodes:\n{nodes}{REST}"}, "flows/a.yaml")
    return [(item.rule, item.span.text) for item in found]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        pytest.param(
            '{type: collect, into: z, ask: "{{nosuch}}?", retries: {max: lots}, next: [{on: done, to: nope}]}',
            [("collect-without-gave-up", "collect"), ("undefined-variable", "nosuch"), ("wrong-type", "lots"),
             ("broken-reference", "nope")],
            id="a field inside a field",
        ),
        pytest.param(
            "{type: say, text: Hi., interruptible: maybe, next: nope}",
            [("wrong-type", "maybe"), ("broken-reference", "nope")],
            id="next without a list",
        ),
        pytest.param(
            '{type: saay, text: "{{nosuch}}", next: nope}',
            [("wrong-type", "saay"), ("undefined-variable", "nosuch"), ("broken-reference", "nope")],
            id="an unknown type",
        ),
        pytest.param(
            '{typ: say, text: "{{nosuch}}", next: nope}',
            [("unknown-key", "typ"), ("undefined-variable", "nosuch"), ("broken-reference", "nope")],
            id="a misspelt type",
        ),
        pytest.param(
            '{type: say, blah: "Hi.", next: [{if: "vars.nosuch == 1", to: bye, set: {who: "1"}}, {else: nope}]}',
            [("missing-field", ""), ("unknown-key", "blah"), ("undefined-variable", "nosuch"),
             ("undefined-variable", "who"), ("broken-reference", "nope")],
            id="conditions and assignments",
        ),
        pytest.param(
            '{type: collect, into: y, ask: [Who?], next: [{on: done, to: bye}, {on: gave_up, to: b-e}]}',
            [("undefined-variable", "y"), ("wrong-type", "[Who?]"), ("wrong-type", "b-e")],
            id="two broken fields",
        ),
    ],
)  # fmt: skip
def test_names_are_checked_beside_what_cannot_be_read(node: str, expected: list[tuple[str, str]]) -> None:
    found = findings(f"  ask: {node}\n")
    assert [(rule, text if rule != "missing-field" else "") for rule, text in found] == expected


def test_so_they_are_in_settings() -> None:
    head = HEAD + "settings: {idle: {after: 8, prompts: ['{{nosuch}}?'], then: nope}}\n"
    assert findings("  ask: {type: say, text: Hi., next: bye}\n", head) == [
        ("wrong-type", "8"),
        ("undefined-variable", "nosuch"),
        ("broken-reference", "nope"),
    ]


PLAN = "inputs: {plan: {type: enum, values: [free, pro, max], default: free}}\n"


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ("{free: [x], por: bye, max: nope}, next: [{else: gone}]",
         [("wrong-type", "[x]"), ("unknown-case", "por"), ("broken-reference", "nope"), ("broken-reference", "gone")]),
        ("{free: b-e, pro: bye}", [("missing-else", "inputs.plan"), ("wrong-type", "b-e")]),
        ("{free: b-e, pro: bye, max: bye}", [("wrong-type", "b-e")]),
    ],
)  # fmt: skip
def test_one_broken_case_hides_nothing_else(cases: str, expected: list[tuple[str, str]]) -> None:
    assert findings(f"  ask: {{type: switch, on: inputs.plan, cases: {cases}}}\n", HEAD + PLAN) == expected


@pytest.mark.parametrize(
    ("written", "broken", "expected"),
    [
        ("flow: a", "flow: My_Flow", ("wrong-type", "My_Flow")),
        ("flow: a", "flow: [a]", ("wrong-type", "[a]")),
        ("flow: a\n", "", ("missing-field", "schema")),
        ("schema: talkif.flow/v1", "schema: talkif.flow/v2", ("wrong-type", "talkif.flow/v2")),
        ("schema: talkif.flow/v1\n", "", ("missing-field", "flow")),
    ],
)
def test_a_wrong_first_line_hides_nothing_else(written: str, broken: str, expected: tuple[str, str]) -> None:
    nodes = (
        '  ask: {type: collect, into: z, ask: "Who?", next: [{on: done, to: bye}]}\n'
        '  lost: {type: say, text: "{{z}}"}\n'
    )
    usual = findings(nodes)
    assert {rule for rule, _ in usual} >= {"collect-without-gave-up", "unreachable-node", "dead-end"}
    assert sorted(findings(nodes, HEAD.replace(written, broken))) == sorted([*usual, expected])


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("{type: agent, prompt: P., tools: [nn], max_turns: x, next: [{on: done, to: bye}, {when: Sure, to: bye}]}",
         [("unknown-tool", "nn"), ("wrong-type", "x"), ("impossible-edge", "done")]),
        ("{type: agent, tools: [nn], next: [{on: done, to: bye}, {when: They agree, to: bye}]}",
         [("missing-field", "type"), ("unknown-tool", "nn"), ("impossible-edge", "done")]),
        ("{type: agent, prompt: P., next: [{to: bye}, {on: done, to: bye}, {on: error, to: bye}, {on: '0', to: b-e}]}",
         [("wrong-type", "{to: bye}"), ("impossible-edge", "done"), ("impossible-edge", "'0'"), ("wrong-type", "b-e")]),
        ("{type: tool, tool: nn, say: [x], next: [{on: success, to: bye}, {when: They agree, to: bye}]}",
         [("unknown-tool", "nn"), ("wrong-type", "[x]"), ("impossible-edge", "They agree")]),
        ("{type: end, say: [x], outcome: gone}", [("wrong-type", "[x]"), ("unknown-outcome", "gone")]),
        ("{type: hours, schedule: office, timezone: [x], next: [{on: opn, to: bye}]}",
         [("unknown-schedule", "office"), ("wrong-type", "[x]"), ("impossible-edge", "opn")]),
        ("{type: subflow, flow: nowhere, version: x, next: [{on: 'exit:done', to: bye}, {on: busy, to: bye}]}",
         [("unknown-flow", "nowhere"), ("wrong-type", "x"), ("impossible-edge", "busy")]),
        ("{type: branch, note: [x]}", [("missing-field", "type"), ("wrong-type", "[x]")]),
        ("{type: jump, flow: nowhere, version: x}",
         [("unknown-flow", "nowhere"), ("wrong-type", "x"), ("unreachable-node", "bye")]),
        ("{type: collect, into: [z], ask: 'Who?', slot: date, next: [{on: dnoe, to: bye, say: [x]}]}",
         [("wrong-type", "[z]"), ("impossible-edge", "dnoe"), ("wrong-type", "[x]")]),
        ("{type: agent, prompt: P., max_turns: x, services: {llm: {provider: opnai}}, next: [{when: Sure, to: bye}]}",
         [("wrong-type", "x"), ("unknown-provider", "opnai")]),
        ("{type: transfer, to: [{x: 1}], hours: office, next: [{on: busy, to: bye}]}",
         [("wrong-type", "{x: 1}"), ("unknown-schedule", "office")]),
    ],
)  # fmt: skip
def test_what_a_node_names_is_checked_beside_its_broken_fields(node: str, expected: list[tuple[str, str]]) -> None:
    assert findings(f"  ask: {node}\n") == expected


@pytest.mark.parametrize(
    "node",
    [
        # What is broken may be what makes the edge possible.
        "{type: split, weights: {a: x, b: 1}, next: [{on: a, to: bye}, {on: b, to: bye}]}",
        "{type: transfer, to: '+14155550123', hours: [x], next: [{on: closed, to: bye}, {on: busy, to: bye}]}",
        "{type: menu, ask: Which?, choices: {a: x}, next: [{on: no_input, to: bye}, {on: 'dtmf:1', to: bye}]}",
        "{type: record, action: x, next: [{on: hangup, to: bye}]}",
        "{type: saay, text: Hi., next: [{on: done, to: bye}]}",
        "{type: agent, prompt: P., max_turns: x, next: [{on: max_turns, to: bye}, {when: They agree, to: bye}]}",
    ],
)
def test_nothing_is_said_that_only_follows_from_a_broken_field(node: str) -> None:
    assert [rule for rule, _ in findings(f"  ask: {node}\n")] == ["wrong-type"]


TOOLS = """\
tools:
  find: {description: Finds it., url: "https://api.example.com/o", parameters: {id: {type: string, required: true}}}
"""
OTHER = """\
schema: talkif.flow/v1
flow: other
inputs: {plan: {type: string, required: true}, size: {type: integer, default: 1}}
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: agent, prompt: P., next: [{when: They are known, to: known}, {when: They are not, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown}
"""
PROJECT = """\
schema: talkif.project/v1
environments: {production: {}}
"""


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("{type: tool, tool: find, say: [x], args: {nr: '1'}, next: [{on: success, to: bye}, {on: failure, to: bye}]}",
         [("tool-arguments", "find"), ("wrong-type", "[x]"), ("tool-arguments", "nr")]),
        ("{type: tool, tool: find, args: {nr: [x]}, next: [{on: success, to: bye}, {on: failure, to: bye}]}",
         [("tool-arguments", "find"), ("tool-arguments", "nr"), ("wrong-type", "[x]")]),
        ("{type: tool, tool: find, args: [x], next: [{on: success, to: bye}]}",
         [("wrong-type", "[x]")]),
        ("{type: tool, tool: find, timeout: x, next: [{on: success, to: bye}]}",
         [("unhandled-outcome", "tool"), ("tool-arguments", "find"), ("wrong-type", "x")]),
        ("{type: subflow, flow: other, inputs: {pln: [x]}, next: [{on: 'exit:gone', to: bye}]}",
         [("subflow-arguments", "other"), ("subflow-exits", "other"), ("subflow-arguments", "pln"),
          ("wrong-type", "[x]"), ("subflow-exits", "'exit:gone'")]),
        ("{type: subflow, flow: other, inputs: {plan: '1'}, next: [{on: 'exit:known', to: bye}, {to: bye}]}",
         [("condition-type", "1"), ("wrong-type", "{to: bye}")]),
        ("{type: subflow, flow: other, inputs: {plan: call.id}, next: [{on: 'exit:gone', to: bye, say: [x]}]}",
         [("subflow-exits", "'exit:gone'"), ("wrong-type", "[x]")]),
        ("{type: subflow, flow: other, version: x, next: [{on: 'exit:known', to: bye}]}",
         [("subflow-arguments", "other"), ("subflow-exits", "other"), ("wrong-type", "x")]),
        ("{type: transfer, to: {number: desk}, say: [x], next: [{on: failure, to: bye}]}",
         [("unbound-name", "desk"), ("wrong-type", "[x]")]),
        ("{type: http, host: api, url: [x], headers: {A: {secret: k}}, next: [{on: success, to: bye}]}",
         [("unbound-name", "api"), ("wrong-type", "[x]"), ("unbound-name", "k")]),
        ("{type: collect, into: z, ask: [x], slot: money, next: [{on: done, to: bye}]}",
         [("wrong-type", "[x]"), ("slot-mismatch", "money")]),
    ],
)  # fmt: skip
def test_what_other_files_declare_is_held_against_broken_nodes(node: str, expected: list[tuple[str, str]]) -> None:
    files = {
        "flows/a.yaml": f"{HEAD}{TOOLS}nodes:\n  ask: {node}\n{REST}",
        "flows/other.yaml": OTHER,
        "talkif.yaml": PROJECT,
    }
    found = check_flow(files, "flows/a.yaml")
    assert [(item.rule, item.span.text) for item in found if item.severity == "error"] == expected


def test_an_undefined_name_hides_no_other_mistake_of_its_text() -> None:
    text = "{{nosuch}} {{contact.firstName}} {{contact.frstName}}"
    found = findings(f'  ask: {{type: say, text: "{text}", next: bye}}\n')
    assert [item for item in found if item[1] != "z"] == [
        ("undefined-variable", "nosuch"),
        ("unguarded-contact-field", "contact.firstName"),
        ("undefined-variable", "contact.frstName"),
    ]
