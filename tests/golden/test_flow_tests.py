"""The tests of the flows that we ship pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from talkif_compiler.cli import commands

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["flows/examples", "compiler/talkif_compiler/starter"])
def test_they_pass(folder: str) -> None:
    result = CliRunner().invoke(commands, ["test", str(ROOT / folder)])
    assert result.exit_code == 0, result.output
