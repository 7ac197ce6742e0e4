from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from talkif_compiler.cli import commands


def test_without_its_extra_the_server_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pygls", "lsprotocol")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("talkif_compiler.lsp.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    result = CliRunner().invoke(commands, ["lsp"])
    assert result.exit_code == 2
    assert "pip install 'talkif-flows[lsp]'" in result.output
