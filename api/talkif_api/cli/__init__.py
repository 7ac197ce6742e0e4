"""The command `talkif`. Each command is one file, loaded when it is used, so that one needs no other's libraries."""

from __future__ import annotations

import importlib
from typing import Final

import click

#: Command -> (module of this package that holds a click command of the same name, one line of help).
COMMANDS: Final = {
    "admin": ("admin", "Create accounts and keys, hand numbers over, migrate the database, look for faults."),
    "api": ("api", "Serve the REST API."),
    "demo": ("demo", "Publish the example flows and call them, all on this machine."),
    "runtime": ("runtime", "Answer calls."),
    "worker": ("worker", "Run durable jobs."),
    "up": ("up", "Run everything in one process on this machine."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(COMMANDS.items())])


@click.group(cls=_LazyGroup)
@click.version_option(package_name="talkif-flows")
def main() -> None:
    """Conversation flows for phone agents: the programs of a deployment."""
