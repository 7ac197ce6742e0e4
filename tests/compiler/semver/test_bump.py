"""Every rule fires on the change that it is about, and only the bump that follows from it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from talkif_compiler.pipeline import compile_flow
from talkif_compiler.semver import highest, infer_bump
from talkif_compiler.semver.rules import RULES
from talkif_schemas.artifact import Artifact
from tests.compiler.semver.desk import both, compiled, first, put, rename

CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "required-input-added": put("inputs", "name", {"type": "string", "required": True}),
    "input-removed": both(put("inputs", "plan", ...), put("nodes", "look", "args", "hint", "x")),
    "input-became-required": put("inputs", "plan", {"type": "enum", "values": ["free", "pro"], "required": True}),
    "input-narrowed": put("inputs", "plan", "values", ["free"]),
    "optional-input-added": put("inputs", "name", {"type": "string"}),
    "input-became-optional": put("inputs", "ticket", {"type": "string", "default": "0"}),
    "input-widened": put("inputs", "plan", "values", ["free", "pro", "max"]),
    "input-default-changed": put("inputs", "plan", "default", "pro"),
    "output-removed": put("outputs", []),
    "output-widened": put("variables", "topic", "values", ["sales", "support", "press"]),
    "output-added": put("outputs", ["topic", "note"]),
    "output-narrowed": put("variables", "topic", "values", ["sales"]),
    "outcome-removed": both(put("outcomes", ["lost"]), put("nodes", "helped", "outcome", "lost")),
    "outcome-unreachable": put("nodes", "helped", "outcome", "lost"),
    "outcome-added": put("outcomes", ["helped", "lost", "angry"]),
    "request-removed": both(put("tools", {}), put("nodes", "look", {"type": "say", "text": "Hm.", "next": "helped"})),
    "request-target-changed": put("tools", "find", "url", "https://other.example.com/t/{{args.id}}"),
    "argument-required": put("tools", "find", "parameters", "hint", "required", True),
    "argument-removed": both(
        put("tools", "find", "parameters", "hint", ...),
        put("tools", "find", "query", ...),
        put("nodes", "look", "args", "hint", ...),
    ),
    "request-added": put(
        "nodes",
        "helped",
        {
            "type": "http",
            "method": "POST",
            "url": "https://log.example.com/",
            "timeout": "2s",
            "next": [{"on": on, "to": "bye"} for on in ("success", "failure", "timeout")],
        },
    ),
    "argument-added": put("tools", "find", "parameters", "more", {"type": "string"}),
    "argument-became-optional": put("tools", "find", "parameters", "id", "required", False),
    "argument-retyped": both(
        put("tools", "find", "parameters", "hint", {"type": "boolean"}), put("nodes", "look", "args", "hint", "true")
    ),
    "request-changed": put("tools", "find", "url", "https://tickets.example.com/v2/{{args.id}}"),
    "transfer-changed": put("nodes", "human", "to", "+14155550101"),
    "transfer-manner-changed": put("nodes", "human", "caller_id", "+14155550101"),
    "secret-added": put("tools", "find", "headers", {"Authorization": {"secret": "TICKETS"}}),
    "binding-added": put("nodes", "human", "to", {"number": "desk"}),
    "output-surer": first({"type": "set", "assignments": {"topic": "'sales'"}, "next": "menu"}),
    "plain-end-added": both(
        put("outcomes", ...), put("nodes", "lost", "outcome", ...), put("nodes", "helped", "outcome", ...)
    ),
    "disposition-added": put("nodes", "lost", "disposition", "callback"),
    "machine-notice-added": put("nodes", "menu", "ask", "I am an AI. For sales press one."),
    "recording-notice-added": put("nodes", "menu", "ask", "This call is recorded. For sales press one."),
    "recording-stopped": put("settings", "recording", "off"),
    "menu-key-removed": put("nodes", "menu", "choices", "sales", "dtmf", "3"),
    "menu-key-remapped": both(
        put("nodes", "menu", "choices", "sales", "dtmf", "2"), put("nodes", "menu", "choices", "support", "dtmf", "1")
    ),
    "menu-key-added": put("nodes", "menu", "choices", "third", {"dtmf": "3", "says": ["third"], "to": "lost"}),
    "command-added": put("handlers", [{"when": "The caller asks for a person", "to": "human"}]),
    "language-changed": put("language", "de-DE"),
    "provider-changed": put("services", "llm", [{"provider": "anthropic", "model": "claude-haiku-4-5"}]),
    "model-changed": put("services", "llm", [{"provider": "openai", "model": "gpt-5"}]),
    "voice-changed": put("services", "tts", 0, "voice", "Adam"),
    "options-changed": put("services", "llm", 0, "options", {"temperature": 0.1}),
    "wording-changed": put("nodes", "lost", "say", "So sorry. Goodbye."),
    "message-changed": put("nodes", "human", "whisper", "A caller."),
    "edge-wording-changed": put("nodes", "look", "next", 1, "say", "Hm."),
    "retries-changed": put("nodes", "menu", "retries", {"max": 1, "no_input": ["Hello?"], "no_match": ["Pardon?"]}),
    "timeout-changed": put("nodes", "human", "ring", "11s"),
    "interruption-changed": put("nodes", "menu", "interruptible", False),
    "menu-words-changed": put("nodes", "menu", "choices", "sales", "says", ["sales", "buy"]),
    "edge-assignment-changed": put("nodes", "look", "next", 1, "set", {"note": "'b'"}),
    "arguments-changed": put("nodes", "look", "args", "hint", "x"),
    "route-added": put("nodes", "look", "next", 1, "to", "human"),
    "route-removed": both(
        put("nodes", "look", "next", 0, "to", "lost"), put("nodes", "human", "next", 0, "to", "helped")
    ),
    "route-order-changed": put(
        "nodes",
        "look",
        "next",
        [{"on": on, "to": to} for on, to in (("failure", "lost"), ("success", "helped"), ("timeout", "lost"))],
    ),
    "node-added": first({"type": "say", "text": "Hello.", "next": "menu"}),
    "node-renamed": both(
        put("nodes", "found", {"type": "end", "say": "Done. Goodbye.", "outcome": "helped"}),
        put("nodes", "look", "next", 0, "to", "found"),
        put("nodes", "helped", ...),
    ),
    "node-type-changed": put("nodes", "look", {"type": "say", "text": "Hello.", "next": "helped"}),
    "start-changed": put("start", "look"),
    "call-shortened": put("settings", "max_call", "4m"),
    "call-lengthened": put("settings", "max_call", "6m"),
    "idle-changed": put("settings", "idle", {"after": "8s", "prompts": ["Hello?"], "then": "lost"}),
    "event-handler-changed": put("handlers", [{"on": "error", "to": "lost"}]),
    "tool-description-changed": put("tools", "find", "description", "Finds a ticket"),
    "behaviour-changed": put("variables", "note", {"type": "number"}),
}


TALK = {"type": "agent", "prompt": "Help.", "next": [{"when": "The caller is done", "to": "menu"}]}
LIMITED = {
    **TALK,
    "max_turns": 3,
    "next": [{"when": "The caller is done", "to": "menu"}, {"on": "max_turns", "to": "human"}],
}
ASK = {
    "type": "collect",
    "into": "note",
    "ask": "Your note?",
    "next": [{"on": "done", "to": "menu"}, {"on": "gave_up", "to": "menu"}],
}
DECIDE = {"type": "branch", "next": [{"if": "inputs.plan == 'pro'", "to": "menu"}, {"else": "lost"}]}
HANDLER = {"when": "The caller asks for a person", "to": "human"}
OFFICE = {
    "type": "hours",
    "timezone": "Europe/Berlin",
    "windows": [{"days": ["mon"], "from": "09:00", "to": "17:00"}],
    "next": [{"on": "open", "to": "menu"}, {"on": "closed", "to": "lost"}],
}
SPLIT = {
    "type": "split",
    "weights": {"a": 1, "b": 1},
    "next": [{"on": "a", "to": "menu"}, {"on": "b", "to": "lost"}],
}
INSIDE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "node-services-changed": (TALK, {"services": {"llm": [{"provider": "openai", "model": "gpt-5"}]}}),
    "prompt-changed": (TALK, {"prompt": "Be brief."}),
    "turns-changed": (LIMITED, {"max_turns": 4}),
    "context-changed": (TALK, {"context": "reset"}),
    "offered-tools-changed": (TALK, {"tools": ["find"]}),
    "keypad-changed": (ASK, {"input": ["speech", "dtmf"]}),
    "answers-changed": (ASK, {"validate": "size(value) > 2"}),
    "confirmation-changed": (ASK, {"confirm": "always"}),
    "extraction-changed": (
        {"type": "extract", "into": "note", "next": [{"on": on, "to": "menu"} for on in ("success", "failure")]},
        {"from": "last"},
    ),
    "assignment-changed": (
        {"type": "set", "assignments": {"note": "'a'"}, "next": "menu"},
        {"assignments": {"note": "'b'"}},
    ),
    "condition-changed": (DECIDE, {"next": [{"if": "inputs.plan == 'free'", "to": "menu"}, {"else": "lost"}]}),
    "cases-changed": (
        {"type": "switch", "on": "inputs.plan", "cases": {"pro": "menu", "free": "lost"}},
        {"cases": {"pro": "lost", "free": "menu"}},
    ),
    "hours-changed": (OFFICE, {"timezone": "Europe/Paris"}),
    "split-changed": (SPLIT, {"weights": {"a": 1, "b": 2}}),
}
"""Rule -> a node at the start of the flow, and what becomes of it."""
REVERSED = {
    "output-less-sure": "output-surer",
    "plain-end-removed": "plain-end-added",
    "disposition-removed": "disposition-added",
    "secret-removed": "secret-added",
    "binding-removed": "binding-added",
    "machine-notice-weakened": "machine-notice-added",
    "recording-notice-weakened": "recording-notice-added",
    "recording-started": "recording-stopped",
    "command-removed": "command-added",
    "node-removed": "node-added",
}
"""Rule -> the one whose change is taken back."""
BOTH_WAYS: dict[str, tuple[Callable[[dict[str, Any]], None], Callable[[dict[str, Any]], None]]] = {
    "handler-changed": (put("handlers", [HANDLER]), put("handlers", [{**HANDLER, "to": "lost"}])),
    "recording-pause-removed": (
        first({"type": "record", "action": "pause", "next": "menu"}),
        first({"type": "record", "action": "start", "next": "menu"}),
    ),
}
CHANGES["request-added"] = both(
    CHANGES["request-added"], put("nodes", "bye", {"type": "end", "say": "Bye.", "outcome": "helped"})
)


def versions(rule: str) -> tuple[Artifact, Artifact]:
    """One before and one after the change that a rule is about."""
    if rule in INSIDE:
        node, update = INSIDE[rule]
        return compiled(first(node)), compiled(first({**node, **update}))
    if rule in REVERSED:
        return compiled(CHANGES[REVERSED[rule]]), compiled()
    if rule in BOTH_WAYS:
        before, after = BOTH_WAYS[rule]
        return compiled(before), compiled(after)
    if rule == "called-flow-changed":
        return calling("Hello."), calling("Hi.")
    return compiled(), compiled(CHANGES[rule])


def calling(says: str) -> Artifact:
    """A flow that runs another one."""
    other = f'schema: talkif.flow/v1\nflow: other\nstart: bye\nnodes: {{bye: {{type: end, say: "{says}"}}}}\n'
    flow = "schema: talkif.flow/v1\nflow: caller\nstart: run\nnodes:\n"
    flow += "  run: {type: subflow, flow: other, next: [{on: 'exit:done', to: bye}]}\n  bye: {type: end}\n"
    result = compile_flow({"flows/a.yaml": flow, "flows/b.yaml": other}, "flows/a.yaml")
    assert result.artifact is not None, result.diagnostics
    return result.artifact


@pytest.mark.parametrize("rule", [*CHANGES, *INSIDE, *REVERSED, *BOTH_WAYS, "called-flow-changed"])
def test_a_rule_fires_on_its_change(rule: str) -> None:
    changes = infer_bump(*versions(rule))
    assert rule in {change.rule for change in changes}
    weight = next((known.bump for known in RULES if known.id == rule), "patch")
    assert next(change.bump for change in changes if change.rule == rule) == weight


def test_every_rule_has_its_change_here() -> None:
    here = {*CHANGES, *INSIDE, *REVERSED, *BOTH_WAYS, "called-flow-changed"}
    assert {rule.id for rule in RULES} | {"behaviour-changed"} == here
    assert len(RULES) >= 60


@pytest.mark.parametrize(
    "change",
    [
        both(
            put("nodes", "found", {"type": "end", "say": "Done. Goodbye.", "outcome": "helped"}),
            put("nodes", "look", "next", 0, "to", "found"),
            put("nodes", "helped", ...),
        ),
        lambda flow: rename(flow, "menu", "keys"),
        lambda flow: rename(flow, "look", "search"),
    ],
)
def test_another_id_of_a_node_is_a_patch(change: Callable[[dict[str, Any]], None]) -> None:
    changes = infer_bump(compiled(), compiled(change))
    assert [found.rule for found in changes] == ["node-renamed"]


def test_a_request_of_a_node_under_another_id_is_the_same_request() -> None:
    added = CHANGES["request-added"]
    changes = infer_bump(compiled(added), compiled(both(added, lambda flow: rename(flow, "helped", "log"))))
    assert {found.bump for found in changes} == {"patch"}


def test_taking_a_menu_away_is_breaking() -> None:
    gone = put("nodes", "menu", {"type": "say", "text": "Hello.", "next": "look"})
    found = {(change.rule, change.bump, change.subject) for change in infer_bump(compiled(), compiled(gone))}
    assert ("menu-key-removed", "major", "menu 1") in found


def test_a_notice_that_can_be_cut_short_is_weaker() -> None:
    told = {"type": "say", "text": "This call is recorded.", "interruptible": False, "next": "menu"}
    changes = infer_bump(compiled(first(told)), compiled(first({**told, "interruptible": True})))
    assert ("recording-notice-weakened", "major") in {(change.rule, change.bump) for change in changes}


def test_an_accepted_change_asks_for_no_more_than_a_patch_and_keeps_its_reason() -> None:
    accept = [{"rule": "outcome-unreachable", "subject": "helped", "reason": "Nobody reads it."}]
    change = both(CHANGES["outcome-unreachable"], put("accept", accept))
    found = next(c for c in infer_bump(compiled(), compiled(change)) if c.rule == "outcome-unreachable")
    assert (found.bump, found.accepted) == ("patch", "Nobody reads it.")
    other = both(change, put("accept", 0, "subject", "lost"))
    found = next(c for c in infer_bump(compiled(), compiled(other)) if c.rule == "outcome-unreachable")
    assert (found.bump, found.accepted) == ("major", None)


def test_what_nobody_can_notice_is_no_change() -> None:
    assert infer_bump(compiled(), compiled(put("name", "Another name"))) == []


def test_the_weightiest_change_comes_first_and_decides() -> None:
    changes = infer_bump(compiled(), compiled(both(CHANGES["output-added"], CHANGES["outcome-removed"])))
    assert changes[0].rule == "outcome-removed"
    assert highest(change.bump for change in changes) == "major"


@pytest.mark.parametrize("rule", ["optional-input-added", "output-added", "outcome-added", "request-added"])
def test_taking_back_what_was_added_is_breaking(rule: str) -> None:
    assert highest(c.bump for c in infer_bump(compiled(), compiled(CHANGES[rule]))) == "minor"
    assert highest(c.bump for c in infer_bump(compiled(CHANGES[rule]), compiled())) == "major"


def test_messages_and_the_do_not_call_list_are_effects() -> None:
    plain = "schema: talkif.flow/v1\nflow: a\nstart: n\nnodes: {n: {type: say, text: Hi, next: b}, b: {type: end}}\n"
    texting = plain.replace(
        "n: {type: say, text: Hi, next: b}",
        'n: {type: message, to: "{{call.from}}", text: Hi, next: [{on: success, to: d}, {on: failure, to: d}]}, '
        "d: {type: dnc, next: b}",
    )

    def artifact(text: str) -> Artifact:
        built = compile_flow({"a.yaml": text}, "a.yaml").artifact
        assert built is not None
        return built

    added = {
        change.subject for change in infer_bump(artifact(plain), artifact(texting)) if change.rule == "request-added"
    }
    gone = {change.subject for change in infer_bump(artifact(texting), artifact(plain)) if change.bump == "major"}
    assert added == gone == {"messages", "do-not-call"}
