"""Equal flows have equal bytes, and each hash sees what it is for."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.document import plain_data
from talkif_compiler.parse import parse
from talkif_compiler.pipeline import compile_flow
from talkif_compiler.source import SourceFile
from talkif_schemas.artifact import Artifact, CollectNode
from talkif_schemas.canonical import artifact_bytes, digest, load_artifact

FLOW = """\
schema: talkif.flow/v1
flow: order-support
name: Order support
settings:
  idle: {then: bye}
prompt: |
  You are the assistant of {{account.name}}.
  Be brief.
inputs:
  plan: {type: enum, values: [free, pro], default: free, description: What they pay for}
variables:
  order_id: {type: string, pattern: "^[0-9]{6}$"}
  order: {type: object, properties: {total: {type: number}}}
outputs: [order_id]
outcomes: [resolved]
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.id}}"
    headers: {Authorization: {secret: orders_key}}
handlers:
  - {on: "dtmf:0", to: human}
start: ask
nodes:
  ask:
    type: collect
    into: order_id
    ask: "What is your order number?"
    input: [speech, dtmf]
    next: [{on: done, to: lookup}, {on: gave_up, to: human}]
  lookup:
    type: tool
    tool: find_order
    args: {id: "{{order_id}}"}
    into: order
    next: [{on: success, to: route}, {on: failure, to: human}]
  route:
    type: branch
    next: [{if: "vars.order.total > 500.0 || inputs.plan == 'pro'", to: human}, {else: bye}]
  human: {type: transfer, to: "+15551234567", next: [{on: failure, to: bye}]}
  bye: {type: end, say: "Goodbye.", outcome: resolved}
"""


def built(text: str) -> Artifact:
    compilation = compile_flow({"flows/a.yaml": text}, "flows/a.yaml")
    assert compilation.artifact is not None, compilation.diagnostics
    return compilation.artifact


def address(text: str) -> str:
    return digest(artifact_bytes(built(text)))


def test_an_artifact_is_read_back_as_it_was() -> None:
    artifact = built(FLOW)
    assert load_artifact(artifact_bytes(artifact)) == artifact


def test_what_can_be_known_ahead_is_in_the_artifact() -> None:
    artifact = built(FLOW)
    ask = artifact.nodes["ask"]
    assert isinstance(ask, CollectNode)
    assert (ask.slot, ask.max_digits, ask.dtmf) == ("digits", 6, True)
    assert artifact.fixed_speech == (
        "Are you still there?",
        "Goodbye.",
        "I cannot hear you. Please say something, or I will hang up.",
        "What is your order number?",
    )
    assert artifact.secrets == ("orders_key",)
    assert (artifact.source_map["lookup"].file, artifact.source_map["lookup"].line) == ("flows/a.yaml", 32)


def test_line_ends_do_not_change_the_digest() -> None:
    assert address(FLOW.replace("\n", "\r\n")) == address(FLOW)


def test_a_comment_at_the_end_does_not_change_the_digest() -> None:
    assert address(FLOW + "# Ask the shop before changing this.\n") == address(FLOW)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans())
def test_key_order_and_layout_change_no_hash(random: object, flow_style: bool) -> None:
    def shuffled(value: object) -> object:
        if isinstance(value, dict):
            keys = list(value)
            random.shuffle(keys)  # type: ignore[attr-defined]
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    document, _ = parse(SourceFile("a.yaml", FLOW))
    assert document is not None
    written = yaml.safe_dump(shuffled(plain_data(document)), sort_keys=False, default_flow_style=flow_style)
    again, first = built(written), built(FLOW)
    assert (again.contract_hash, again.behaviour_hash) == (first.contract_hash, first.behaviour_hash)


@pytest.mark.parametrize(
    ("old", "new", "contract", "behaviour"),
    [
        ("Order support", "Orders", False, False),
        ("start: ask", "# A comment\nstart: ask", False, False),
        ("What they pay for", "The plan", False, True),
        ("Be brief.", "Be kind.", False, True),
        ("> 500.0", "> 400.0", False, True),
        ("default: free", "default: pro", True, True),
        ("outcomes: [resolved]", "outcomes: [resolved, lost]", True, True),
        ("outputs: [order_id]", "outputs: [order_id, order]", True, True),
        ("api.example.com", "api.example.org", True, True),
        ("+15551234567", "+15551234568", True, True),
    ],
)
def test_each_hash_sees_its_own_changes(old: str, new: str, contract: bool, behaviour: bool) -> None:
    before, after = built(FLOW), built(FLOW.replace(old, new))
    assert (before.contract_hash != after.contract_hash, before.behaviour_hash != after.behaviour_hash) == (
        contract,
        behaviour,
    )
