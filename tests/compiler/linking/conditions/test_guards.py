"""What edges prove of contacts, inputs and members of values, for all rules that ask whether there is a value."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

HEAD = """\
schema: talkif.flow/v1
flow: a
start: x
inputs:
  code: {type: string}
  stop: {type: object, required: true, properties: {set: {type: number, nullable: true}}}
variables:
  m: {type: number}
  order: {type: object, properties: {total: {type: number, nullable: true}}}
outputs: [m, order]
tools:
  find: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  bye: {type: end, say: Goodbye.}
"""
RULES = ("maybe-unset-variable", "nullable-in-condition", "unguarded-contact-field")


def found(nodes: str) -> list[tuple[str, str]]:
    """(rule, name) of every finding that is about a value that may be missing."""
    findings = check_flow({"a.yaml": HEAD + nodes}, "a.yaml")
    assert not [item for item in findings if item.rule in ("wrong-type", "condition-type", "condition-syntax")]
    return [(item.rule, item.message.split("`")[1]) for item in findings if item.rule in RULES]


def branch(condition: str, edge: str = "", onward: str = '{type: end, say: "Bye."}') -> str:
    return f'  x: {{type: branch, next: [{{if: "{condition}", to: q{edge}}}, {{else: bye}}]}}\n  q: {onward}\n'


SAYS_NAME = '{type: end, say: "Bye {{contact.firstName}}."}'
SAYS_CODE = '{type: end, say: "Bye {{code}}."}'
COMPUTES = '{type: set, assignments: {m: "inputs.stop.set + 1.0"}, next: bye}'


@pytest.mark.parametrize(
    ("nodes", "missing"),
    [
        (branch("has(contact.firstName)", onward=SAYS_NAME), []),
        (branch("contact.firstName != 'Ana'", onward=SAYS_NAME), [("unguarded-contact-field", "contact.firstName")]),
        (branch("contact.firstName == 'Ana'", onward=SAYS_NAME), []),
        (branch("has(inputs.code)", onward='{type: end, say: "{{call.metadata.a}}"}'),
         [("unguarded-contact-field", "call.metadata.a")]),
        (branch("has(call.metadata.a)", onward='{type: end, say: "{{call.metadata.a}}"}'), []),
        (branch("has(inputs.code)", onward=SAYS_CODE), []),
        (branch("!has(inputs.code)", onward=SAYS_CODE), [("maybe-unset-variable", "code")]),
        (branch("has(inputs.code)", ", say: '{{code}}'"), []),
        (branch("inputs.stop.set != null", onward=COMPUTES), []),
        (branch("inputs.stop != null", onward=COMPUTES), [("nullable-in-condition", "inputs.stop.set")]),
        (branch("has(inputs.stop.set)", ", set: {m: inputs.stop.set * 2.0}"), []),
        (branch("call.metadata.a == 'x'", ", set: {m: '1.0'}"), [("nullable-in-condition", "call.metadata.a")]),
        (branch("has(call.metadata.a) && call.metadata.a == 'x'", ", set: {m: '1.0'}"), []),
        # A name that nobody has declared may be lacking, and then it is neither null nor anything else.
        (branch("contact.customFields.tier == null", ", set: {m: size(contact.customFields.tier)}"),
         [("nullable-in-condition", "contact.customFields.tier")]),
        (branch("has(contact.customFields.tier)", ", set: {m: size(contact.customFields.tier)}"), []),
        # A switch without a value takes its `else`.
        ('  x: {type: switch, on: contact.language, cases: {de: q}, next: [{else: bye}]}\n'
         '  q: {type: end, say: "{{contact.language}}"}\n', []),
        ('  x: {type: switch, on: contact.language, cases: {de: bye}, next: [{else: q}]}\n'
         '  q: {type: end, say: "{{contact.language}}"}\n', [("unguarded-contact-field", "contact.language")]),
        ('  x: {type: switch, on: size(contact.language), cases: {"2": bye}, next: [{else: bye}]}\n',
         [("nullable-in-condition", "contact.language")]),
        # What a `switch` decides by holds in its cases.
        ('  x: {type: switch, on: has(inputs.code), cases: {"true": q, "false": bye}}\n  q: ' + SAYS_CODE, []),
        ('  x: {type: switch, on: has(inputs.code), cases: {"true": bye, "false": q}}\n  q: ' + SAYS_CODE,
         [("maybe-unset-variable", "code")]),
        ('  x: {type: switch, on: has(inputs.code), cases: {"true": q, "false": q}}\n  q: ' + SAYS_CODE,
         [("maybe-unset-variable", "code")]),
        ('  x: {type: switch, on: has(inputs.code), cases: {"false": bye}, next: [{else: q}]}\n  q: ' + SAYS_CODE, []),
        ('  x: {type: switch, on: inputs.code == null, cases: {"true": bye}, next: [{else: q}]}\n'
         '  q: ' + SAYS_CODE, []),
        ('  x: {type: switch, on: inputs.code == null, cases: {"false": bye}, next: [{else: q}]}\n  q: ' + SAYS_CODE,
         [("maybe-unset-variable", "code")]),
        ('  x: {type: switch, on: "has(inputs.code) ? contact.language : \'none\'", cases: {de: q, none: bye}, '
         'next: [{else: bye}]}\n  q: ' + SAYS_CODE, []),
        ('  x: {type: switch, on: "has(inputs.code) ? contact.language : \'none\'", cases: {de: bye, none: q}, '
         'next: [{else: bye}]}\n  q: ' + SAYS_CODE, [("maybe-unset-variable", "code")]),
        ('  x: {type: switch, on: "has(inputs.code) ? \'a\' : \'b\'", cases: {a: q, b: bye}}\n  q: ' + SAYS_CODE, []),
        # A value that is replaced may have other members.
        (branch("has(vars.order.total)", onward='{type: set, assignments: {m: "vars.order.total + 1.0"}, next: bye}'),
         []),
        (branch("has(vars.order.total)", onward='{type: tool, tool: find, into: order, next: [{on: success, to: r}, '
                '{on: failure, to: r}]}\n  r: {type: set, assignments: {m: "vars.order.total + 1.0"}, next: bye}'),
         [("nullable-in-condition", "vars.order.total")]),
    ],
)  # fmt: skip
def test_what_edges_prove(nodes: str, missing: list[tuple[str, str]]) -> None:
    assert found(nodes) == missing


def test_help_fits_where_the_value_is_computed_with() -> None:
    nodes = branch("inputs.stop.set > 3.0", ", set: {m: inputs.stop.set * 2.0}")
    findings = check_flow({"a.yaml": HEAD + nodes}, "a.yaml")
    assert [(item.rule, item.help) for item in findings if item.rule in RULES] == [
        ("nullable-in-condition", "Write `has(inputs.stop.set) && ...`."),
    ]
    findings = check_flow({"a.yaml": HEAD + "  x: " + COMPUTES + "\n"}, "a.yaml")
    assert [item.help for item in findings if item.rule in RULES] == [
        "Say what to take instead: `has(inputs.stop.set) ? ... : ...`."
    ]
