from __future__ import annotations

import pytest

from talkif_compiler.checks.compliance.printed import printed
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import link
from talkif_compiler.syntax.sources import Sources

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
variables: {name: {type: string}, order: {type: object, properties: {total: {type: number}}}}
nodes:
  greet: {type: say, text: '%s', next: bye}
  bye: {type: end}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi.", []),
        ("{{name}} and {{vars.order.total}}", ["vars.name", "vars.order.total"]),
        ("{{#if name}}It is {{upper (default name account.name)}}.{{/if}}", ["vars.name", "account.name"]),
        ('{{#if (eq name "a")}}A{{else}}{{money order.total}}{{/if}}', ["vars.order.total"]),
        ('{{eq name "a"}}', []),
    ],
)
def test_what_is_only_asked_about_is_not_printed(text: str, expected: list[str]) -> None:
    sources = Sources({"a.yaml": FLOW % text})
    document, _ = sources.document("a.yaml")
    assert document is not None
    flow, _ = bind(document)
    assert flow is not None
    assert [".".join(found.path) for found in printed(link(flow, sources)[0])] == expected
