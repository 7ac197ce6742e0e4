"""`talkif-flows`: one file per command, named in `commands.py`.

Exit codes: 0 clean, 1 findings, 2 wrong use or internal error.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

from .commands import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="talkif-flows", prog_name="talkif-flows")
def commands() -> None:
    """Compile and publish conversation flows."""


def main() -> None:
    # Documents hold no reference cycles worth looking for, and looking takes a fifth of the time.
    gc.set_threshold(1_000_000, 20, 20)
    try:
        commands()
    except SystemExit as ended:
        _leave(ended)
    except Exception:  # noqa: BLE001 - the outermost boundary: a crash must not look like findings, which exit with 1
        import traceback

        traceback.print_exc()
        sys.exit(2)


def _leave(ended: SystemExit) -> NoReturn:
    """Ends the process at once: taking large documents apart, one value after the other, costs a tenth of a run."""
    if not isinstance(ended.code, int):
        raise ended
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    os._exit(ended.code)
