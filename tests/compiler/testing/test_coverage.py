"""What tests leave untried, also in the flows that a flow runs."""

from __future__ import annotations

from talkif_compiler.testing.coverage import Coverage, Way, add, ways_of
from talkif_compiler.testing.running import run_tests

OUTER = """\
schema: talkif.flow/v1
flow: outer
start: pick
outcomes: [done]
handlers: [{on: hangup, to: bye}]
settings: {idle: {after: 8s, then: bye}}
nodes:
  pick:
    type: menu
    ask: Sales or support?
    choices: {sales: {dtmf: "1", to: inner}, support: {dtmf: "2", to: inner}, other: {dtmf: "3", to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  inner: {type: subflow, flow: inner, next: [{on: "exit:done", to: check}]}
  check: {type: branch, next: [{if: "call.attempt > 1", to: bye}, {if: "call.attempt == 1", to: bye}, {else: pick}]}
  bye: {type: end, outcome: done}
"""
INNER = """\
schema: talkif.flow/v1
flow: inner
start: greet
nodes:
  greet: {type: say, text: Hello., next: leave}
  leave: {type: end}
"""
TESTS = """\
schema: talkif.test/v1
flow: outer
tests:
  - name: sales
    script: [{dtmf: "1"}]
    outcome: done
  - name: silence
    script: [{silence: 60s}]
    outcome: done
"""
FILES = {"outer.yaml": OUTER, "inner.yaml": INNER, "outer.test.yaml": TESTS}


def covered() -> dict[str, Coverage]:
    run = run_tests(FILES, "outer.test.yaml")
    assert run.tested is not None, run.findings
    assert [result.failure for result in run.results] == [None, None]
    found: dict[str, Coverage] = {}
    for result in run.results:
        add(found, run.tested.artifact, result.facts)
    return found


def test_nodes_are_counted_in_every_flow() -> None:
    found = covered()
    assert found["outer"].nodes == {"pick": 2, "inner": 1, "check": 1, "bye": 2}
    assert found["inner"].nodes == {"greet": 1, "leave": 1}


def test_edges_choices_and_handlers_are_counted() -> None:
    outer = covered()["outer"]
    assert outer.edges == {
        Way("pick", "on", "bye"): 1,
        Way("pick", "on", "inner"): 1,
        Way("inner", "on", "check"): 1,
        Way("check", "if", "bye", "call.attempt > 1"): 0,
        Way("check", "if", "bye", "call.attempt == 1"): 1,
        Way("check", "else", "pick"): 0,
    }
    assert outer.handlers == {Way(None, "on", "bye"): 0, Way(None, "idle", "bye"): 0}


def test_ways_tell_what_a_change_has_added() -> None:
    old = run_tests(FILES, "outer.test.yaml").tested
    files = FILES | {"outer.yaml": OUTER.replace("attempt == 1", "attempt == 2")}
    new = run_tests(files, "outer.test.yaml").tested
    assert old is not None
    assert new is not None
    added = set(ways_of(new.artifact)) - set(ways_of(old.artifact))
    assert added == {Way("check", "if", "bye", "call.attempt == 2")}
