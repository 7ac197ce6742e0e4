from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from talkif_compiler.cli import commands
from talkif_schemas.canonical import digest, load_artifact

FLOW = "schema: talkif.flow/v1\nflow: shop\nstart: b\nnodes: {b: {type: end}}\n"


def build(folder: Path) -> Result:
    return CliRunner().invoke(commands, ["build", str(folder), "--out", str(folder / "out")])


def test_artifacts_are_written_and_their_digests_printed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    result = build(tmp_path)
    data = (tmp_path / "out" / "shop.artifact.json").read_bytes()
    assert (result.exit_code, result.output) == (0, f"{digest(data)}  shop\n")
    assert load_artifact(data).start == "b"


def test_one_error_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(FLOW.replace("start: b", "start: c"), encoding="utf-8")
    assert build(tmp_path).exit_code == 1
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_flow_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(FLOW, encoding="utf-8")
    result = build(tmp_path)
    assert result.exit_code == 2
    assert "several files declare the flow shop" in result.output
