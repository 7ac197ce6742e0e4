from __future__ import annotations

import os
from pathlib import Path

import pytest

from talkif_compiler.pipeline import check_flow
from talkif_compiler.repository.project import ProjectError, collect, find_flows, find_root, load_bundle, read_bundle

FLOW = "schema: talkif.flow/v1\nflow: a\n"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_flows_are_told_from_other_yaml(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "flows/b.yaml": FLOW,
            "flows/a.yml": "# a comment\n" + FLOW.replace("talkif.flow/v1", '"talkif.flow/v1"  # v1'),
            "flows/a.test.yaml": FLOW,
            "tools/t.yaml": "schema: talkif.tools/v1\n",
            ".hidden/c.yaml": FLOW,
            "node_modules/d.yaml": FLOW,
        },
    )
    assert [path.relative_to(tmp_path).as_posix() for path in find_flows([tmp_path])] == ["flows/a.yml", "flows/b.yaml"]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such file"):
        find_flows([tmp_path / "nowhere"])


def test_a_bundle_holds_what_the_flow_needs_and_no_more(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "talkif.yaml": "schema: talkif.project/v1\n",
            "flows/a.yaml": FLOW + "prompt: {file: prompts/a.md}\ntools: {t: {use: tools/t.yaml#t}}\n",
            "flows/b.yaml": FLOW.replace("flow: a", "flow: b"),
            "prompts/a.md": "{{> tone}}",
            "prompts/tone.md": "{{> deep/er}} {{> missing}}",
            "prompts/deep/er.md": "{{> tone}}",
            "prompts/other.md": "",
            "tools/t.yaml": "tools: {}",
        },
    )
    assert find_root(tmp_path / "flows" / "a.yaml") == tmp_path
    assert sorted(load_bundle(tmp_path, "flows/a.yaml")) == [
        "flows/a.yaml",
        "prompts/a.md",
        "prompts/deep/er.md",
        "prompts/tone.md",
        "talkif.yaml",
        "tools/t.yaml",
    ]


