"""A flow that takes over by a jump also takes over where to come back to, so its exits are those of the sub-flow."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow, compile_flow
from talkif_schemas.canonical import artifact_bytes, digest

PARENT = """\
schema: talkif.flow/v1
flow: parent
start: run
variables: {{name: {{type: string}}, city: {{type: string}}}}
nodes:
  run:
    type: subflow
    flow: via
    outputs: {outputs}
    next: [{edges}]
  tell: {{type: end, say: "Hello {told}."}}
  bye: {{type: end, say: Goodbye.}}
"""
VIA = """\
schema: talkif.flow/v1
flow: via
start: ask
variables: {name: {type: string}, city: {type: string}}
outputs: [name]
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: on}, {on: gave_up, to: off}]}
  on: {type: jump, flow: inner}
  off: {type: end, outcome: off}
outcomes: [off]
"""
INNER = """\
schema: talkif.flow/v1
flow: inner
start: ask
variables: {city: {type: string}, name: {type: string}}
outputs: [city]
outcomes: [yes_x, no_x]
nodes:
  ask: {type: collect, into: city, ask: "Where are you?", next: [{on: done, to: good}, {on: gave_up, to: bad}]}
  good: {type: end, outcome: yes_x}
  bad: {type: end, outcome: no_x}
"""
ALL = ("off", "yes_x", "no_x")


def files(*exits: str, outputs: str = "{}", told: str = "", inner: str = INNER) -> dict[str, str]:
    edges = ", ".join(f'{{on: "exit:{name}", to: {"tell" if name == "yes_x" else "bye"}}}' for name in exits)
    parent = PARENT.format(edges=edges, outputs=outputs, told=told)
    return {"parent.yaml": parent, "via.yaml": VIA, "inner.yaml": inner}


def rules(bundle: dict[str, str], *relevant: str) -> list[str]:
    found = check_flow(bundle, "parent.yaml")
    return [item.rule for item in found if item.severity == "error" or item.rule in relevant]


def test_the_exits_of_a_flow_that_took_over_are_exits_of_the_sub_flow() -> None:
    assert rules(files(*ALL)) == []
    assert compile_flow(files(*ALL), "parent.yaml").artifact is not None


@pytest.mark.parametrize("exits", [("off",), ("off", "yes_x"), ("yes_x", "no_x")])
def test_each_of_them_needs_an_edge(exits: tuple[str, ...]) -> None:
    assert rules(files(*exits)) == ["subflow-exits"]


def test_leaving_by_a_jump_is_no_exit() -> None:
    assert rules(files(*ALL, "done")) == ["subflow-exits"]


def test_flows_may_jump_back_to_where_they_came_from() -> None:
    inner = INNER.replace("{type: end, outcome: no_x}", "{type: jump, flow: via}").replace("yes_x, no_x", "yes_x")
    assert rules(files("off", "yes_x", inner=inner)) == []
    assert rules(files("yes_x", inner=inner)) == ["subflow-exits"]


@pytest.mark.parametrize(
    "inner", [None, INNER.replace("start: ask", "start: [ask]").replace("nodes:", "nodez:")], ids=["missing", "broken"]
)
def test_nothing_is_said_of_exits_while_a_flow_that_takes_over_is_not_known(inner: str | None) -> None:
    bundle = files(*ALL, outputs="{city: city}", inner=inner or "")
    if inner is None:
        del bundle["inner.yaml"]
    assert rules(bundle) == []


@pytest.mark.parametrize("output", ["name", "city"])
def test_what_is_put_out_before_the_jump_or_after_it_is_there(output: str) -> None:
    bundle = files(*ALL, outputs=f"{{{output}: {output}}}", told=f"{{{{{output}}}}}")
    assert rules(bundle, "maybe-unset-variable") == []


@pytest.mark.parametrize(
    ("assigned", "is_sure"), [("'Ana'", True), ("null", False), ("has(contact.firstName) ? 'Ana' : 'you'", True)]
)
def test_the_flow_that_took_over_may_take_its_value_away(assigned: str, is_sure: bool) -> None:
    inner = INNER.replace("outputs: [city]", "outputs: [city, name]").replace(
        "{on: done, to: good}", f'{{on: done, to: good, set: {{name: "{assigned}"}}}}'
    )
    bundle = files(*ALL, outputs="{name: name}", told="{{name}}", inner=inner)
    assert (rules(bundle, "maybe-unset-variable") == []) == is_sure


def test_an_imported_flow_has_the_exits_of_those_inside_of_it() -> None:
    artifact = compile_flow({"via.yaml": VIA, "inner.yaml": INNER}, "via.yaml").artifact
    assert artifact is not None
    data = artifact_bytes(artifact)
    lock = f"""\
schema: talkif.lock/v1
flows: {{via: {{version: 1.0.0, digest: "{digest(data)}", file: imports/via.json}}}}
"""
    for exits, expected in ((ALL, []), (("off", "yes_x"), ["subflow-exits"]), ((*ALL, "done"), ["subflow-exits"])):
        parent = files(*exits, outputs="{city: city, name: name}")["parent.yaml"]
        bundle = {"parent.yaml": parent, "talkif.lock": lock, "imports/via.json": data.decode()}
        assert rules(bundle) == expected


def test_an_output_has_to_fit_whichever_flow_puts_it_out() -> None:
    inner = INNER.replace("outputs: [city]", "outputs: [city, name]").replace(
        "name: {type: string}", "name: {type: integer}"
    )
    bundle = files(*ALL, outputs="{name: name}", inner=inner)
    assert rules(bundle) == ["subflow-arguments"]


def test_an_outcome_of_the_flow_that_takes_over_is_produced() -> None:
    via = VIA.replace("outcomes: [off]", "outcomes: [off, yes_x, lost]")
    found = check_flow({"via.yaml": via, "inner.yaml": INNER}, "via.yaml")
    assert [item.message for item in found if item.rule == "outcome-never-produced"] == [
        "no call ends with the outcome `lost`"
    ]
