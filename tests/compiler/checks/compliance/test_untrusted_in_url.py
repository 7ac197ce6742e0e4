from __future__ import annotations

import json

import pytest

from talkif_compiler.pipeline import compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
variables:
  word: {{type: string}}
  code: {{type: string, pattern: "[a-z]{{1,8}}"}}
  number: {{type: phone}}
nodes:
  ask: {{type: agent, prompt: Help., extract: [word, code, number], next: [{{when: The caller is done, to: it}}]}}
  it: {node}
  bye: {{type: end}}
"""


def found(node: dict[str, object]) -> list[str]:
    """What is pointed at."""
    node["next"] = [{"on": "success", "to": "bye"}, {"on": "failure", "to": "bye"}]
    diagnostics = compile_flow({"a.yaml": FLOW.format(node=json.dumps(node))}, "a.yaml").diagnostics
    return [item.span.text for item in diagnostics if item.rule == "untrusted-in-url"]


def http(**fields: object) -> dict[str, object]:
    return {"type": "http", "method": "POST", "url": "https://example.com/x", "say": "One moment.", **fields}


@pytest.mark.parametrize("name", ["last.utterance", "word"])
def test_words_of_callers_stand_in_no_header(name: str) -> None:
    assert found(http(headers={"X-Say": f"{{{{{name}}}}}"})) == [name]
    assert found(http(headers={"X-Say": f"a {{{{upper {name}}}}}"})) == [name]


@pytest.mark.parametrize("name", ["code", "number", "call.id"])
def test_what_has_a_form_may_stand_in_a_header(name: str) -> None:
    assert found(http(headers={"X-Thing": f"{{{{{name}}}}}"})) == []


def test_a_number_of_the_caller_says_not_who_is_asking() -> None:
    assert found(http(headers={"Authorization": "Basic {{number}}"})) == ["number"]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from t where a='{{word}}'",
        "SELECT name, city\nFROM shops WHERE city = '{{word}}'",
        "insert into t (a) values ('{{word}}')",
        "update t set a = '{{word}}' where b = 1",
        "Delete from t where a = '{{word}}'",
        "select a from t where b in ('{{word}}', 'x')",
        "select a from t order by {{word}}",
    ],
)
def test_words_of_callers_stand_in_no_statement(statement: str) -> None:
    assert found(http(body={"sql": [statement]})) == ["word"]
    assert found(http(query={"q": statement})) == ["word"]
    assert found(http(body={"sql": statement.replace("word", "code")})) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{word}}",
        "Select a plan from the list: {{word}}",
        "Update {{word}}, set for May",
        "Please select a slot and tell the customer from {{word}} where it is possible",
        "Delete from list where the customer of {{word}} asks for it",
    ],
)
def test_a_body_is_there_for_words_of_callers(text: str) -> None:
    assert found(http(body={"note": text}, query={"q": text})) == []


@pytest.mark.parametrize(
    ("to", "places"),
    [
        ("{{last.utterance}}", ["last.utterance"]),
        ("{{word}}", ["word"]),
        ("{{number}}", []),
        ("{{default contact.phone call.from}}", []),
    ],
)
def test_whom_a_message_goes_to(to: str, places: list[str]) -> None:
    assert found({"type": "message", "to": to, "text": "Hello."}) == places
