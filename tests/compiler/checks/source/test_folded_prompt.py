from __future__ import annotations

import pytest

from talkif_compiler.fix import rewritten
from talkif_compiler.pipeline import compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: talk
prompt: {mark}
{lines}
nodes:
  talk: {{type: agent, prompt: Help., next: [{{when: The caller is satisfied, to: bye}}]}}
  bye: {{type: end}}
"""


def flow(mark: str, *lines: str) -> str:
    return FLOW.format(mark=mark, lines="\n".join(f"  {line}" if line else "" for line in lines))


def found(text: str) -> list[str]:
    """The flow after each fix."""
    diagnostics = compile_flow({"a.yaml": text}, "a.yaml").diagnostics
    return [rewritten(text, item.fixes[0].edits) for item in diagnostics if item.rule == "folded-prompt"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Rules:", "- be brief", "- be kind"),
        ("1. Greet", "2. Ask", "3. End"),
        ("Be kind.", "# Rules", "Be brief."),
        ("Greet.", "{{#if contact.firstName}}", "Use the name.", "{{/if}}"),
    ],
)
def test_lists_headings_and_blocks_need_their_lines(lines: tuple[str, ...]) -> None:
    for mark in (">", ">-"):
        (fixed,) = found(flow(mark, *lines))
        assert fixed == flow(mark.replace(">", "|"), *lines)
        assert found(fixed) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("You are the assistant", "of a shop."),
        ("It takes two sentences", "- or three - and is over."),
        ("Rules:", "", "- be brief", "", "- be kind"),
        ("Rules:", "  - be brief", "  - be kind"),
    ],
)
def test_paragraphs_may_be_folded(lines: tuple[str, ...]) -> None:
    assert found(flow(">", *lines)) == []
