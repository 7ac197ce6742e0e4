from __future__ import annotations

import pytest

from talkif_compiler.checks.telephony.numbers import dialled
from talkif_compiler.files.bind import bind
from talkif_compiler.files.project_file import read_project
from talkif_compiler.linking.link import link
from talkif_compiler.syntax.sources import Sources

FLOW = """\
schema: talkif.flow/v1
flow: a
start: a
nodes:
  a: {type: transfer, to: ["+14155550123", {number: desk}, "{{contact.phone}}", "911"], next: [{on: failure, to: b}]}
  b: {type: message, to: "+14155550124", text: Hi., next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
"""
PROJECT = """\
schema: talkif.project/v1
environments:
  production: {numbers: {desk: "+4930901820"}}
  staging: {numbers: {desk: "sip:desk@example.com"}}
  test: {numbers: {other: "+4930901821"}}
"""


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (None, ["+14155550123", "+4930901820", "+14155550124"]),
        ("production", ["+14155550123", "+4930901820", "+14155550124"]),
        ("staging", ["+14155550123", "+14155550124"]),
    ],
)
def test_names_stand_for_what_the_environment_binds(environment: str | None, expected: list[str]) -> None:
    sources = Sources({"a.yaml": FLOW})
    document, _ = sources.document("a.yaml")
    assert document is not None
    flow, _ = bind(document)
    assert flow is not None
    linked, _ = link(flow, sources, read_project(PROJECT)[0], environment)
    assert [found.number for found in dialled(linked)] == expected
