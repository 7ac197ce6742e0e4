from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_file, check_flow

HEAD = "schema: talkif.flow/v1\nflow: a\nstart: greet\n"
GREET = '  greet: {type: say, text: "Hello.", next: bye}\n  bye: {type: end}\n'
LOST = "  lost: {type: end}\n"


def rules(text: str) -> list[str]:
    return [found.rule for found in check_flow({"a.yaml": text}, "a.yaml")]


@pytest.mark.parametrize(
    "nodes",
    [
        GREET + "  lost: {type: end}  # talkif: ignore unreachable-node -- later\n",
        GREET + "  # talkif: ignore unreachable-node -- later\n" + LOST,
        GREET + "  # talkif: ignore unreachable-node -- later\n\n  # and one more remark\n" + LOST,
        GREET + "  lost:  # talkif: ignore unreachable-node -- later\n    type: end\n",
        GREET + "  lost: {type: end}  #talkif:ignore unreachable-node--later\n",
    ],
)
def test_a_comment_accepts_what_begins_beside_or_below_it(nodes: str) -> None:
    assert rules(HEAD + "nodes:\n" + nodes) == []


def test_a_comment_over_a_section_covers_all_of_it() -> None:
    text = HEAD + "# talkif: ignore unreachable-node -- soon\nnodes:\n" + GREET + LOST + "  more: {type: end}\n"
    assert rules(text) == []


def test_a_comment_covers_nothing_else() -> None:
    nodes = GREET + "  # talkif: ignore unreachable-node -- later\n  lost: {type: end}\n  more: {type: end}\n"
    assert rules(HEAD + "nodes:\n" + nodes) == ["unreachable-node"]


def test_what_no_artifact_can_do_without_is_not_accepted() -> None:
    text = (
        HEAD
        + "nodes:\n"
        + GREET.replace("Hello.", "Hello {{nobody}}.").replace(
            "bye}", "bye}  # talkif: ignore undefined-variable -- I know"
        )
    )
    assert rules(text) == ["undefined-variable", "unknown-rule"]


def test_comments_work_in_files_of_tools() -> None:
    find = (
        "  greet: {type: tool, tool: t, next: [{on: success, to: bye}, {on: failure, to: bye}]}\n  bye: {type: end}\n"
    )
    flow = HEAD + "tools: {t: {use: tools.yaml#t}}\nnodes:\n" + find
    tools = "schema: talkif.tools/v1\ntools:\n  t:\n    description: Finds.\n    url: https://example.com/\n"
    secret = '    headers: {Authorization: "Bearer sk_live_0123456789abcdef0123456789abcdef"}'
    found = check_flow({"a.yaml": flow, "tools.yaml": tools + secret + "\n"}, "a.yaml")
    assert [item.rule for item in found] == ["secret-literal"]
    comment = "  # talkif: ignore secret-literal -- a key of the sandbox, printed in its manual\n"
    assert check_flow({"a.yaml": flow, "tools.yaml": tools + secret + comment}, "a.yaml") == ()


CALLER = """\
schema: talkif.flow/v1
flow: a
start: other
nodes:
  other: {type: subflow, flow: b, next: [{on: "exit:done", to: bye}]}
  bye: {type: end}
"""


def test_a_comment_is_called_unused_only_where_its_own_file_is_checked() -> None:
    """In a flow that is called, or a file of tools, most rules look for nothing."""
    called = HEAD.replace("flow: a", "flow: b") + "nodes:\n" + GREET
    comment = "  lost: {type: end}  # talkif: ignore unreachable-node -- later\n"
    files = {"a.yaml": CALLER, "b.yaml": called + comment}
    assert check_flow(files, "a.yaml") == check_flow(files, "b.yaml") == ()
    files["b.yaml"] = called.replace("bye}", "bye}  # talkif: ignore unreachable-node -- later")
    assert check_flow(files, "a.yaml") == ()
    assert [found.rule for found in check_flow(files, "b.yaml")] == ["unused-suppression"]


def test_a_comment_without_a_reason_counts_in_every_file() -> None:
    lost = "  lost: {type: end}  # talkif: ignore unreachable-node\n"
    called = HEAD.replace("flow: a", "flow: b") + "nodes:\n" + GREET + lost
    found = check_flow({"a.yaml": CALLER, "b.yaml": called}, "a.yaml")
    assert [item.rule for item in found] == ["suppression-without-reason"]


def test_in_a_file_of_tools_only_what_it_shows_by_itself_is_called_unused() -> None:
    tools = """\
schema: talkif.tools/v1
tools:
  t:
    description: Finds.
    url: https://example.com/  # talkif: ignore insecure-url, untrusted-in-url -- a flow may do this
"""
    found = check_file({"tools/t.yaml": tools}, "tools/t.yaml")
    assert [(item.rule, item.message) for item in found] == [
        ("unused-suppression", "`insecure-url` finds nothing here"),
    ]
