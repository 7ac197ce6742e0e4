from __future__ import annotations

from talkif_compiler.fields.problems import Problems
from talkif_compiler.fields.reading import read
from talkif_compiler.files.flow import FlowFields
from talkif_compiler.linking.flow_graph import ANYWHERE, HANDLERS, IDLE, RETURN, FlowGraph
from talkif_compiler.linking.link import link
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.parse import parse
from talkif_compiler.syntax.sources import Sources


def graph(text: str) -> FlowGraph:
    document, _ = parse(SourceFile("a.yaml", "schema: talkif.flow/v1\nflow: a\nstart: greet\n" + text))
    assert document is not None
    flow = read(FlowFields, document, Problems())
    assert flow is not None
    return link(flow, Sources({}))[0].graph


def test_handlers_hold_where_time_passes_unless_the_node_refuses_them() -> None:
    found = graph("""\
handlers: [{on: "dtmf:0", to: bye}]
nodes:
  greet: {type: wait, for: 2s, next: rules}
  rules: {type: wait, for: 2s, handlers: false, next: line}
  line: {type: say, text: Hello., next: bye}
  bye: {type: end}
""")
    assert set(found.links.predecessors(HANDLERS)) == {"greet"}
    assert set(found.links.successors(HANDLERS)) == {"bye"}


def test_idle_holds_where_the_caller_is_waited_for() -> None:
    found = graph("""\
settings: {idle: {then: bye}}
nodes:
  greet: {type: say, text: Hello., next: talk}
  talk: {type: agent, prompt: Chat.}
  bye: {type: end}
""")
    assert set(found.links.predecessors(IDLE)) == {"talk"}
    assert found.start in found.can_end


def test_a_misspelt_target_stands_for_the_node_that_was_meant() -> None:
    found = graph("nodes:\n  greet: {type: say, text: Hello., next: goodby}\n  goodbye: {type: end}\n")
    assert "goodbye" in found.reachable


def test_what_cannot_be_read_may_lead_anywhere() -> None:
    found = graph("nodes:\n  greet: {type: say}\n  other: {type: say, text: Hi., next: bye}\n  bye: {type: end}\n")
    assert ANYWHERE in found.links.successors("greet")
    assert "other" in found.reachable


def test_coming_back_from_a_handler_brings_no_other_node_within_reach() -> None:
    found = graph("""\
handlers: [{when: The caller asks for the price, to: price, return: true}]
nodes:
  greet: {type: agent, prompt: Chat., next: [{when: Goodbye, to: bye}]}
  price: {type: say, text: It is free.}
  lost: {type: say, text: Nobody hears this., next: bye}
  bye: {type: end}
""")
    assert set(found.links.successors("price")) == {RETURN}
    assert found.reachable - {HANDLERS, RETURN} == {"greet", "price", "bye"}
    assert "price" in found.can_end
