"""Values that are written in a flow are of the type that they are for."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: x
inputs:
  plan: {type: enum, values: [free, pro], default: free}
  sure: {type: boolean, default: true}
  any: {type: any, required: true}
  mail: {type: email, required: true}
variables:
  e: {type: enum, values: [x, z]}
  f: {type: enum, values: [x, y]}
  s: {type: string}
  code: {type: string, pattern: "[0-9]+"}
  day: {type: date}
  at: {type: time}
  phone: {type: phone}
  email: {type: email}
  n: {type: number}
  tags: {type: list, items: {type: enum, values: [a, b]}}
  o: {type: object, properties: {a: {type: string}, day: {type: date}}}
  open: {type: object}
nodes:
  bye: {type: end, say: Goodbye.}
"""


def found(nodes: str) -> list[tuple[str, str]]:
    """(text that is pointed at, message) of every finding."""
    findings = check_flow({"a.yaml": FLOW + nodes}, "a.yaml")
    assert not [item for item in findings if item.rule in ("wrong-type", "condition-syntax", "undefined-variable")]
    return [(item.span.text, item.message) for item in findings if item.rule in ("value-mismatch", "condition-type")]


def assigning(name: str, source: str) -> str:
    return f'  x: {{type: set, assignments: {{{name}: "{source}"}}, next: bye}}\n'


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("e", "'x'"),
        ("e", "inputs.sure ? 'x' : 'z'"),
        ("e", "vars.f"),
        ("e", "vars.s"),
        ("e", "vars.s + 'x'"),
        ("e", "inputs.any"),
        ("e", "null"),
        ("s", "''"),
        ("code", "'123'"),
        ("day", "'2026-03-02'"),
        ("at", "'9:30'"),
        ("phone", "'+1 (415) 555-0123'"),
        ("phone", "contact.phone"),
        ("email", "'ana@example.com'"),
        ("n", "3"),
        ("tags", "['a', 'b']"),
        ("tags", "[]"),
        ("o", "{'a': 'x', 'day': '2026-03-02'}"),
        ("o", "{'a': vars.s}"),
        ("o", "last.result"),
        ("open", "{'b': 1}"),
    ],
)
def test_a_value_fits(name: str, source: str) -> None:
    assert found(assigning(name, source)) == []


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("e", "'zzz'", "`zzz` is none of `x` and `z`"),
        ("e", "inputs.sure ? 'x' : 'zzz'", "`zzz` is none of `x` and `z`"),
        ("e", "inputs.sure ? 'x' : (vars.f == 'x' ? 'z' : '')", "`` is none of `x` and `z`"),
        ("e", "inputs.plan", "`inputs.plan` is never a value of this type"),
        ("code", "''", "`` does not match `[0-9]+`"),
        ("code", "inputs.plan", "`inputs.plan` is never a value of this type"),
        ("day", "'tomorrow'", "`tomorrow` is no date, which is written YYYY-MM-DD"),
        ("at", "'noon'", "`noon` is no time, which is written HH:MM"),
        ("phone", "'12'", "`12` is no phone number"),
        ("phone", "inputs.mail", "`inputs.mail` is never a value of this type"),
        ("email", "'ana'", "`ana` is no e-mail address"),
        ("tags", "['a', 'c']", "`c` is none of `a` and `b`"),
        ("o", "{'a': 1}", "`a`: `1` is no text"),
        ("o", "{'b': '1'}", "the object has no `b`"),
        ("o", "{'a': ['x']}", "`a`: a list is no string"),
        ("o", "{'day': 'soon'}", "`day`: `soon` is no date, which is written YYYY-MM-DD"),
    ],
)
def test_a_value_is_of_another_type(name: str, source: str, message: str) -> None:
    assert found(assigning(name, source)) == [(f'"{source}"', message)]


def test_edges_assign_too() -> None:
    nodes = "  x: {type: branch, next: [{if: inputs.sure, to: bye, set: {e: \"'q'\"}}, {else: bye}]}\n"
    assert found(nodes) == [("\"'q'\"", "`q` is none of `x` and `z`")]


@pytest.mark.parametrize(
    ("into", "values", "wrong"),
    [("e", "[x, w]", ["w"]), ("e", "[z]", []), ("s", "[a, b]", []), ("code", "[a, '1']", ["a"])],
)
def test_what_is_collected_fits_the_variable(into: str, values: str, wrong: list[str]) -> None:
    edges = "[{on: done, to: bye}, {on: gave_up, to: bye}]"
    nodes = f'  x: {{type: collect, slot: enum, into: {into}, values: {values}, ask: "Which?", next: {edges}}}\n'
    assert [text for text, _ in found(nodes)] == wrong


