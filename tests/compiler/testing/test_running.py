"""Scripted conversations of flows that say, ask, call and hand over."""

from __future__ import annotations

import pytest

from talkif_compiler.testing.running import Run, run_tests

FLOW = """\
schema: talkif.flow/v1
flow: orders
start: greet
outcomes: [found, missed, handed_over]
variables:
  order_id: {type: string, pattern: "[0-9]{6}"}
  order: {type: object, properties: {status: {type: string}}}
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.id}}"
handlers:
  - {on: "dtmf:0", to: human}
  - {on: voicemail, to: leave}
settings: {idle: {after: 8s, prompts: ["Are you there?"], then: gone}}
nodes:
  greet: {type: say, text: "Hi {{default contact.firstName \\"there\\"}}, it is {{system.date}}.", next: ask}
  ask:
    type: collect
    into: order_id
    slot: digits
    input: [speech, dtmf]
    ask: "What is your six digit order number, please?"
    retries: {no_input: ["I did not hear you."], no_match: ["That should be six digits."], max: 1}
    next: [{on: done, to: lookup}, {on: gave_up, to: human}]
  lookup:
    type: tool
    tool: find_order
    args: {id: "{{order_id}}"}
    into: order
    say: "One moment."
    next: [{on: success, to: talk}, {on: failure, to: human}]
  talk:
    type: agent
    prompt: Tell about the order.
    tools: [find_order]
    next:
      - {when: The caller is satisfied, to: bye}
      - {when: The caller wants a person, to: human}
  bye: {type: end, say: "Goodbye.", outcome: found}
  gone: {type: end, outcome: missed}
  leave: {type: voicemail, message: "Please call us back.", next: [{on: done, to: gone}]}
  human: {type: transfer, to: "+14155550123", next: [{on: success, to: over}, {on: failure, to: gone}]}
  over: {type: end, outcome: handed_over}
"""
MOCKS = "mocks: {find_order: {status: shipped}}"


def run(script: str, *more: str) -> Run:
    lines = ["schema: talkif.test/v1", "flow: orders", "tests:", "  - name: one", *(f"    {line}" for line in more)]
    text = "\n".join([*lines, f"    script: {script}", ""])
    return run_tests({"orders.yaml": FLOW, "orders.test.yaml": text}, "orders.test.yaml")


def failure(script: str, *more: str) -> str | None:
    tested = run(script, *more)
    assert [found.message for found in tested.findings if found.severity == "error"] == []
    (result,) = tested.results
    return result.failure.message if result.failure is not None else None


@pytest.mark.parametrize(
    ("script", "more"),
    [
        pytest.param(
            """[{bot: {node: greet, says: "Hi Ana, it is 2026-04-01"}}, {bot: {node: ask, says: order number}},
            {user: it is one two three four five six}, {expect: {node: talk, vars: {order_id: "123456"}}},
            {expect: {vars: {order: {status: shipped}}}}, {llm: {says: It ships today.}},
            {bot: {node: talk, says: ships today}}, {user: thanks}, {llm: {choose: bye}}, {expect: {ended: true}}]""",
            ("contact: {firstName: Ana}", 'now: "2026-04-01T10:00:00Z"', MOCKS, "outcome: found"),
            id="voice, tool, model",
        ),
        pytest.param('[{dtmf: "123456"}, {expect: {node: talk}}]', (MOCKS,), id="keys"),
        pytest.param('[{dtmf: "0"}, {expect: {node: human}}]', ("outcome: handed_over",), id="handler and transfer"),
        pytest.param(
            """[{bot: {node: ask}}, {silence: 8s}, {bot: {says: I did not hear you.}}, {silence: 20s},
            {expect: {node: human}}]""",
            (),
            id="silence until it gives up",
        ),
        pytest.param(
            "[{bot: {node: greet}}, {interrupt: one two three four five six}, {expect: {node: talk}}]",
            (MOCKS,),
            id="interruption",
        ),
        pytest.param(
            '[{dtmf: "123456"}, {expect: {node: human}}]', ("mocks: {find_order: {error: down}}",), id="error"
        ),
        pytest.param(
            '[{dtmf: "123456"}, {expect: {node: human}}]', ("mocks: {find_order: {timeout: true}}",), id="timeout"
        ),
        pytest.param('[{dtmf: "123456"}, {expect: {node: human}}]', ("mocks: {find_order: none}",), id="misfit"),
        pytest.param(
            "[{voicemail: true}, {bot: {node: leave, says: call us back}}, {expect: {ended: true}}]",
            ("outcome: missed",),
            id="voicemail",
        ),
        pytest.param("[{hangup: true}, {expect: {ended: true}}]", (), id="hangup"),
        pytest.param(
            '[{dtmf: "123456"}, {llm: {call: {find_order: {id: "1"}}}}, {llm: {says: Found.}}, {bot: {says: Found.}}]',
            (MOCKS,),
            id="a model calls a tool",
        ),
    ],
)
def test_what_the_flow_does_passes(script: str, more: tuple[str, ...]) -> None:
    assert failure(script, *more) is None


