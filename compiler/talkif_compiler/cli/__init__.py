"""`talkif-flows`: one file per command, named in `commands.py`.

Exit codes: 0 clean, 1 findings, 2 wrong use or internal error.
"""

from __future__ import annotations

import sys

import click

from .commands import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="talkif-flows", prog_name="talkif-flows")
def commands() -> None:
    """Compile and publish conversation flows."""


def main() -> None:
    try:
        commands()
    except Exception:  # noqa: BLE001 - the outermost boundary: a crash must not look like findings, which exit with 1
        import traceback

        traceback.print_exc()
        sys.exit(2)
