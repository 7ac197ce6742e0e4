from __future__ import annotations

import pytest

from talkif_compiler.checks.dialogue.direction import outbound_evidence
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import link
from talkif_compiler.syntax.sources import Sources


@pytest.mark.parametrize(
    ("text", "condition", "evidence"),
    [
        ("Hello.", "true", None),
        ("You call {{call.to}}.", "call.direction == 'inbound'", None),
        ("It is about {{default campaign.name 'it'}}.", "true", "campaign.name"),
        ("Hello.", "call.attempt > 2", "call.attempt"),
        ("Hello.", 'true && call.direction == \\"outbound\\"', 'call.direction == \\"outbound\\"'),
    ],
)
def test_only_what_the_flow_reads_tells(text: str, condition: str, evidence: str | None) -> None:
    flow = f"""\
schema: talkif.flow/v1
flow: a
start: greet
nodes:
  greet: {{type: say, text: "{text}", next: [{{if: "{condition}", to: bye}}, {{else: bye}}]}}
  bye: {{type: end}}
"""
    sources = Sources({"a.yaml": flow})
    document, _ = sources.document("a.yaml")
    assert document is not None
    fields, _ = bind(document)
    assert fields is not None
    found = outbound_evidence(link(fields, sources)[0])
    assert (found.text if found is not None else None) == evidence


@pytest.mark.parametrize(
    ("handlers", "node", "evidence"),
    [
        ("[{on: voicemail, to: bye}]", "type: end", "voicemail"),
        ("[{on: hangup, to: bye}]", "type: voicemail, message: Hello., next: [{on: done, to: bye}]", "voicemail"),
        ("[{on: hangup, to: bye}]", "type: end", None),
    ],
)
def test_waiting_for_a_machine_tells(handlers: str, node: str, evidence: str | None) -> None:
    flow = f"""\
schema: talkif.flow/v1
flow: a
start: a
handlers: {handlers}
nodes: {{a: {{{node}}}, bye: {{type: end}}}}
"""
    sources = Sources({"a.yaml": flow})
    document, _ = sources.document("a.yaml")
    assert document is not None
    fields, _ = bind(document)
    assert fields is not None
    found = outbound_evidence(link(fields, sources)[0])
    assert (found.text if found is not None else None) == evidence
