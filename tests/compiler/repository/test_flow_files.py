from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from talkif_compiler.repository.flow_files import (
    ProjectError,
    UnreadableFile,
    find_files,
    find_flows,
    flow_ids,
    flows_by_id,
    leads_outside,
    locate,
    read_inside,
    read_text,
    root_around,
)

FLOW = "schema: talkif.flow/v1\nflow: a\n"
HEAVY = ("pydantic", "networkx", "cel_expr_python", "google.protobuf", "yaml")


def test_flows_are_known_by_their_ids(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "one.yaml").write_text(FLOW.replace("flow: a", "flow: 'order-support' # ours"))
    (tmp_path / "flows" / "two.yaml").write_text(FLOW)
    (tmp_path / "flows" / "tools.yaml").write_text("schema: talkif.tools/v1\nflow: b\n")
    assert flow_ids(tmp_path) == {"order-support": "flows/one.yaml", "a": "flows/two.yaml"}


def test_what_seems_to_be_meant_as_a_flow_in_a_folder_of_flows_is_one(tmp_path: Path) -> None:
    texts = {
        "flows/typo.yaml": "shema: talkif.flow/v1\nflow: a\nstart: n\nnodes: {}\n",
        "flows/bare.yaml": "flow: a\nnodes: {}\n",
        "flows/notes.yaml": "flow: a\n",
        "flows/tests.yaml": "schema: talkif.test/v1\nflow: a\nstart: n\n",
        "calls/a.yaml": FLOW,
        "calls/deep/bare.yaml": "flow: a\nnodes: {}\n",
        "calls/bare.yaml": "flow: a\nnodes: {}\n",
        "graph/other.yaml": "nodes: []\nstart: 1\n",
        "next/a.yaml": "schema: talkif.flow/v2\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    expected = ["calls/a.yaml", "calls/bare.yaml", "flows/bare.yaml", "flows/typo.yaml", "next/a.yaml"]
    assert [path.relative_to(tmp_path).as_posix() for path in find_flows([tmp_path])] == expected
    assert len(find_flows([tmp_path / "flows"])) == 2


def test_what_cannot_be_read_may_be_a_flow_where_flows_are(tmp_path: Path) -> None:
    for name in ("flows", "other"):
        (tmp_path / name).mkdir()
        os.mkfifo(tmp_path / name / "pipe.yaml")
        (tmp_path / name / "lost.yaml").symlink_to("nowhere")
        (tmp_path / name / "bytes.yaml").write_bytes(b"name: \xff\n")
    (tmp_path / "other" / "flow.yaml").write_text("# caf\xe9\n" + FLOW, encoding="latin-1")
    (tmp_path / "utf16.yaml").write_text(FLOW, encoding="utf-16")
    assert [path.relative_to(tmp_path).as_posix() for path in find_flows([tmp_path])] == [
        "flows/lost.yaml",
        "flows/pipe.yaml",
        "other/flow.yaml",
        "other/lost.yaml",
        "other/pipe.yaml",
        "utf16.yaml",
    ]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(UnreadableFile, match="pipe"):
        read_text(tmp_path / "pipe.yaml")
    with pytest.raises(UnreadableFile, match="folder"):
        read_text(tmp_path)


def test_flows_of_a_repository_inside_are_not_its_own_and_links_are_no_second_flows(tmp_path: Path) -> None:
    for name in ("flows/b.yaml", "flows/a.yaml", "inside/flows/c.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(FLOW, encoding="utf-8")
    (tmp_path / "flows" / "link.yaml").symlink_to(tmp_path / "flows" / "a.yaml")
    (tmp_path / "talkif.yaml").write_text("", encoding="utf-8")
    (tmp_path / "inside" / "talkif.yaml").write_text("", encoding="utf-8")
    assert flows_by_id(tmp_path) == {"a": ("flows/a.yaml", "flows/b.yaml")}
    assert flows_by_id(tmp_path / "inside") == {"a": ("flows/c.yaml",)}


def test_nothing_outside_of_the_repository_is_read(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "inside.md").write_text("hello")
    assert read_inside(root, "inside.md") == "hello"
    outside = ("link.md", "../secret.md", str(tmp_path / "secret.md"), "", "missing.md", ".")
    assert [read_inside(root, path) for path in outside] == [None] * len(outside)


def test_the_nearest_project_file_makes_the_root(tmp_path: Path) -> None:
    folder = tmp_path / "shop" / "flows"
    folder.mkdir(parents=True)
    assert root_around(folder) == tmp_path / "shop"
    (tmp_path / ".git").mkdir()
    assert root_around(folder) == tmp_path
    (tmp_path / "shop" / "talkif.yaml").write_text("schema: talkif.project/v1\n")
    assert root_around(folder) == tmp_path / "shop"


def test_flows_are_found_without_loading_the_compiler() -> None:
    program = f"""
import sys
import talkif_compiler.repository.flow_files
loaded = [name for name in {HEAVY!r} if name in sys.modules]
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def found(*paths: Path, root: Path) -> dict[str, str | None]:
    return {file.path.relative_to(root).as_posix(): file.kind for file in find_files(paths)}


def test_every_file_that_the_language_defines_is_found(tmp_path: Path) -> None:
    texts = {
        "talkif.yaml": "schema: talkif.project/v1\n",
        "talkif.lock": "{}",
        "talkif.baseline.json": "{}",
        "flows/a.yaml": FLOW,
        "flows/a.test.yaml": "flow: a\ntests: []\n",
        "flows/notes.yaml": "a: 1\n",
        "tools/orders.yaml": "schema: talkif.tools/v1\n",
        "tools/untold.yaml": "tools: {}\n",
        "tools/compose.yaml": "services: {}\n",
        "other/k8s.test.yaml": "tests: []\n",
        "other/lock.json": "{}",
        "prompts/a.md": "Hi.",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    os.mkfifo(tmp_path / "flows" / "pipe.test.yaml")
    os.mkfifo(tmp_path / "tools" / "pipe.yaml")
    os.mkfifo(tmp_path / "other" / "pipe.yaml")
    assert found(tmp_path, root=tmp_path) == {
        "flows/a.test.yaml": "test",
        "flows/a.yaml": "flow",
        "flows/pipe.test.yaml": "test",
        "talkif.baseline.json": "baseline",
        "talkif.lock": "lock",
        "talkif.yaml": "project",
        "tools/orders.yaml": "tools",
        "tools/pipe.yaml": "tools",
        "tools/untold.yaml": "tools",
    }


def test_a_file_that_is_named_is_found_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    for name, text in {
        "a.yaml": FLOW,
        "flows/k8s.yaml": "kind: Pod\n",
        "readme.md": "Hi.\n",
        "talkif.yaml": "",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "lost.test.yaml").symlink_to("nowhere")
    assert found(*tmp_path.glob("*.*"), tmp_path / "flows" / "k8s.yaml", root=tmp_path) == {
        "a.yaml": "flow",
        "flows/k8s.yaml": None,
        "lost.test.yaml": "test",
        "pipe.yaml": "flow",
        "readme.md": None,
        "talkif.yaml": "project",
    }


def test_what_is_named_where_a_flow_is_wanted_and_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.test.yaml").write_text("flow: a\ntests: []\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"a\.test\.yaml: this is a test of a flow, not a flow"):
        find_flows([tmp_path / "a.test.yaml"])
    assert find_flows([tmp_path]) == []


def test_a_file_is_located_in_the_repository_that_it_is_really_in(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "talkif.yaml").write_text("", encoding="utf-8")
    (tmp_path / "two" / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "one" / "link.yaml").symlink_to(tmp_path / "two" / "a.yaml")
    (tmp_path / "one" / "lost.yaml").symlink_to(tmp_path / "two" / "nothing.yaml")
    assert locate(tmp_path / "one" / "link.yaml") == (tmp_path / "two", "a.yaml")
    assert locate(tmp_path / "one" / "lost.yaml") == (tmp_path / "one", "lost.yaml")


def test_a_named_link_out_of_the_repository_is_followed_only_to_a_file_of_ours(tmp_path: Path) -> None:
    (tmp_path / "shop" / "flows").mkdir(parents=True)
    (tmp_path / "shop" / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
    (tmp_path / "passwords").write_text("root: x: 0\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    secret, ours = tmp_path / "shop" / "flows" / "secret.yaml", tmp_path / "shop" / "flows" / "ours.yaml"
    secret.symlink_to(tmp_path / "passwords")
    ours.symlink_to(tmp_path / "a.yaml")
    with pytest.raises(ProjectError, match=r"secret\.yaml: it is a link that leads out of the repository"):
        find_files([secret])
    assert [file.path for file in find_files([ours])] == [ours]
    assert [file.path for file in find_files([tmp_path / "shop"]) if file.kind == "flow"] == [ours]


@pytest.mark.parametrize(
    ("path", "is_outside"),
    [
        ("a.md", False),
        ("missing.md", False),
        ("flows/../a.md", False),
        ("", False),
        ("a\0b", False),
        ("../secret.md", True),
        ("../nothing.md", True),
        ("flows/../../secret.md", True),
        ("/etc/passwd", True),
        ("link.md", True),
    ],
)
def test_what_leads_out_of_a_repository(tmp_path: Path, path: str, *, is_outside: bool) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (root / "a.md").write_text("hello", encoding="utf-8")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    assert leads_outside(root, path) is is_outside