@pytest.mark.parametrize(
    ("into", "schema", "messages"),
    [
        ("o", "{a: {type: string}}", []),
        ("open", "{b: {type: number}}", []),
        ("s", "{b: {type: number}}", ["`s` is of type `string`, and `schema` gives an object"]),
        ("o", "{b: {type: number}}", ["`o` has no `b`"]),
        ("o", "{a: {type: number}}", ["`a` does not fit the member of `o`, which is of type `string`"]),
        ("o", "{day: {type: string}}", ["`day` does not fit the member of `o`, which is of type `date`"]),
    ],
)
def test_what_is_read_out_of_the_call_fits_the_variable(into: str, schema: str, messages: list[str]) -> None:
    edges = "[{on: success, to: bye}, {on: failure, to: bye}]"
    nodes = f"  x: {{type: extract, into: {into}, schema: {schema}, next: {edges}}}\n"
    assert [message for _, message in found(nodes)] == messages


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        ("{type: string, pattern: '[0-9]+', default: abc}", ["abc"]),
        ("{type: string, pattern: '[0-9]+', default: '12'}", []),
        ("{type: date, default: tomorrow}", ["tomorrow"]),
        ("{type: phone, default: '12'}", ["'12'"]),
        ("{type: email, default: ana@example.com}", []),
    ],
)
def test_defaults_fit(declared: str, wrong: list[str]) -> None:
    text = FLOW.replace("  mail:", f"  given: {declared}\n  mail:") + "  x: {type: say, text: Hello., next: bye}\n"
    found = check_flow({"a.yaml": text}, "a.yaml")
    assert [item.span.text for item in found if item.rule == "value-mismatch"] == wrong


def test_what_another_flow_is_given_fits_its_inputs() -> None:
    inner = (
        "schema: talkif.flow/v1\nflow: inner\nstart: h\ninputs: {e: {type: enum, values: [x, y], default: x}}\n"
        "nodes: {h: {type: end}}\n"
    )
    nodes = '  x: {type: subflow, flow: inner, inputs: {e: "\'z\'"}, next: [{on: "exit:done", to: bye}]}\n'
    files = {"flows/a.yaml": FLOW + nodes, "flows/b.yaml": inner, "talkif.yaml": "schema: talkif.project/v1\n"}
    found = [item.message for item in check_flow(files, "flows/a.yaml") if item.rule == "value-mismatch"]
    assert found == ["`z` is none of `x` and `y`"]


@pytest.mark.parametrize(
    ("declared", "places"),
    [
        ('type: string, pattern: "^[0-9+$", default: abc', ['"^[0-9+$"']),
        ("type: integer, default: abc", ["abc"]),
        ("type: enum, values: [a], default: b", ["b"]),
        ("type: date, default: 2026-13-45", ["2026-13-45"]),
    ],
)
def test_what_is_wrong_with_a_default_is_said_once(declared: str, places: list[str]) -> None:
    flow = f"schema: talkif.flow/v1\nflow: a\nstart: bye\ninputs: {{n: {{{declared}}}}}\n"
    flow += 'nodes:\n  bye: {type: end, say: "{{n}}"}\n'
    assert [item.span.text for item in check_flow({"a.yaml": flow}, "a.yaml") if item.severity == "error"] == places


def test_what_map_makes_of_an_answer_is_an_object() -> None:
    url = "https://api.example.com/o"
    rest = "say: One moment., next: [{on: success, to: bye}, {on: failure, to: bye}]"
    mapped = f'type: http, url: "{url}", map: {{value: last.result.amount}}'
    assert found(f"  x: {{{mapped}, into: n, {rest}}}\n") == [
        ("n", "`n` is of type `number`, and `map` gives an object")
    ]
    assert found(f"  x: {{{mapped}, into: open, {rest}}}\n") == []
    assert found(f'  x: {{type: http, url: "{url}", into: n, {rest}}}\n') == []
    tool = f'tools: {{t: {{description: Asks., url: "{url}", map: {{value: last.result.amount}}}}}}\n'
    (one,) = found(f"  x: {{type: tool, tool: t, into: tags, {rest}}}\n{tool}")
    assert one == ("tags", "`tags` is of type `list`, and `map` gives an object")


@pytest.mark.parametrize(
    ("map_", "read", "faults"),
    [
        ("{a: last.result.a}", "{{o.a}}", []),
        ("{b: last.result.a}", "{{o.a}}", [("b", "`o` has no `b`, so it is left out, and nothing reads it")]),
        ("{b: last.result.a}", "{{last.result.b}}", []),
        ("{b: last.result.a}", "{{json last.result}}", []),
    ],
)
def test_what_is_made_of_an_answer_has_a_place(map_: str, read: str, faults: list[tuple[str, str]]) -> None:
    request = f'type: http, url: "https://api.example.com/o", map: {map_}, into: o'
    nodes = f"  x: {{{request}, next: [{{on: success, to: tell}}, {{on: failure, to: bye}}]}}\n"
    assert found(f'{nodes}  tell: {{type: end, say: "{read}"}}\n') == faults
