from __future__ import annotations

import os
from pathlib import Path

from talkif_compiler.lsp.overlay import Disk, Overlay

FLOW = "schema: talkif.flow/v1\nflow: a\n"


def test_what_is_open_counts(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW)
    disk = Disk(tmp_path)
    assert Overlay(disk, {"a.yaml": "typed"}).read("a.yaml") == "typed"
    assert Overlay(disk, {}).read("a.yaml") == FLOW
    assert Overlay(disk, {}).read("b.yaml") is None


def test_new_renamed_edited_and_deleted_flows_are_noticed(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    file = tmp_path / "a.yaml"
    file.write_text(FLOW)
    assert Overlay(disk, {}).flow_ids() == {"a": "a.yaml"}
    file.write_text(FLOW.replace("flow: a", "flow: other"))
    assert Overlay(disk, {}).flow_ids() == {"other": "a.yaml"}
    file.rename(tmp_path / "b.yaml")
    assert Overlay(disk, {}).flow_ids() == {"other": "b.yaml"}
    assert Overlay(disk, {"c.yaml": FLOW}).flow_ids() == {"other": "b.yaml", "a": "c.yaml"}
    (tmp_path / "b.yaml").unlink()
    assert Overlay(disk, {}).flow_ids() == {}


def test_a_file_that_keeps_its_size_is_read_again(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    file = tmp_path / "a.md"
    file.write_text("one")
    assert disk.read("a.md") == "one"
    file.write_text("two")
    os.utime(file, ns=(1, 1))
    assert disk.read("a.md") == "two"


def test_nothing_outside_is_read_and_no_file_that_is_no_text(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "bytes.md").write_bytes(b"\xff\xfe")
    disk = Disk(root)
    assert [disk.read(path) for path in ("link.md", "../secret.md", "bytes.md", "a\0b", "")] == [None] * 5


def test_tests_and_hidden_folders_are_no_flows(tmp_path: Path) -> None:
    for name in ("a.test.yaml", ".git/b.yaml", "node_modules/c.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FLOW)
    assert Overlay(Disk(tmp_path), {}).flow_ids() == {}
