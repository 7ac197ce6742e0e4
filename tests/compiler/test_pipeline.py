from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.diagnostics import has_errors
from talkif_compiler.limits import MAX_FILES
from talkif_compiler.pipeline import compile_flow
from talkif_compiler.repository.project import find_flows, find_root, load_bundle

EXAMPLES = Path(__file__).parents[2] / "flows" / "examples"

FLOW = """\
schema: talkif.flow/v1
flow: a
prompt: {file: prompts/system.md}
tools: {find: {use: tools/shop.yaml#find}}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., tools: [find], next: [{when: Goodbye, to: bye}]}
  bye: {type: end}
"""
TOOLS = """\
schema: talkif.tools/v1
tools:
  find: {description: Finds., url: "https://shop.example.com/{{args.id}}", parameters: {id: {type: string}}}
"""


@pytest.mark.parametrize("flow", find_flows([EXAMPLES]), ids=lambda path: path.stem)
def test_the_examples_compile_without_a_finding(flow: Path) -> None:
    root = find_root(flow)
    entry = flow.resolve().relative_to(root).as_posix()
    compilation = compile_flow(load_bundle(root, entry), entry)
    assert compilation.diagnostics == ()
    assert compilation.artifact is not None


def test_a_problem_in_a_prompt_file_is_placed_in_that_file() -> None:
    files = {"flows/a.yaml": FLOW, "tools/shop.yaml": TOOLS, "prompts/system.md": "You are kind.\nSay {{nme}}.\n"}
    (found,) = compile_flow(files, "flows/a.yaml").diagnostics
    assert (found.rule, found.span.file, found.span.start_position[:2]) == (
        "undefined-variable",
        "prompts/system.md",
        (2, 7),
    )
    assert found.pointer == ""


def test_a_problem_in_a_file_of_tools_is_placed_there_and_reported_once() -> None:
    files = {"flows/a.yaml": FLOW, "prompts/system.md": "Be kind.", "tools/shop.yaml": TOOLS.replace("url:", "uri:")}
    assert [(item.rule, item.span.file) for item in compile_flow(files, "flows/a.yaml").diagnostics] == [
        ("unknown-key", "tools/shop.yaml")
    ]


def test_partials_come_from_prompts() -> None:
    prompts = {"prompts/system.md": "{{> tone}} Help.", "prompts/tone.md": "Be {{> more}}.", "prompts/more.md": "kind"}
    compilation = compile_flow({"flows/a.yaml": FLOW, "tools/shop.yaml": TOOLS, **prompts}, "flows/a.yaml")
    assert compilation.artifact is not None, compilation.diagnostics
    assert compilation.artifact.prompt is not None
    assert sorted(compilation.artifact.prompt.partials) == ["more", "tone"]


def test_findings_name_their_node_and_pointer() -> None:
    (found,) = compile_flow(
        {
            "a.yaml": FLOW.replace("prompt: {file: prompts/system.md}\n", "")
            .replace("{use: tools/shop.yaml#find}", '{description: Finds., url: "https://shop.example.com"}')
            .replace("to: bye", "to: by")
        },
        "a.yaml",
    ).diagnostics
    assert (found.rule, found.pointer, found.node) == ("broken-reference", "/nodes/talk/next/0/to", "talk")


def test_fingerprints_survive_moved_lines() -> None:
    broken = FLOW.replace("to: bye", "to: nobody_here")
    first = compile_flow({"a.yaml": broken}, "a.yaml").diagnostics
    second = compile_flow({"a.yaml": "# One\n# Two\n" + broken}, "a.yaml").diagnostics
    assert {item.fingerprint for item in first} == {item.fingerprint for item in second}
    assert len({item.fingerprint for item in first}) == len(first)


def test_a_missing_entry_and_too_many_files_are_findings() -> None:
    assert [item.rule for item in compile_flow({}, "a.yaml").diagnostics] == ["broken-reference"]
    many = {f"{number}.md": "" for number in range(MAX_FILES + 1)}
    assert [item.rule for item in compile_flow(many, "1.md").diagnostics] == ["file-too-large"]


def test_a_called_flow_with_an_error_is_named_with_its_first_error() -> None:
    caller = """\
schema: talkif.flow/v1
flow: main
start: run
nodes: {run: {type: subflow, flow: a, next: [{on: "exit:done", to: bye}]}, bye: {type: end}}
"""
    files = {"flows/main.yaml": caller, "flows/a.yaml": FLOW, "tools/shop.yaml": TOOLS}
    unread = {"prompts/system.md": "it is a pipe, not a file"}
    (found,) = compile_flow(files, "flows/main.yaml", unread=unread).diagnostics
    (label,) = found.related
    assert (found.rule, found.span.file, label.span.file) == ("broken-flow", "flows/main.yaml", "flows/a.yaml")
    assert label.text == "the file `prompts/system.md` cannot be read: it is a pipe, not a file"


WORDS = [
    "a",
    "say",
    "to",
    "on",
    "type",
    "next",
    "if",
    "{{",
    "}}",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "\n  ",
    '"',
    "1",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_flow_gives_findings_and_never_a_crash(data: st.DataObject) -> None:
    text = FLOW.replace("{file: prompts/system.md}", "Be {{kind}}.")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + "".join(data.draw(st.lists(st.sampled_from(WORDS), max_size=3))) + text[end:]
    compilation = compile_flow({"a.yaml": text, "tools/shop.yaml": TOOLS}, "a.yaml")
    assert (compilation.artifact is None) == has_errors(compilation.diagnostics)
    for found in compilation.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(found.span.source.text)


def test_partials_are_found_however_they_are_named() -> None:
    flow = FLOW.replace("prompts/system.md", "prompts/all.md")
    files = {
        "flows/a.yaml": flow,
        "tools/shop.yaml": TOOLS,
        "prompts/all.md": "{{> \"tone/kind\"}} {{>'v1.2'}} {{~> plain}}",
        "prompts/tone/kind.md": "Be kind.",
        "prompts/v1.2.md": "Be brief.",
        "prompts/plain.md": "Be plain.",
    }
    assert compile_flow(files, "flows/a.yaml").diagnostics == ()
    for missing in ("prompts/tone/kind.md", "prompts/v1.2.md", "prompts/plain.md"):
        left = {path: text for path, text in files.items() if path != missing}
        assert [found.rule for found in compile_flow(left, "flows/a.yaml").diagnostics] == ["broken-reference"]


def test_the_compiler_loads_no_graph_library() -> None:
    """That takes longer than checking a hundred flows; only the bump of a version needs one."""
    program = "import sys, talkif_compiler.pipeline; sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
