"""Equal flows have equal bytes, and each hash sees what it is for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.pipeline import compile_flow
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse
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


def test_line_ends_do_not_change_the_digest() -> None:
    assert address(FLOW.replace("\n", "\r\n")) == address(FLOW)


def test_comments_do_not_change_the_digest() -> None:
    assert address("# Ask the shop before changing this.\n\n" + FLOW) == address(FLOW)


def test_the_source_map_says_where_nodes_are_written() -> None:
    places = compile_flow({"flows/a.yaml": FLOW}, "flows/a.yaml").source_map["order-support"]
    assert (places["lookup"].file, places["lookup"].line) == ("flows/a.yaml", 32)


@pytest.mark.parametrize("settings_of_machine", [{"LC_ALL": "tr_TR.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_machines_do_not_change_the_digest(settings_of_machine: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8", newline="\r\n")
    program = "import sys; from talkif_compiler.cli import main; sys.argv[1:] = ['build', '.', '--out', 'out']; main()"
    environment = {"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin", **settings_of_machine}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == address(FLOW)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans())
def test_key_order_and_layout_do_not_change_the_digest(random: object, flow_style: bool) -> None:
    def shuffled(value: object) -> object:
        if isinstance(value, dict):
            keys = list(value)
            random.shuffle(keys)  # type: ignore[attr-defined]
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    document, _ = parse(SourceFile("a.yaml", FLOW))
    assert document is not None
    written = yaml.safe_dump(shuffled(plain_data(document)), sort_keys=False, default_flow_style=flow_style)
    assert address(written) == address(FLOW)


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("Order support", "Orders", {"meta"}),
        ("start: ask", "# A comment\nstart: ask", set()),
        ("type: collect", "type: collect\n    note: Six digits", {"meta"}),
        ("What they pay for", "The plan", {"behaviour", "meta"}),
        ("Be brief.", "Be kind.", {"behaviour"}),
        ("> 500.0", "> 400.0", {"behaviour"}),
        ("default: free", "default: pro", {"contract", "behaviour"}),
        ("outcomes: [resolved]", "outcomes: [resolved, lost]", {"contract", "behaviour"}),
        ("outputs: [order_id]", "outputs: [order_id, order]", {"contract", "behaviour"}),
        ("api.example.com", "api.example.org", {"contract", "behaviour"}),
        ("+15551234567", "+15551234568", {"contract", "behaviour"}),
    ],
)
def test_each_hash_sees_its_own_changes(old: str, new: str, seen: set[str]) -> None:
    assert old in FLOW
    before, after = built(FLOW), built(FLOW.replace(old, new))
    hashes = {
        "contract": before.contract_hash != after.contract_hash,
        "behaviour": before.behaviour_hash != after.behaviour_hash,
        "meta": before.meta_hash != after.meta_hash,
    }
    assert {name for name, changed in hashes.items() if changed} == seen


def test_a_voice_by_name_becomes_the_id_that_the_vendor_takes() -> None:
    cloned = "5Q0t7uMcjvnagumLfvZi"
    voices = (
        f"services: {{tts: [{{provider: elevenlabs, voice: Rachel}}, {{provider: elevenlabs, voice: {cloned}}}]}}\n"
    )
    assert [choice.voice for choice in built(FLOW + voices).services.tts] == ["21m00Tcm4TlvDq8ikWAM", cloned]
