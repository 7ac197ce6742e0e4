from __future__ import annotations

from talkif_compiler.checks.dialogue.ways import Reach, shown
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import Linked, link
from talkif_compiler.syntax.sources import Sources

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
handlers: [{on: "dtmf:0", to: human}]
nodes:
  greet: {type: say, text: Hello., next: ask}
  ask:
    type: agent
    prompt: Help.
    next: [{when: It is urgent, to: notice}, {when: It is not, to: talk}]
  notice: {type: say, text: This call is recorded., next: talk}
  talk: {type: agent, prompt: Chat., next: [{when: Goodbye, to: bye}]}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: lost}]}
  bye: {type: end}
"""


def linked() -> Linked:
    sources = Sources({"a.yaml": FLOW})
    document, _ = sources.document("a.yaml")
    assert document is not None
    flow, _ = bind(document)
    assert flow is not None
    return link(flow, sources)[0]


def test_the_way_is_the_shortest_one() -> None:
    assert Reach(linked()).way_to({"talk", "bye"}) == ("greet", "ask", "talk")


def test_barriers_and_stopped_edges_are_gone_around() -> None:
    flow = linked()
    assert Reach(flow, {"ask"}).way_to({"talk"}) is None
    assert Reach(flow, {"greet"}).way_to({"greet"}) is None
    around = Reach(flow, (), lambda edge: edge is not None and edge.when is not None and "not" in edge.when.value)
    assert around.way_to({"talk"}) == ("greet", "ask", "notice", "talk")


def test_handlers_hold_where_the_flow_listens() -> None:
    reach = Reach(linked())
    way = reach.way_to({"human"})
    assert way is not None
    assert shown(way) == ("greet", "ask", "(handler)", "human")
    assert Reach(linked(), {"ask"}).way_to({"human"}) is None


def test_what_is_unresolved_leads_nowhere() -> None:
    reach = Reach(linked())
    assert "human" in reach
    assert "*" not in reach
