from __future__ import annotations

from talkif_compiler.fields.problems import Problems
from talkif_compiler.fields.reading import read
from talkif_compiler.files import test_file
from talkif_compiler.linking import tested
from talkif_compiler.linking.link import library_of
from talkif_compiler.syntax.sources import Sources
from talkif_schemas.types import TypeSpec

FLOW = """\
schema: talkif.flow/v1
flow: a
variables: {{x: {{type: {kind}}}, own: {{type: string}}}}
outcomes: [mine]
tools: {{find: {{use: tools.yaml#find}}}}
start: go
nodes:
  go: {node}
  {last}: {{type: end, outcome: mine}}
"""
OTHER = """\
schema: talkif.flow/v1
flow: b
variables: {x: {type: number}}
outcomes: [theirs]
start: ask
nodes:
  ask: {type: agent, prompt: Ask., next: [{when: They say so, to: out}]}
  send: {type: http, url: "https://example.com", next: [{on: success, to: out}, {on: failure, to: out}]}
  out: {type: end, outcome: theirs}
"""
TOOLS = 'schema: talkif.tools/v1\ntools: {find: {description: Finds., url: "https://example.com"}}\n'
RUN = '{type: subflow, flow: b, next: [{on: "exit:theirs", to: bye}]}'


def look(node: str, *, kind: str = "number", **more: str) -> tested.Tested:
    files = {
        "a.yaml": FLOW.format(node=node, kind=kind, last="bye"),
        "b.yaml": OTHER,
        "tools.yaml": TOOLS,
        "a.test.yaml": "flow: a\ntests: []\n",
        **more,
    }
    sources = Sources(files)
    document, _ = sources.document("a.test.yaml")
    assert document is not None
    test = read(test_file.TestFields, document, Problems())
    assert test is not None
    found = tested.link_test(test, library_of(sources)[0], None).tested
    assert found is not None
    return found


def test_names_are_those_of_the_flow_and_of_the_flows_that_it_runs() -> None:
    found = look(RUN)
    assert found.nodes == {"go", "bye", "ask", "send", "out"}
    assert found.choices == {"out"}
    assert found.requests == {"send"}
    assert list(found.tools) == ["find"]
    assert found.is_whole


def test_a_call_ends_in_the_flow_that_it_jumps_to_and_comes_back_from_one_that_is_run() -> None:
    assert look(RUN).outcomes == {"mine"}
    assert look("{type: jump, flow: b}").outcomes == {"mine", "theirs"}


def test_a_variable_of_two_flows_is_of_the_type_that_both_declare() -> None:
    assert look(RUN).variables["x"] == TypeSpec(type="number")
    assert look(RUN, kind="string").variables["x"] == TypeSpec(type="any")
    assert look(RUN).variables["own"] == TypeSpec(type="string")


def test_what_cannot_be_read_may_have_any_name() -> None:
    assert not look("{type: jump, flow: nowhere}").is_whole
    assert not look(RUN, **{"b.yaml": "schema: talkif.flow/v1\nflow: b\nnodes: 1\n"}).is_whole
    assert not look("{type: sya}").is_whole


def test_flows_that_lead_back_to_each_other_are_looked_at_once() -> None:
    back = OTHER.replace("  out: {type: end, outcome: theirs}", "  out: {type: jump, flow: a}")
    assert look("{type: jump, flow: b}", **{"b.yaml": back}).nodes == {"go", "bye", "ask", "send", "out"}
