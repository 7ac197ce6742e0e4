"""What proves that a variable has a value, what takes it away, and what is said where it may have none."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

MAY_FAIL = "this may fail, and then fills nothing"
PROJECT = "schema: talkif.project/v1\n"
HEAD = """\
schema: talkif.flow/v1
flow: a
start: ask
variables:
  n: {type: number}
  m: {type: number}
  w: {type: string}
  order: {type: object, properties: {total: {type: number}, city: {type: string, nullable: true}}}
  open: {type: object}
nodes:
  ask: {type: collect, into: n, ask: "How many?", next: [{on: done, to: x}, {on: gave_up, to: x}]}
  bye: {type: end}
"""


def unset(nodes: str) -> list[tuple[str, int]]:
    """Variables that may have no value, with the line of `nodes`."""
    first = HEAD.count("\n")
    found = check_flow({"a.yaml": HEAD + nodes}, "a.yaml")
    assert not [item for item in found if item.rule in ("wrong-type", "condition-type", "condition-syntax")]
    return [
        (item.message.split("`")[1], item.span.start_position.line - first)
        for item in found
        if item.rule == "maybe-unset-variable"
    ]


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ('  x: {type: branch, next: [{if: "vars.n != null", to: q}, {else: bye}]}\n  q: {type: end, say: "{{n}}"}', []),
        ('  x: {type: branch, next: [{if: "vars.n == null", to: bye}, {else: q}]}\n  q: {type: end, say: "{{n}}"}', []),
        # What the edge itself assigns and says, and what later conditions compute with.
        ('  x: {type: branch, next: [{if: "has(vars.n)", to: bye, set: {m: vars.n}, say: "{{n}}"}, {else: bye}]}', []),
        ('  x: {type: branch, next: [{if: "vars.n == null", to: bye}, {if: "vars.n > 3", to: bye}, {else: bye}]}', []),
        ('  x: {type: branch, next: [{if: "vars.n > 3", to: bye}, {if: "vars.n == null", to: bye}, {else: bye}]}',
         [("n", 1)]),
        # A part of a value is there only when the value is.
        ('  x: {type: branch, next: [{if: "has(vars.order.city)", to: q}, {else: bye}]}\n'
         '  q: {type: end, say: "{{money order.total}}"}', []),
        # In an object without declared fields a question about a missing one fails, so that it is not true.
        ('  x: {type: branch, next: [{if: "vars.open.a == null", to: bye}, {else: q}]}\n'
         '  q: {type: end, say: "{{open.b}}"}', [("open", 2)]),
        ('  x: {type: branch, next: [{if: "!has(vars.open.a)", to: bye}, {else: q}]}\n'
         '  q: {type: end, say: "{{open.b}}"}', []),
        # The same conditions prove nothing where an edge does not follow from them.
        ('  x: {type: agent, prompt: Chat., next: [{if: "vars.n == null", to: bye}, {when: Enough, to: q}]}\n'
         '  q: {type: end, say: "{{n}}"}', [("n", 2)]),
        ('  x: {type: branch, next: [{if: "vars.n != null", to: q}, {else: q}]}\n  q: {type: end, say: "{{n}}"}',
         [("n", 2)]),
        # What may be null is as good as what it is taken from.
        ('  x: {type: set, assignments: {w: contact.company}, next: q}\n  q: {type: end, say: "{{w}}"}', [("w", 2)]),
        ('  x: {type: branch, next: [{if: has(contact.company), to: q, set: {w: contact.company}}, {else: bye}]}\n'
         '  q: {type: end, say: "{{w}}"}', []),
        ('  x: {type: branch, next: [{if: has(contact.company), to: v}, {else: bye}]}\n'
         '  v: {type: set, assignments: {w: contact.company}, next: q}\n  q: {type: end, say: "{{w}}"}', []),
        # Null is no value.
        ('  x: {type: branch, next: [{if: "vars.n != null", to: w}, {else: bye}]}\n'
         '  w: {type: set, assignments: {n: "null"}, next: q}\n  q: {type: end, say: "{{n}}"}', [("n", 3)]),
    ],
)  # fmt: skip
def test_what_conditions_on_edges_prove(nodes: str, found: list[tuple[str, int]]) -> None:
    assert unset(nodes) == found


def test_what_may_fail_fills_nothing_and_is_pointed_at() -> None:
    nodes = '  x: {type: set, assignments: {w: SOURCE}, next: q}\n  q: {type: end, say: "{{w}}"}\n'
    for source in ("call.metadata.foo", "string(int(call.from))", "[vars.order.city][1]"):
        (item,) = [
            item
            for item in check_flow({"a.yaml": HEAD + nodes.replace("SOURCE", f'"{source}"')}, "a.yaml")
            if item.rule == "maybe-unset-variable" and item.message.startswith("`w`")
        ]
        assert [(label.span.text, label.text) for label in item.related[1:]] == [(f'"{source}"', MAY_FAIL)]
    guarded = "  x: {type: branch, next: [{if: has(call.metadata.foo), to: y}, {else: bye}]}\n"
    assert unset(guarded + nodes.replace("  x:", "  y:").replace("SOURCE", "call.metadata.foo")) == []


def test_a_handler_proves_with_its_own_condition() -> None:
    handlers = 'handlers: [{if: "vars.m != null && last.utterance == \'sum\'", to: q, say: "{{m}}"}]\n'
    nodes = '  x: {type: agent, prompt: Chat., next: [{when: Enough, to: bye}]}\n  q: {type: end, say: "{{m}}"}\n'
    assert unset(nodes + handlers) == []


def test_a_handler_that_comes_back_may_have_taken_a_value_away() -> None:
    handlers = "handlers: [{on: 'dtmf:5', to: clear, return: true}]\n"
    nodes = (
        '  x: {type: branch, next: [{if: "vars.n != null", to: talk}, {else: bye}]}\n'
        '  talk: {type: agent, prompt: "{{n}}", next: [{when: Enough, to: bye}]}\n'
    )
    assert unset(nodes + "  clear: {type: set, assignments: {n: 'null'}}\n" + handlers) == [("n", 2)]
    assert unset(nodes + "  clear: {type: set, assignments: {m: '1.0'}}\n" + handlers) == []
    # Where handlers do not hold, none takes anything away.
    deaf = nodes.replace("type: agent", "type: agent, handlers: false")
    assert unset(deaf + "  clear: {type: set, assignments: {n: 'null'}}\n" + handlers) == []


def test_a_sub_flow_may_put_out_null() -> None:
    inner = """\
