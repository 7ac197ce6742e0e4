"""Who is hung up on although people could take the call, and where hanging up is right."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

RULE = "retries-without-escalation"
HEAD = """\
schema: talkif.flow/v1
flow: a
start: start
variables: {order: {type: string}, more: {type: boolean}}
outputs: [order, more]
"""
NODES = """\
  ask:
    type: collect
    into: order
    ask: "Which order?"
    retries: {no_input: ["Which order is it?"], no_match: ["It has six digits."], max: 1}
    next: [{on: done, to: thanks}, {on: gave_up, to: bye}]
  thanks: {type: say, text: "Thank you.", next: served}
  served: {type: end, say: "It is on its way. Goodbye."}
  person: {type: transfer, to: "+14155550123", next: [{on: busy, to: in_vain}, {on: failure, to: in_vain}]}
  in_vain: {type: say, text: "Nobody is free.", next: later}
  later: {type: end, say: "Please call again. Goodbye."}
  bye: {type: end, say: "Goodbye."}
"""
TRIED = NODES.replace("next: later", "next: ask")
MORE = """\
  extra:
    type: collect
    into: more
    ask: "Is there anything else?"
    retries: {no_input: ["Yes or no?"], no_match: ["Please say yes or no."], max: 1}
    next: [{on: done, to: more_or_not}, {on: gave_up, to: bye}]
  more_or_not: {type: branch, next: [{if: vars.more, to: person}, {else: bye}]}
"""
ORDER_OR_NOT = """\
  menu:
    type: menu
    ask: "Order, person, or nothing?"
    choices: {order: {to: ask}, person: {to: person}, nothing: {to: later}}
    retries: {no_input: ["Order, person, or nothing?"], no_match: ["Say order, person, or nothing."]}
    next: [{on: no_input, to: later}, {on: no_match, to: later}]
"""
WHO_IS_CALLED = "handlers: [{on: voicemail, to: later}, {when: No more calls, to: refused}]\n"
REFUSED = "  refused: {type: dnc, reason: Asked for it, next: bye}\n"


def hung_up_on(start: str, nodes: str, handlers: str = "") -> list[str | None]:
    found = check_flow({"a.yaml": f"{HEAD}{handlers}nodes:\n  start: {start}\n{nodes}"}, "a.yaml")
    assert not [item for item in found if item.severity == "error"]
    return [item.node for item in found if item.rule == RULE]


def test_a_caller_who_is_not_understood_is_hung_up_on() -> None:
    assert hung_up_on("{type: say, text: Hello., next: ask}", NODES) == ["ask"]


def test_a_line_before_the_end_is_no_help() -> None:
    nodes = NODES.replace("to: bye}]", "to: sorry}]") + "  sorry: {type: say, text: Sorry., next: bye}\n"
    assert hung_up_on("{type: say, text: Hello., next: ask}", nodes) == ["ask"]


def test_nobody_took_the_call() -> None:
    assert hung_up_on("{type: say, text: Hello., next: person}", TRIED) == []


def test_somebody_may_take_the_call_where_only_some_ways_come_from_a_transfer() -> None:
    start = "{type: agent, prompt: Help., next: [{when: An order, to: ask}, {when: A person, to: person}]}"
    assert hung_up_on(start, TRIED) == ["ask"]


def test_nobody_is_there_at_night() -> None:
    start = """{type: hours, windows: [{days: [mon], from: "09:00", to: "17:00"}], next: [%s, {on: closed, to: ask}]}"""
    assert hung_up_on(start % "{on: open, to: person}", NODES) == []
    assert hung_up_on(start % "{on: open, to: ask}", NODES) == ["ask"]


def test_giving_up_counts_as_the_answer_that_ends_the_call_in_the_same_place() -> None:
    start = "{type: agent, prompt: Help., next: [{when: All is said, to: extra}, {when: An order, to: served}]}"
    nodes = NODES.replace("gave_up, to: bye", "gave_up, to: person") + MORE
    assert hung_up_on(start, nodes) == []
    assert hung_up_on(start, nodes.replace("{else: bye}", "{else: later}")) == ["extra"]
    branch = "{type: branch, next: [{if: vars.more, to: person}, {else: bye}]}"
    switch = '{type: switch, on: vars.more, cases: {"true": person, "false": bye}, next: [{else: bye}]}'
    assert hung_up_on(start, nodes.replace(branch, switch)) == []
    assert hung_up_on(start, nodes.replace(branch, switch.replace("bye", "later"))) == ["extra"]


def test_a_menu_tells_silence_from_what_it_does_not_understand() -> None:
    nodes = NODES.replace("gave_up, to: bye", "gave_up, to: person") + ORDER_OR_NOT
    assert hung_up_on("{type: say, text: Hello., next: menu}", nodes) == ["menu"]


@pytest.mark.parametrize(("goodbye", "found"), [('{type: end, say: "Goodbye."}', []), ("{type: end}", ["ask"])])
def test_a_call_that_the_flow_places_ends_with_a_goodbye(goodbye: str, found: list[str]) -> None:
    nodes = NODES.replace('bye: {type: end, say: "Goodbye."}', f"bye: {goodbye}") + REFUSED
    assert hung_up_on("{type: say, text: Hello., next: ask}", nodes, WHO_IS_CALLED) == found
