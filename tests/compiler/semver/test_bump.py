"""Every rule fires on the change that it is about, and only the bump that follows from it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from talkif_compiler.pipeline import compile_flow
from talkif_compiler.semver import highest, infer_bump
from talkif_compiler.semver.rules import RULES
from talkif_schemas.artifact import Artifact

ROOT = Path(__file__).resolve().parents[3]

FLOW = """
schema: talkif.flow/v1
flow: desk
language: en-US
services:
  stt: [{provider: deepgram, model: nova-3}]
  llm: [{provider: openai, model: gpt-5-mini}]
  tts: [{provider: elevenlabs, voice: Rachel, model: eleven_flash_v2_5}]
settings: {recording: "on", max_call: 5m}
inputs:
  plan: {type: enum, values: [free, pro], default: free}
  ticket: {type: string, required: true}
variables:
  topic: {type: enum, values: [sales, support]}
  note: {type: string}
outputs: [topic]
outcomes: [helped, lost]
tools:
  find:
    description: Finds the ticket
    parameters: {id: {type: string, required: true}, hint: {type: string}}
    method: GET
    url: "https://tickets.example.com/t/{{args.id}}"
    query: {hint: "{{default args.hint ''}}"}
    timeout: 3s
start: menu
nodes:
  menu:
    type: menu
    ask: "For sales press one."
    choices:
      sales: {dtmf: "1", says: [sales], to: look}
      support: {dtmf: "2", says: [support], to: human}
    next:
      - {"on": no_input, to: lost}
      - {"on": no_match, to: lost}
  look:
    type: tool
    tool: find
    args: {id: "{{ticket}}", hint: "{{plan}}"}
    next:
      - {"on": success, to: helped}
      - {"on": failure, to: lost}
      - {"on": timeout, to: lost}
  human:
    type: transfer
    to: "+14155550100"
    next:
      - {"on": busy, to: lost}
      - {"on": no_answer, to: lost}
      - {"on": failure, to: lost}
  helped: {type: end, say: "Done. Goodbye.", outcome: helped}
  lost: {type: end, say: "Sorry. Goodbye.", outcome: lost}
"""


def compiled(change: Callable[[dict[str, Any]], Any] = lambda flow: None) -> Artifact:
    flow = yaml.safe_load(FLOW)
    change(flow)
    result = compile_flow({"flows/desk.yaml": yaml.safe_dump(flow, sort_keys=False)}, "flows/desk.yaml")
    assert result.artifact is not None, [(found.rule, found.message) for found in result.diagnostics]
    return result.artifact


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """A change: the last member is the new value, or `...` to remove the field; the others say where."""
    *parents, name, value = path

    def change(flow: dict[str, Any]) -> None:
        place: Any = flow
        for parent in parents:
            place = place[parent]
        if value is ...:
            del place[name]
        else:
            place[name] = value

    return change


def both(*changes: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def change(flow: dict[str, Any]) -> None:
        for each in changes:
            each(flow)

    return change


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
    "transfer-changed": put("nodes", "human", "to", "+14155550101"),
    "secret-added": put("tools", "find", "headers", {"Authorization": {"secret": "TICKETS"}}),
    "recording-changed": put("settings", "recording", "off"),
    "menu-key-remapped": put("nodes", "menu", "choices", "sales", "dtmf", "3"),
    "menu-key-added": put("nodes", "menu", "choices", "third", {"dtmf": "3", "says": ["third"], "to": "lost"}),
    "language-changed": put("language", "de-DE"),
    "provider-changed": put("services", "llm", [{"provider": "anthropic", "model": "claude-haiku-4-5"}]),
    "model-changed": put("services", "llm", [{"provider": "openai", "model": "gpt-5"}]),
    "voice-changed": put("services", "tts", 0, "voice", "Adam"),
    "behaviour-changed": put("nodes", "lost", "say", "So sorry. Goodbye."),
}
CHANGES["request-added"] = both(
    CHANGES["request-added"], put("nodes", "bye", {"type": "end", "say": "Bye.", "outcome": "helped"})
)


@pytest.mark.parametrize("rule", CHANGES)
def test_a_rule_fires_on_its_change(rule: str) -> None:
    changes = infer_bump(compiled(), compiled(CHANGES[rule]))
    assert rule in {change.rule for change in changes}
    weight = next((known.bump for known in RULES if known.id == rule), "patch")
    assert next(change.bump for change in changes if change.rule == rule) == weight


def test_every_rule_has_its_change_here() -> None:
    assert {rule.id for rule in RULES} | {"behaviour-changed"} == set(CHANGES)


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
