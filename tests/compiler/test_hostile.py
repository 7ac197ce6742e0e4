"""Whatever a repository of flows holds, the compiler answers with findings: no crash, no hang, no flood of memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.checks import ALL_CHECKS, RULES
from talkif_compiler.diagnostics import has_errors
from talkif_compiler.pipeline import compile_flow
from talkif_compiler.rule import example_files
from tests.compiler.hostile import HEAD, NODES, REPOSITORIES, flow, write

#: Far above what an honest repository needs, and far below what a bomb takes.
SECONDS = 60
MEMORY_BYTES = 3_000_000_000
#: In these, nothing has to be found: they are large, or odd to look at, and can be run.
HARMLESS = {"a gigantic scalar", "a pattern that backtracks"}


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def validate(folder: Path, path: str = "flows") -> tuple[int, list[str]]:
    """Exit code and rules, of a process that may take so much and no more."""
    program = "from talkif_compiler.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "validate", path, "--format", "json", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=2 * SECONDS,
        preexec_fn=bounded,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr[-2_000:]
    if not done.stdout:
        return done.returncode, []
    return done.returncode, [found["rule"] for found in json.loads(done.stdout)["diagnostics"]]


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_hostile_repository_gets_findings(name: str, tmp_path: Path) -> None:
    write(tmp_path, REPOSITORIES[name]())
    code, rules = validate(tmp_path)
    assert bool(rules) == (name not in HARMLESS)
    assert set(rules) <= RULES.keys()
    assert code == int(any(RULES[rule].severity == "error" for rule in rules))


@pytest.mark.parametrize("name", ["a partial outside", "a file outside", "an absolute file", "tools outside"])
def test_no_file_outside_of_the_repository_is_read(name: str, tmp_path: Path) -> None:
    write(tmp_path, REPOSITORIES[name]())
    assert "broken-reference" in validate(tmp_path)[1]


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("the secret", encoding="utf-8")
    repository = tmp_path / "repository"
    write(
        repository,
        {**flow(HEAD + NODES + "prompt: {file: prompts/a.md}\n"), "talkif.yaml": "schema: talkif.project/v1\n"},
    )
    (repository / "prompts").mkdir()
    (repository / "prompts" / "a.md").symlink_to(tmp_path / "secret.md")
    assert validate(repository) == (1, ["broken-reference"])


def test_links_in_a_ring_are_no_hang(tmp_path: Path) -> None:
    write(tmp_path, flow(HEAD + NODES))
    (tmp_path / "flows" / "ring").symlink_to(tmp_path / "flows")
    (tmp_path / "flows" / "b.yaml").symlink_to(tmp_path / "flows" / "b.yaml")
    assert validate(tmp_path) == (1, ["broken-reference"])


def test_a_pipe_is_no_hang(tmp_path: Path) -> None:
    write(tmp_path, flow(HEAD + NODES + "prompt: {file: prompts/a.md}\n"))
    (tmp_path / "prompts").mkdir()
    os.mkfifo(tmp_path / "prompts" / "a.md")
    assert validate(tmp_path) == (1, ["broken-reference"])


def test_odd_files_are_findings_and_hide_no_others(tmp_path: Path) -> None:
    flows = tmp_path / "flows"
    write(tmp_path, flow(HEAD + NODES + "prompt: {file: prompts/a.md}\n") | {"prompts/a.md": ""})
    (tmp_path / "prompts" / "a.md").write_bytes(b"\xff")
    os.mkfifo(tmp_path / "talkif.yaml")
    os.mkfifo(flows / "pipe.yaml")
    (flows / "lost.yaml").symlink_to("nowhere.yaml")
    (flows / "flow.yaml").write_bytes(HEAD.replace("flow: a", "flow: b").encode() + b"name: \xff\n")
    (flows / "other.yaml").write_bytes(b"\xff\xfe")
    os.mkfifo(tmp_path / "other.yaml")
    assert validate(tmp_path, ".") == (1, ["broken-reference", "yaml-syntax", *["broken-reference"] * 3])
    assert validate(tmp_path) == (1, ["broken-reference", "yaml-syntax", *["broken-reference"] * 3])


EXAMPLES = [check.rule.bad for check in ALL_CHECKS] + [check.rule.good for check in ALL_CHECKS]
_OFF = ", ".join(f"{rule.id}: off" for rule in RULES.values() if not rule.required)
LOOSE = f"schema: talkif.project/v1\nrules: {{severity: {{{_OFF}}}}}\n"
PIECES = [
    *("a", "b", "bye", "greet", "say", "to", "on", "type", "next", "if", "else", "when", "start", "nodes", "vars."),
    *("{{", "}}", "{{#if ", "{{/if}}", "{{> ", "..", "[", "]", "{", "}", "(", ")", ": ", "- ", ", ", "\n", "\n  "),
    *('"', "'", "|\n", ">\n", "&a ", "*a", "!!str ", "%", "#", "\\", "1", "-1", "1e9", "null", "true", "~"),
    *("\x00", "\x1b", "\u202e", "\ufeff", "\U0001f600", "e\u0301", "\ud800"),
]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_examples_never_crash_the_compiler(data: st.DataObject) -> None:
    """Without the rules that can be turned off, so that what they would have stopped is compiled."""
    files = example_files(data.draw(st.sampled_from(EXAMPLES)), "flow.yaml")
    path = data.draw(st.sampled_from(sorted(files)))
    text = files[path]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 16)))
        text = text[:start] + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=3))) + text[end:]
    files[path] = text
    if data.draw(st.booleans()) and "talkif.yaml" not in files:
        files["talkif.yaml"] = LOOSE
    compilation = compile_flow(files, "flow.yaml")
    assert (compilation.artifact is None) == has_errors(compilation.diagnostics)
    for found in compilation.diagnostics:
        assert found.rule in RULES
        assert 0 <= found.span.start <= found.span.end <= len(found.span.source.text)
