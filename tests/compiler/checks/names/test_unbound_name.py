"""Names that a flow leaves open, also inside of the flows that it imports, have to be bound."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow, compile_flow
from talkif_schemas.canonical import artifact_bytes, digest

CORE = """\
schema: talkif.flow/v1
flow: core
start: look
tools:
  find: {description: Finds an order., host: core, url: /orders, headers: {Authorization: {secret: corekey}}}
nodes:
  look: {type: tool, tool: find, next: [{on: success, to: on}, {on: failure, to: bye}]}
  on: {type: jump, flow: inner}
  bye: {type: end}
"""
INNER = """\
schema: talkif.flow/v1
flow: inner
start: desk
SERVICES
nodes:
  desk: {type: transfer, to: {number: sms}, next: [{on: failure, to: bye}]}
  bye: {type: end}
"""
OWN = """\
schema: talkif.flow/v1
flow: own
start: run
nodes:
  run: {type: subflow, flow: core, next: [{on: "exit:done", to: desk}]}
  desk: {type: transfer, to: {number: sms}, next: [{on: failure, to: bye}]}
  bye: {type: end}
"""
PROJECT = "schema: talkif.project/v1\nenvironments: {production: {BOUND}, staging: {BOUND}}\n"
ALL = "hosts: {core: 'https://core.example.com'}, secrets: {corekey: k}, numbers: {sms: '+14155550123'}"


def imported(own: str, project: str | None, services: str = "") -> dict[str, str]:
    inside = {"core.yaml": CORE, "inner.yaml": INNER.replace("SERVICES\n", services)}
    artifact = compile_flow(inside, "core.yaml").artifact
    assert artifact is not None
    data = artifact_bytes(artifact)
    locked = f'{{version: 1.0.0, digest: "{digest(data)}", file: imports/core.json}}'
    lock = f"schema: talkif.lock/v1\nflows: {{core: {locked}}}\n"
    files = {"own.yaml": own, "talkif.lock": lock, "imports/core.json": data.decode()}
    return files | ({"talkif.yaml": project} if project is not None else {})


def found(files: dict[str, str], environment: str | None = None) -> list[tuple[str, int]]:
    """(message, line) of each finding."""
    items = check_flow(files, "own.yaml", environment=environment)
    assert {item.rule for item in items if item.severity == "error"} <= {"unbound-name"}, items
    return [(item.message, item.span.start_position.line) for item in items if item.rule == "unbound-name"]


WITHOUT_DESK = OWN.replace("to: desk", "to: bye").replace(
    "  desk: {type: transfer, to: {number: sms}, next: [{on: failure, to: bye}]}\n", ""
)


def test_what_an_imported_flow_leaves_open_is_bound_too() -> None:
    project = PROJECT.replace("{BOUND}", "{}", 1).replace("BOUND", ALL)
    expected = [
        ("`production` does not bind the secret `corekey` of the imported flow `core`", 5),
        ("`production` does not bind the number `sms` of the imported flow `core`", 5),
        ("`production` does not bind the host `core` of the imported flow `core`", 5),
    ]
    for environment in (None, "production"):
        assert sorted(found(imported(WITHOUT_DESK, project), environment)) == sorted(expected)
    assert found(imported(WITHOUT_DESK, project), "staging") == []
    assert found(imported(WITHOUT_DESK, PROJECT.replace("BOUND", ALL))) == []


def test_a_name_that_the_flow_itself_has_is_found_there() -> None:
    project = PROJECT.replace("BOUND", ALL.replace("sms", "front"))
    assert found(imported(OWN, project)) == [("`production` and `staging` do not bind the number `sms`", 6)]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("services: {llm: {provider: anthropic}}\n", 1),
        ("services: {llm: {provider: openai}}\n", 0),
        # What holds without a word counts nowhere.
        ("", 0),
    ],
)
def test_vendors_of_an_imported_flow_are_among_those_of_the_environment(services: str, expected: int) -> None:
    project = PROJECT.replace("BOUND", ALL + ", providers: [openai]")
    messages = [message for message, _ in found(imported(WITHOUT_DESK, project, services))]
    message = "`production` and `staging` do not bind the provider `anthropic` of the imported flow `core`"
    assert messages == [message] * expected


@pytest.mark.parametrize("project", [None, "schema: talkif.project/v1\n"])
def test_without_environments_nothing_is_bound_in_one(project: str | None) -> None:
    files = {"talkif.yaml": project} if project else {}
    numbers = OWN.replace("to: {number: sms}", "to: [{number: sms}, {number: front}]")
    own = {"own.yaml": numbers, "core.yaml": CORE, "inner.yaml": INNER.replace("SERVICES\n", ""), **files}
    assert found(own) == []
    assert found(own, "production") == [
        # ... each of them once, at the first.
        ("there is no environment `production` to bind `front` and `sms`", 6)
    ]
    assert compile_flow(own, "own.yaml", environment="production").artifact is None
    closed = {"own.yaml": INNER.replace("{number: sms}", '"+14155550123"').replace("SERVICES\n", ""), **files}
    assert found(closed, "production") == []
