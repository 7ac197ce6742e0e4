from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from talkif_compiler.cli import commands
from talkif_compiler.cli.commands import COMMANDS

HEAVY = ("pydantic", "networkx", "cel_expr_python", "google.protobuf", "yaml", "httpx", "rich", "jinja2")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").startswith(COMMANDS[name][1])


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(commands, ["--help"]).output
    assert all(f"\n  {name} " in shown for name in COMMANDS)


def test_a_command_that_is_not_there_is_wrong_use() -> None:
    result = CliRunner().invoke(commands, ["valdate"])
    assert result.exit_code == 2
    assert "No such command 'valdate'" in result.output


def test_help_is_shown_without_loading_the_compiler() -> None:
    program = f"""
import sys
from talkif_compiler.cli import commands
commands(["--help"], standalone_mode=False)
loaded = [name for name in {HEAVY!r} if name in sys.modules]
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