def test_a_flow_reads_nothing_outside_of_its_repository(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    write(tmp_path, {"secret.md": "secret", "repository/flows/a.yaml": ""})
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    escapes = ["../secret.md", str(tmp_path / "secret.md"), "link.md", "flows/../../secret.md"]
    lines = "".join(f"  - {{file: {path}}}\n" for path in escapes)
    (root / "flows" / "a.yaml").write_text(FLOW + "x:\n" + lines, encoding="utf-8")
    assert list(load_bundle(root, "flows/a.yaml")) == ["flows/a.yaml"]
    assert read_bundle(root, "flows/a.yaml").unread == dict.fromkeys(escapes, "it is outside of the repository")
    with pytest.raises(ProjectError, match="not inside"):
        load_bundle(root, "../secret.md")


def test_a_flow_that_is_not_utf_8_keeps_its_bytes_so_that_the_compiler_can_say_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(FLOW.encode() + b"name: \xff\n")
    files = load_bundle(tmp_path, "a.yaml")
    (found,) = check_flow(files, "a.yaml")
    assert (found.rule, found.span.start_position[:2]) == ("yaml-syntax", (3, 7))
    assert "not UTF-8: the byte 0xFF" in found.message


def test_what_is_there_but_cannot_be_read_is_told_from_what_is_missing(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": FLOW + "prompt: {file: p.md}\nx: {file: pipe.md}\ny: {file: missing.md}\n"})
    (tmp_path / "p.md").write_bytes(b"One.\r\nTw\xf6.\n")
    os.mkfifo(tmp_path / "pipe.md")
    os.mkfifo(tmp_path / "talkif.yaml")
    bundle = read_bundle(tmp_path, "a.yaml")
    assert bundle.unread == {
        "p.md": "it is not UTF-8 (byte 0xF6 in line 2)",
        "pipe.md": "it is a pipe, not a file",
        "talkif.yaml": "it is a pipe, not a file",
    }
    assert bundle.missing == {"talkif.lock", "talkif.baseline.json", "missing.md"}


@pytest.mark.parametrize("target", ["nowhere.yaml", "/nowhere/b.yaml", "a.yaml"])
def test_a_flow_that_is_a_link_to_nowhere_is_unread(tmp_path: Path, target: str) -> None:
    (tmp_path / "a.yaml").symlink_to(target)
    assert read_bundle(tmp_path, "a.yaml").unread == {"a.yaml": "it is a link that leads nowhere"}
    with pytest.raises(ProjectError, match="leads nowhere"):
        load_bundle(tmp_path, "a.yaml")


def test_a_bundle_holds_the_flows_that_are_run_and_what_they_need(tmp_path: Path) -> None:
    def leads_to(kind: str, flow: str, flow_id: str) -> str:
        return f"schema: talkif.flow/v1\nflow: {flow_id}\nnodes: {{n: {{type: {kind}, flow: {flow}}}}}\n"

    write(
        tmp_path,
        {
            "talkif.lock": '{"schema": "talkif.lock/v1", "flows": {"far": {"file": "imports/far.json"}}}',
            "talkif.baseline.json": "{}",
            "imports/far.json": "{}",
            "flows/a.yaml": leads_to("subflow", "b", "a"),
            "flows/deep/b.yaml": leads_to("jump", "c", "b") + "prompt: {file: prompts/b.md}\n",
            "flows/c.yaml": leads_to("jump", "a", "c"),
            "flows/d.yaml": leads_to("jump", "a", "d"),
            "prompts/b.md": "{{> tone}}",
            "prompts/tone.md": "",
        },
    )
    assert sorted(load_bundle(tmp_path, "flows/a.yaml")) == [
        "flows/a.yaml",
        "flows/c.yaml",
        "flows/deep/b.yaml",
        "imports/far.json",
        "prompts/b.md",
        "prompts/tone.md",
        "talkif.baseline.json",
        "talkif.lock",
    ]


def test_files_need_not_be_on_disk() -> None:
    class Open:
        texts = {
            "flows/a.yaml": FLOW + "prompt: {file: prompts/a.md}\nnodes: {n: {type: jump, flow: b}}\n",
            "flows/b.yaml": FLOW.replace("flow: a", "flow: b"),
            "prompts/a.md": "{{> tone}}",
        }

        def read(self, path: str) -> str | None:
            return self.texts.get(path)

        def flows_named(self, flow_id: str) -> tuple[str, ...]:
            return ("flows/b.yaml",) if flow_id == "b" else ()

    bundle = collect(Open(), "flows/a.yaml")
    assert bundle.files == Open.texts
    assert bundle.missing == {"talkif.yaml", "talkif.lock", "talkif.baseline.json", "prompts/tone.md"}
    with pytest.raises(ProjectError, match="no such file"):
        collect(Open(), "flows/c.yaml")


def test_the_bundle_of_a_test_holds_its_flow_and_what_that_needs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "flows/a.test.yaml": "flow: a\ntests: []\n",
            "flows/b.test.yaml": "flow: b\ntests: []\n",
            "flows/a.yaml": FLOW + "nodes: {n: {type: jump, flow: c}}\ntools: {t: {use: tools/t.yaml#t}}\n",
            "flows/c.yaml": FLOW.replace("flow: a", "flow: c"),
            "flows/d.yaml": FLOW.replace("flow: a", "flow: d"),
            "tools/t.yaml": "schema: talkif.tools/v1\n",
        },
    )
    bundle = read_bundle(tmp_path, "flows/a.test.yaml")
    assert sorted(bundle.files) == ["flows/a.test.yaml", "flows/a.yaml", "flows/c.yaml", "tools/t.yaml"]
    assert bundle.flow_ids["a"] == ("flows/a.yaml",)
    assert read_bundle(tmp_path, "flows/b.test.yaml").flow_ids == {"b": ()}
    write(tmp_path, {"flows/b.test.yaml": '{"tests": [], "flow": "a"}', "flows/c.test.yaml": "tests: []\n"})
    assert read_bundle(tmp_path, "flows/b.test.yaml").flow_ids["a"] == ("flows/a.yaml",)
    assert read_bundle(tmp_path, "flows/c.test.yaml").flow_ids == {}