schema: talkif.flow/v1
flow: inner
start: a
variables: {z: {type: string}}
outputs: [z]
nodes:
  a: {type: set, assignments: {z: SOURCE}, next: h}
  h: {type: end}
"""
    outer = """\
schema: talkif.flow/v1
flow: outer
start: a
variables: {x: {type: string}}
nodes:
  a: {type: subflow, flow: inner, outputs: {x: z}, next: [{on: "exit:done", to: b}]}
  b: {type: end, say: "Hi {{x}}."}
"""
    for source, is_found in (("contact.email", True), ("has(contact.email) ? contact.email : 'none'", False)):
        files = {"flows/a.yaml": outer, "flows/b.yaml": inner.replace("SOURCE", f'"{source}"'), "talkif.yaml": PROJECT}
        found = {item.rule for item in check_flow(files, "flows/a.yaml")}
        assert "unknown-flow" not in found
        assert ("maybe-unset-variable" in found) == is_found


SAID = """\
schema: talkif.flow/v1
flow: a
start: x
variables: {u: {type: string}, c: {type: string}}
HANDLERS
nodes:
  x: NODE
  bye: {type: end, say: "You said {{u}}. {{default c ''}}"}
"""
SET = "set: {u: last.utterance}"
TALK = f"{{type: agent, prompt: Help., next: [{{when: The caller is done, to: bye, {SET}}}]}}"
ASK = "{type: collect, into: c, ask: Which?, KEYS next: [{on: done, to: bye, SET}, {on: gave_up, to: x}]}"


@pytest.mark.parametrize(
    ("node", "is_there"),
    [
        (TALK, True),
        (ASK.replace("KEYS", "").replace("SET", SET), True),
        (ASK.replace("KEYS", "input: speech,").replace("SET", SET), True),
        (ASK.replace("KEYS", "input: [speech, dtmf],").replace("SET", SET), False),
        (f"{{type: say, text: Hi., next: [{{else: bye, {SET}}}]}}", False),
    ],
)
def test_what_the_caller_said_is_there_once_an_answer_has_led_on(node: str, is_there: bool) -> None:
    found = check_flow({"a.yaml": SAID.replace("NODE", node).replace("HANDLERS\n", "")}, "a.yaml")
    assert [item.span.text for item in found if item.rule == "maybe-unset-variable"] == ([] if is_there else ["u"])
