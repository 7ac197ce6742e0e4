from __future__ import annotations

import pytest

from talkif_compiler.fix import plan_fixes, rewritten
from talkif_compiler.misspelling import respelt
from talkif_compiler.pipeline import check_file
from talkif_compiler.source import SourceFile, Span
from talkif_compiler.syntax.parse import parse

FLOW = "flows/desk.yaml"
TOOLS = "tools/crm.yaml"
TEST = "flows/desk.test.yaml"
PROJECT = "talkif.yaml"
FILES = {
    PROJECT: """\
schema: talkif.project/v1
schedules: {office: {timezone: Europe/Berlin, windows: [{days: [mon-fri], from: "09:00", to: "17:00"}]}}
rules: {severity: {unreachable-node: off}}
""",
    TOOLS: """\
schema: talkif.tools/v1
tools:
  find_patient: {description: Finds., parameters: {phone: {type: string}}, url: "https://example.com/{{args.phone}}"}
""",
    FLOW: """\
schema: talkif.flow/v1
flow: clinic-desk
services: {stt: {provider: deepgram}, llm: {provider: openai}, tts: {provider: elevenlabs}}
settings: {recording: on}
variables: {note: {type: string}}
outputs: [note]
outcomes: [booked, "call back: later"]
tools: {find: {use: "tools/crm.yaml#find_patient"}}
start: gate
nodes:
  gate: {type: hours, schedule: office, next: [{on: open, to: ask}, {on: closed, to: late}]}
  ask: {type: tool, tool: find, args: {phone: "1"}, next: [{on: success, to: desk}, {on: failure, to: desk}]}
  desk: {type: transfer, to: "+14155550123", mode: cold, next: [{on: failure, to: bye}]}
  late: {type: end, say: Bye., outcome: "call back: later"}
  bye: {type: end, say: Bye., outcome: booked}
""",
    TEST: "schema: talkif.test/v1\nflow: clinic-desk\ntests: [{name: t, script: [{hangup: true}], outcome: booked}]\n",
}


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        (FLOW, "provider: deepgram", "provider: deepgramm"),
        (FLOW, "schedule: office", "schedule: ofice"),
        (FLOW, "tool: find", "tool: fnid"),
        (FLOW, "args: {phone", "args: {phon"),
        (FLOW, "mode: cold", "mode: cld"),
        (FLOW, "outcome: booked", "outcome: boked"),
        (FLOW, 'outcome: "call back: later"', 'outcome: "call back: latr"'),
        (FLOW, "#find_patient", "#find_pateint"),
        (TEST, "flow: clinic-desk", "flow: clinc-desk"),
        (TEST, "hangup: true", "hangup: yes"),
        (TEST, "hangup: true", 'hangup: "true"'),
        (FLOW, "recording: on", "recording: yes"),
        (FLOW, "outputs: [note]", "outputs: note"),
        (TEST, "outcome: booked", "outcome: boked"),
        (TOOLS, "talkif.tools/v1", "talkif.tool/v1"),
        (PROJECT, "Europe/Berlin", "Europe/Berln"),
        (PROJECT, "unreachable-node", "unreachable-nod"),
        (PROJECT, ": off", ": of"),
    ],
)
def test_a_slip_is_one_finding_and_its_fix_undoes_it(path: str, right: str, wrong: str) -> None:
    torn = FILES[path].replace(right, wrong)
    found = [item for item in check_file({**FILES, path: torn}, path) if item.severity == "error"]
    (slip,) = found
    assert slip.help is not None
    mended = rewritten(torn, plan_fixes(found, ["unsafe"]).edits[path])
    assert mended.replace('"', "") == FILES[path].replace('"', "")
    assert not [item for item in check_file({**FILES, path: mended}, path) if item.severity == "error"]


@pytest.mark.parametrize("name", ["call back: later", "null", "yes, please", "No", "a #b", "123", "tools/a.yaml#b"])
def test_what_is_written_is_read_as_the_name(name: str) -> None:
    source = SourceFile("a.yaml", "a: xxxx\n")
    (fix,) = respelt(Span(source, 3, 7), name + "x", [name])
    document, _ = parse(SourceFile("a.yaml", rewritten(source.text, fix.edits)))
    assert document is not None
    value = document.entries["a"].value  # type: ignore[union-attr]
    assert (value.text, value.value) == (name, name)  # type: ignore[union-attr]


def test_one_slip_hides_no_other() -> None:
    text = FILES[PROJECT].replace("Berlin,", "Berln, holidays: USA,").replace("09:00", "9:00")
    text = text.replace("{unreachable-node: off}", "{unreachable-nod: off, dead-end: waring}")
    assert [item.message for item in check_file({PROJECT: text}, PROJECT)] == [
        "there is no time zone `Europe/Berln`",
        "`USA` is no country",
        "expected a time of day, found `9:00`",
        "there is no rule `unreachable-nod`",
        "expected `off`, `info`, `warning` or `error`, found `waring`",
    ]
