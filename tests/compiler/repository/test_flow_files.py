from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from talkif_compiler.repository.flow_files import (
    UnreadableFile,
    find_flows,
    flow_ids,
    flows_by_id,
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
