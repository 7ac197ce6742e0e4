from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from talkif_compiler.repository.flow_files import flow_ids, read_inside, root_around

FLOW = "schema: talkif.flow/v1\nflow: a\n"
HEAVY = ("pydantic", "networkx", "cel_expr_python", "google.protobuf", "yaml")


def test_flows_are_known_by_their_ids(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "one.yaml").write_text(FLOW.replace("flow: a", "flow: 'order-support' # ours"))
    (tmp_path / "flows" / "two.yaml").write_text(FLOW)
    (tmp_path / "flows" / "tools.yaml").write_text("schema: talkif.tools/v1\nflow: b\n")
    assert flow_ids(tmp_path) == {"order-support": "flows/one.yaml", "a": "flows/two.yaml"}


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
