"""A flow with its versions, to be changed and compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from talkif_compiler.pipeline import compile_flow
from talkif_schemas.artifact import Artifact

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


def first(node: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """With another node to begin in."""
    return both(put("nodes", "begin", node), put("start", "begin"))


def rename(flow: dict[str, Any], old: str, new: str) -> None:
    text = yaml.safe_dump(flow, sort_keys=False)
    renamed = re.sub(
        rf"(?m)^(  {old}:)$", f"  {new}:", re.sub(rf"(?m)((?:to|start|sales): ){old}$", rf"\g<1>{new}", text)
    )
    flow.clear()
    flow.update(yaml.safe_load(renamed))