@pytest.mark.parametrize(
    ("script", "more", "message"),
    [
        pytest.param(
            "[{bot: {node: ask, says: postal code}}]",
            (),
            "the flow should say “postal code” in `ask`; it says “Hi there, it is 2026-03-02.” in `greet`, then "
            "“What is your six digit order number, please?” in `ask`",
            id="other words",
        ),
        pytest.param(
            '[{dtmf: "123456"}, {bot: {node: bye}}]',
            (MOCKS,),
            "the flow should say something in `bye`; it says “One moment.” in `lookup`",
            id="another node",
        ),
        pytest.param(
            '[{dtmf: "123456"}, {bot: {node: lookup}}, {bot: {node: talk}}]',
            (MOCKS,),
            "the flow should say something in `talk`; it says nothing: a model is asked in `talk`, so an `llm` step "
            "should say what it answers",
            id="nothing yet",
        ),
        pytest.param(
            '[{dtmf: "123456"}, {user: Hello?}]',
            (MOCKS,),
            "a model is asked in `talk`; say what it answers with an `llm` step first",
            id="a model without an answer",
        ),
        pytest.param(
            '[{dtmf: "123456"}, {llm: {choose: bye}}, {user: Hello?}]',
            (MOCKS,),
            "nobody is on the line: the call is over",
            id="words after the end",
        ),
        pytest.param("[{llm: {says: Hi.}}]", (), "no model is asked here: it waits in `ask`", id="no model"),
        pytest.param(
            "[{interrupt: a}, {interrupt: b}, {silence: 30s}, {interrupt: c}]",
            (),
            "there is nothing to interrupt: it rings from `human`",
            id="silence cannot be interrupted",
        ),
        pytest.param(
            '[{dtmf: "123456"}, {expect: {vars: {order_id: "654321"}}}]',
            (MOCKS,),
            '`order_id` should be "654321", and is "123456"',
            id="another value",
        ),
        pytest.param("[{expect: {node: talk}}]", (), "the call should be in `talk`, and is in `ask`", id="node"),
        pytest.param("[{expect: {ended: true}}]", (), "the call is not over: it waits in `ask`", id="not over"),
        pytest.param("[{hangup: true}, {expect: {ended: false}}]", (), "the call is over", id="over"),
        pytest.param(
            '[{dtmf: "123456"}, {expect: {node: talk}}]',
            (),
            "`lookup` calls `find_order`, and `mocks` does not say what that answers",
            id="no mock",
        ),
        pytest.param(
            "[{bot: {node: ask}}]",
            ("outcome: found",),
            "the call should end with `found`, and is not over: it waits in `ask`",
            id="no end",
        ),
        pytest.param(
            "[{hangup: true}]",
            ("outcome: found",),
            "the call should end with `found`, and ends without an outcome (caller_hung_up)",
            id="another end",
        ),
    ],
)
def test_what_it_does_not_do_is_told(script: str, more: tuple[str, ...], message: str) -> None:
    assert failure(script, *more) == message


def test_what_went_before_is_shown_with_a_failure() -> None:
    (result,) = run('[{dtmf: "123456"}, {llm: {says: It ships., choose: bye}}, {user: Hm}]', MOCKS).results
    assert result.transcript == (
        "greet: Hi there, it is 2026-03-02.",
        "ask: What is your six digit order number, please?",
        "caller presses 123456",
        "lookup: One moment.",
        "model chooses bye",
        "talk: It ships.",
        "bye: Goodbye.",
        "the call ends: found",
    )


def test_no_conversation_runs_while_something_is_wrong() -> None:
    for script, more, rule in (
        ("[{expect: {node: tallk}}]", "outcome: found", "broken-reference"),
        ("[]", "now: 2026-03-02T10:00:00", "wrong-type"),
    ):
        tested = run(script, more)
        assert [found.rule for found in tested.findings] == [rule]
        assert (tested.results, tested.tested) == ((), None)
