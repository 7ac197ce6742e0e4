from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.checks import RULES
from talkif_compiler.diagnostics import has_errors
from talkif_compiler.limits import MAX_FILES
from talkif_compiler.pipeline import check_file, compile_flow
from talkif_compiler.repository.project import find_flows, find_root, load_bundle
from talkif_compiler.triage.baseline import baseline_text

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


def test_the_compiler_loads_no_large_library() -> None:
    """Each takes longer to load than many flows to check, and few of them need it."""
    large = {"asyncio", "cryptography", "holidays", "httpx", "multiprocessing", "phonenumbers", "rich"}
    program = f"import sys, talkif_compiler.pipeline; print(sorted(sys.modules.keys() & {large!r}))"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert found.stdout == "[]\n"


PROJECT = "schema: talkif.project/v1\nenvironments: {live: {hosts: {}}}\n"


@pytest.mark.parametrize(
    ("entry", "text", "expected"),
    [
        ("talkif.yaml", PROJECT + "colour: red\n", [("unknown-key", "talkif.yaml")]),
        ("old/project.yaml", PROJECT + "colour: red\n", [("unknown-key", "old/project.yaml")]),
        ("talkif.lock", "schema: talkif.lock/v9\n", [("wrong-type", "talkif.lock")]),
        ("talkif.baseline.json", "{", [("wrong-type", "talkif.baseline.json")]),
        ("flows/a.test.yaml", "flow: a\ntests: [", [("yaml-syntax", "flows/a.test.yaml")]),
        ("flows/a.test.yaml", "flow: a\ntest: []\n", [("unknown-key", "flows/a.test.yaml")]),
        ("tools/t.yaml", TOOLS.replace("args.id", "args.ids"), [("undefined-variable", "tools/t.yaml")]),
        ("tools/t.yaml", TOOLS.replace("https", "http"), [("insecure-url", "tools/t.yaml")]),
        ("tools/t.yaml", TOOLS.replace("  find:", "  find-it:"), [("wrong-type", "tools/t.yaml")]),
        ("tools/t.yaml", "schema: talkif.tools/v1\ntools: [", [("yaml-syntax", "tools/t.yaml")]),
        ("flows/a.yaml", FLOW.replace("to: bye", "to: by"), [("broken-reference", "flows/a.yaml")]),
        ("readme.md", "Hello.\n", [("unknown-file", "readme.md")]),
    ],
)
def test_files_of_every_kind_are_checked(entry: str, text: str, expected: list[tuple[str, str]]) -> None:
    others = {"flows/a.yaml": FLOW, "tools/shop.yaml": TOOLS, "prompts/system.md": "Be kind.", "talkif.yaml": PROJECT}
    assert [(item.rule, item.span.file) for item in check_file({**others, entry: text}, entry)] == expected


def test_tools_may_read_what_any_flow_declares() -> None:
    text = TOOLS.replace("args.id", "vars.order_id}}/{{plan}}/{{inputs.x}}/{{args.id")
    assert check_file({"tools/t.yaml": text}, "tools/t.yaml") == ()


def test_a_file_that_cannot_be_read_is_one_finding_whatever_it_is() -> None:
    for entry in ("flows/a.yaml", "flows/a.test.yaml", "notes.md"):
        (found,) = check_file({}, entry, unread={entry: "it is a pipe, not a file"})
        assert (found.rule, found.message) == ("broken-reference", "the file cannot be read: it is a pipe, not a file")


def test_severities_comments_and_the_baseline_count_in_every_file() -> None:
    entry, text = "tools/t.yaml", TOOLS.replace("https", "http")
    project = PROJECT + "rules: {severity: {insecure-url: info}}\n"
    (found,) = check_file({entry: text, "talkif.yaml": project}, entry)
    assert found.severity == "info"
    baseline = baseline_text(check_file({entry: text}, entry), RULES)
    assert check_file({entry: text, "talkif.baseline.json": baseline}, entry) == ()
    accepted = text.replace("  find:", "  # talkif: ignore insecure-url -- it is inside of our network\n  find:")
    assert check_file({entry: accepted}, entry) == ()


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_tests_and_tools_give_findings_and_never_a_crash(data: st.DataObject) -> None:
    test = "flow: a\ntests:\n  - name: t\n    script: [{bot: {node: talk}}, {expect: {vars: {x: 1}}}]\n"
    for entry, text in (("flows/a.test.yaml", test), ("tools/shop.yaml", TOOLS)):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + "".join(data.draw(st.lists(st.sampled_from(WORDS), max_size=3))) + text[end:]
        for found in check_file({"flows/a.yaml": FLOW, entry: text}, entry):
            assert 0 <= found.span.start <= found.span.end <= len(found.span.source.text)
