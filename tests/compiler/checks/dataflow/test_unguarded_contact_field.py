"""What may be null by its declaration is spoken with a hole as well."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
inputs:
  nick: {type: string, required: true, nullable: true}
  name: {type: string, required: true}
  order: {type: object, properties: {code: {type: string, nullable: true}, id: {type: string}}, required: true}
nodes:
  ask: {type: branch, next: [{if: "has(inputs.order.code)", to: known}, {else: bye}]}
  known: {type: end, say: "KNOWN {{name}}."}
  bye: {type: end, say: "SAID {{nick}} {{order.id}}."}
"""


def found(said: str = "{{default nick 'you'}}", known: str = "Bye") -> list[str]:
    text = FLOW.replace("SAID {{nick}}", said).replace("KNOWN", known)
    return [item.span.text for item in check_flow({"a.yaml": text}, "a.yaml") if item.rule == "unguarded-contact-field"]


@pytest.mark.parametrize("path", ["nick", "inputs.nick", "order.code"])
def test_what_may_be_null(path: str) -> None:
    assert found(f"{{{{{path}}}}}") == [path]


def test_what_may_not_and_what_is_asked_for() -> None:
    assert found() == found(known="{{order.code}}") == []
    assert found("{{#if order.code}}{{order.code}}{{/if}}") == []
