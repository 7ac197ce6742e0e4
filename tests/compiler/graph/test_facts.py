from __future__ import annotations

from talkif_compiler.graph.picture import Facts
from tests.compiler.graph.drawn import flow, picture

AGENT = "  a: {type: agent, prompt: {file: p.md}, next: [{when: Done, to: b}]}\n  b: {type: end}\n"
TOOLS = "schema: talkif.tools/v1\ntools:\n  one: {description: One., method: GET, url: https://a.example/%s}\n"


def facts(text: str, files: dict[str, str] | None = None) -> Facts:
    return next(node.facts for node in picture(text, files).nodes if node.key == "a")


def test_spelling_makes_no_difference_and_meaning_does() -> None:
    plain = facts(flow("  a: {type: end, say: Hi, outcome: 'x'}\n"))
    assert plain == facts(flow('  a:\n    outcome: x\n    say: "Hi"   # a comment\n    type: end\n'))
    assert plain != facts(flow("  a: {type: end, say: Hi, outcome: y}\n"))


def test_what_a_file_holds_counts_and_so_do_its_partials() -> None:
    files = {"p.md": "Be {{> tone}}.", "prompts/tone.md": "kind"}
    assert facts(flow(AGENT), files) != facts(flow(AGENT), {**files, "p.md": "Be very {{> tone}}."})
    assert facts(flow(AGENT), files) != facts(flow(AGENT), {**files, "prompts/tone.md": "brief"})
    assert facts(flow(AGENT), files) == facts(flow(AGENT), {**files, "prompts/other.md": "x"})


def test_a_shared_tool_counts_without_the_rest_of_its_file() -> None:
    text = flow("  a: {type: end}\n", "tools: {one: {use: tools/t.yaml#one}}\n")
    before = picture(text, {"tools/t.yaml": TOOLS % "x"}).facts
    assert before != picture(text, {"tools/t.yaml": TOOLS % "y"}).facts
    assert before == picture(text, {"tools/t.yaml": "# A remark.\n" + TOOLS % "x"}).facts
