from __future__ import annotations

from talkif_compiler.graph.picture import HANDLERS, IDLE, START, PictureEdge
from tests.compiler.graph.drawn import flow, node, picture

BYE = '  bye: {type: end, say: "Goodbye.", outcome: done}\n'


def test_a_node_says_what_it_is_and_where_it_stands() -> None:
    found = node(picture(flow(f'  a: {{type: say, text: "Hello   there.", next: bye}}\n{BYE}')), "bye")
    assert (found.family, found.type, found.subject, found.says) == ("end", "end", "done", "Goodbye.")
    assert found.place == "flows/shop.yaml:6"


def test_text_in_a_file_is_read() -> None:
    text = flow(f"  a: {{type: agent, prompt: {{file: prompts/a.md}}, next: [{{when: Done, to: bye}}]}}\n{BYE}")
    assert node(picture(text, {"prompts/a.md": "Be kind.\n"}), "a").says == "Be kind."


def test_start_handlers_and_idle_lead_into_the_flow() -> None:
    rest = 'settings: {idle: {after: 8s, then: bye}}\nhandlers: [{on: "dtmf:0", to: bye, return: true}]\n'
    found = picture(flow(f'  a: {{type: say, text: "Hi.", next: bye}}\n{BYE}', rest))
    marked = [edge for edge in found.edges if edge.origin.startswith("@")]
    assert [(edge.origin, edge.target, edge.kind, edge.condition, edge.is_dotted) for edge in marked] == [
        (START, "a", "start", "", False),
        (HANDLERS, "bye", "on", "dtmf:0", True),
        (IDLE, "bye", "idle", "8s", True),
    ]
    assert [edge.returns for edge in marked] == [False, True, False]


def test_problems_are_marked_where_they_are() -> None:
    found = picture(flow(f'  a: {{type: say, text: "Hi.", next: bye}}\n  lost: {{type: say, text: "Hm."}}\n{BYE}'))
    lost = node(found, "lost")
    assert (lost.severity, lost.is_unreachable, lost.is_dead_end) == ("error", True, True)
    assert lost.rules == ("dead-end", "unreachable-node")
    assert node(found, "a").severity is None


def test_a_target_that_does_not_exist_is_drawn() -> None:
    found = picture(flow(f'  a: {{type: say, text: "Hi.", next: byee}}\n{BYE}'))
    missing = node(found, "byee")
    assert missing.family == "missing"
    assert ("a", missing.key) in [(edge.origin, edge.target) for edge in found.edges]


def test_a_node_that_cannot_be_read_keeps_its_ways() -> None:
    written = "next: [{if: x, to: bye}, {on: done, to: a}, {else: bye}]"
    found = picture(flow(f"  a: {{type: frobnicate, {written}}}\n{BYE}"))
    assert (node(found, "a").type, node(found, "a").severity) == ("frobnicate", "error")
    ways = [edge for edge in found.edges if edge.origin == "a"]
    assert [(edge.target, edge.kind, edge.condition) for edge in ways] == [
        ("bye", "if", "x"),
        ("a", "on", "done"),
        ("bye", "else", ""),
    ]


def test_a_choice_is_named_by_its_key() -> None:
    menu = '{type: menu, ask: "One?", choices: {one: {dtmf: "1", to: bye}}, next: [{on: no_input, to: bye}]}'
    edges = picture(flow(f"  a: {menu}\n{BYE}")).edges
    assert PictureEdge("a", "bye", "choice", "one", place="flows/shop.yaml:5") in edges


def test_what_is_wrong_elsewhere_is_said_in_a_note() -> None:
    text = flow(f"  a: {{type: agent, prompt: {{file: p.md}}, next: [{{when: Done, to: bye}}]}}\n{BYE}")
    assert picture(text, {"p.md": "{{nope}}"}).notes == ("1 finding outside of the nodes: undefined-variable.",)
