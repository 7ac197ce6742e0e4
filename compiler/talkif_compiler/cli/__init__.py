"""`talkif-flows`: one file per command.

Exit codes: 0 clean, 1 findings at error level, 2 wrong use or internal error.
"""

from __future__ import annotations

import sys
import traceback
from importlib.metadata import version

import click

from .build import build
from .explain import explain
from .publish import publish, rollback, versions
from .schema import schema
from .validate import validate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("talkif-flows"), prog_name="talkif-flows")
def commands() -> None:
    """Compile and publish conversation flows."""


for _command in (validate, build, explain, schema, publish, versions, rollback):
    commands.add_command(_command)


def main() -> None:
    try:
        commands()
    except Exception:  # noqa: BLE001 - the outermost boundary: a crash must not look like findings, which exit with 1
        traceback.print_exc()
        sys.exit(2)
