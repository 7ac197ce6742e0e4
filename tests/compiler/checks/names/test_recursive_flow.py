"""A flow that is run inside of itself, also where a jump leads back to it."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

HEAD = "schema: talkif.flow/v1\nflow: {flow}\nstart: ask\nvariables: {{x: {{type: string}}}}\nnodes:\n"
ASK = '  ask: {type: collect, into: x, ask: "Who is it?", next: [{on: done, to: on}, {on: gave_up, to: off}]}\n'
RUN = '  on: {{type: subflow, flow: {0}, next: [{{on: "exit:done", to: off}}]}}\n'
NODES = {
    "run": RUN + "  off: {{type: end}}\n",
    "jump": "  on: {{type: jump, flow: {0}}}\n  off: {{type: end}}\n",
    "both": RUN + "  off: {{type: jump, flow: {1}}}\n",
    "end": "  on: {{type: end}}\n  off: {{type: end}}\n",
}


def found(**flows: str) -> list[tuple[str, str | None]]:
    """`flows`: flow -> what it does, and with which flows. What is said of the flow `a`."""
    files = {}
    for flow, what in flows.items():
        verb, *others = what.split()
        files[f"{flow}.yaml"] = HEAD.format(flow=flow) + ASK + NODES[verb].format(*others)
    items = check_flow(files, "a.yaml")
    assert {item.rule for item in items if item.severity == "error"} <= {"recursive-flow"}, items
    return [(item.message, item.help) for item in items if item.rule == "recursive-flow"]


JUMPED = "A jump goes on inside the sub-flow. To come back, let the sub-flow end."


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ({"a": "run a"}, ("`a` runs itself: `a` -> `a`", "To begin anew, use `jump`.")),
        ({"a": "run b", "b": "run a"}, ("`a` runs itself: `a` -> `b` -> `a`", "To begin anew, use `jump`.")),
        ({"a": "run b", "b": "jump a"}, ("`a` runs itself: `a` -> `b` -> `a`", JUMPED)),
        ({"a": "jump b", "b": "run a"}, ("`a` runs itself: `a` -> `b` -> `a`", JUMPED)),
        ({"a": "run b", "b": "jump c", "c": "jump a"}, ("`a` runs itself: `a` -> `b` -> `c` -> `a`", JUMPED)),
    ],
)
def test_a_flow_inside_of_itself(flows: dict[str, str], expected: tuple[str, str]) -> None:
    assert found(**flows) == [expected]


@pytest.mark.parametrize(
    "flows",
    [
        {"a": "jump a"},
        {"a": "jump b", "b": "jump a"},
        # What was run has ended before the jump.
        {"a": "jump b", "b": "both c a", "c": "end"},
        # Said of the other flow.
        {"a": "run b", "b": "run c", "c": "jump b"},
        {"a": "jump b", "b": "run b"},
    ],
)
def test_flows_that_begin_anew(flows: dict[str, str]) -> None:
    assert found(**flows) == []


def test_one_circle_is_said_of_the_node_that_is_on_it() -> None:
    assert len(found(a="both b c", b="jump a", c="jump a")) == 1


@pytest.mark.parametrize("first", ["run f1", "jump f0"])
def test_as_many_flows_inside_of_each_other_as_the_runtime_takes_are_fine(first: str) -> None:
    chain = {f"f{index}": f"run f{index + 1}" for index in range(16)}
    assert found(a=first, **chain, f16="end") == []


def test_what_a_jump_leads_to_counts_for_the_depth() -> None:
    chain = {f"f{index}": f"run f{index + 1}" for index in range(20)}
    assert found(a="run b", b="jump f0", **chain, f20="end") == [("flows run each other more than 16 deep", None)]
