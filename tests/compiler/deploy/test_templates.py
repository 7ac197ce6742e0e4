from __future__ import annotations

import os
from pathlib import Path

from talkif_compiler.deploy.templates import missing

FLOW = "schema: talkif.flow/v1\nflow: a\nprompt: '{{> known}} {{> lost}} {{> odd}}'\n"


def test_partials_without_a_file_are_missing_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "prompts").mkdir()
    (tmp_path / "flows" / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "prompts" / "known.md").write_text("{{> deep}}", encoding="utf-8")
    os.mkfifo(tmp_path / "flows" / "pipe.yaml")
    os.mkfifo(tmp_path / "prompts" / "odd.md")
    names, unread = missing(tmp_path)
    assert names == {"lost", "deep"}
    assert unread == {
        tmp_path / "flows" / "pipe.yaml": "it is a pipe, not a file",
        tmp_path / "prompts" / "odd.md": "it is a pipe, not a file",
    }
