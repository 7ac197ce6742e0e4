"""`talkif up` logs as the servers do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from talkif_api.cli import up as module
from talkif_api.cli.up import up
from talkif_schemas.ids import AccountId
from talkif_schemas.log_context import belonging_to


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = before


def test_a_failed_request_is_one_object_with_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(*_: object) -> None:
        with belonging_to(requestId="r1"):
            logging.getLogger("talkif_api.kit.boundary").error("the request failed")

    monkeypatch.setattr(module, "_run", run)
    ended = CliRunner().invoke(
        up, ["--folder", str(tmp_path), "--examples", str(tmp_path)], env={"TALKIF_LOG_FORMAT": "json"}
    )
    line = orjson.loads(ended.stderr)
    assert (line["message"], line["requestId"]) == ("the request failed", "r1")


def test_a_new_folder_is_made_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new" / "folder"

    async def run(*_: object) -> None:
        module._remember(folder / "account.json", (AccountId("account_1"), "tif_live_1"))

    monkeypatch.setattr(module, "_run", run)
    ended = CliRunner().invoke(up, ["--folder", str(folder), "--examples", str(tmp_path)])
    assert (ended.exit_code, (folder / "account.json").exists()) == (0, True), ended.output


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = CliRunner().invoke(up, ["--folder", str(tmp_path / "file" / "new"), "--examples", str(tmp_path)])
    assert ended.exit_code == 2
    assert str(tmp_path / "file" / "new") in ended.stderr


def test_a_wrong_form_of_lines_is_named_before_anything_starts(tmp_path: Path) -> None:
    ended = CliRunner().invoke(up, ["--examples", str(tmp_path)], env={"TALKIF_LOG_FORMAT": "xml"})
    assert (ended.exit_code, "TALKIF_LOG_FORMAT" in ended.stderr) == (2, True)
