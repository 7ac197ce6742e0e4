"""Rules about waiting and dying lines look only where somebody hears the flow."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

HEAD = """\
schema: talkif.flow/v1
flow: a
start: ask
variables: {topic: {type: string}, found: {type: object}}
tools:
  save: {description: Saves., url: "https://api.example.com/x", method: PUT, timeout: %s}
handlers: [{on: hangup, to: after}]
nodes:
  ask: {type: collect, into: topic, ask: "Which topic?", next: [{on: done, to: then}, {on: gave_up, to: bye}]}
  bye: {type: end, say: "Goodbye."}
  then: %s
  after: %s
"""
SAVE = "{type: tool, tool: save, next: [{on: success, to: %s}, {on: failure, to: %s}]}"
BYE = SAVE % ("bye", "bye")
QUIET = "  quiet: {type: end}\n"


def rules(flow: str, project: str = "") -> list[tuple[str, str | None]]:
    files = {"a.yaml": flow} | ({"talkif.yaml": f"schema: talkif.project/v1\n{project}\n"} if project else {})
    found = check_flow(files, "a.yaml")
    assert {item.severity for item in found if item.rule != "tool-timeout-over-budget"} <= {"warning", "info"}
    return [(item.rule, item.node) for item in found]


@pytest.mark.parametrize(
    ("rule", "timeout", "project"),
    [
        ("silent-tool-call", "8s", ""),
        ("tool-timeout-over-budget", "8s", "budgets: {turn_latency: 2s}"),
        ("tool-timeout-over-budget", "45s", ""),
    ],
)
def test_waiting_counts_only_while_somebody_is_there(rule: str, timeout: str, project: str) -> None:
    unheard = HEAD % (timeout, "{type: end, say: Goodbye.}", BYE)
    assert rule not in [found for found, _ in rules(unheard, project)]
    heard = HEAD % (timeout, BYE, BYE)
    assert rule in [found for found, _ in rules(heard, project)]


def test_a_machine_on_the_line_waits_for_nothing() -> None:
    flow = HEAD % ("8s", "{type: voicemail, message: Call us., next: after}", BYE)
    assert "silent-tool-call" not in [found for found, _ in rules(flow)]


def test_all_tries_together_stay_within_the_timeout() -> None:
    flow = HEAD % ("5s, retries: 3", BYE, BYE)
    assert "silent-tool-call" not in [found for found, _ in rules(flow)]


def test_the_answer_to_a_hang_up_is_no_turn() -> None:
    hung_up = "ask: {type: collect, into: topic, ask: Hm?, next: [{on: hangup, to: after}, "
    flow = (HEAD % ("900ms", "{type: end, say: Goodbye.}", SAVE % ("second", "second"))).replace(
        'ask: {type: collect, into: topic, ask: "Which topic?", next: [', hung_up
    )
    flow += "  second: " + BYE + "\n"
    project = "budgets: {turn_latency: 2s}"
    assert "turn-latency-over-budget" not in [found for found, _ in rules(flow, project)]
    assert ("turn-latency-over-budget", "ask") in rules(
        flow.replace("{on: hangup, to: after},", "").replace("{on: gave_up, to: bye}", "{on: gave_up, to: after}"),
        project,
    )


def test_a_dead_line_after_an_answer_is_a_finding() -> None:
    assert ("end-without-goodbye", "quiet") in rules(HEAD % ("3s", SAVE % ("quiet", "bye"), BYE) + QUIET)


def test_nobody_hears_the_line_go_dead_after_a_hang_up() -> None:
    flow = HEAD % ("3s", "{type: end, say: Goodbye.}", SAVE % ("quiet", "quiet")) + QUIET
    assert "end-without-goodbye" not in [found for found, _ in rules(flow)]


@pytest.mark.parametrize(
    "line",
    ["I note it. Goodbye!", "Ich notiere es. Auf Wiederhören.", "C'est noté. Bonne journée.", "Have a nice day."],
)
def test_the_line_of_a_request_may_say_goodbye(line: str) -> None:
    saying = SAVE.replace("tool: save", f'tool: save, say: "{line}"') % ("quiet", "bye")
    assert "end-without-goodbye" not in [found for found, _ in rules(HEAD % ("3s", saying, BYE) + QUIET)]
    waiting = saying.replace(line, "One moment.")
    assert ("end-without-goodbye", "quiet") in rules(HEAD % ("3s", waiting, BYE) + QUIET)


def test_the_line_on_the_way_to_a_request_may_say_goodbye() -> None:
    flow = HEAD % ("3s", SAVE % ("quiet", "bye"), BYE) + QUIET
    polite = flow.replace("{on: done, to: then}", '{on: done, to: then, say: "Goodbye."}')
    assert "end-without-goodbye" not in [found for found, _ in rules(polite)]
