"""The commands by name. Only the one that runs is imported, so that each starts as fast as it can."""

from __future__ import annotations

from importlib import import_module

import click

#: Name -> module, and the first sentence of what the command says about itself.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": (
        "init",
        "Lay out a new repository of flows in FOLDER.",
    ),
    "validate": ("validate", "Check flows, tests and all other files of a repository of flows."),
    "test": ("test", "Run the scripted conversations of flows, and say what they leave untried."),
    "fmt": ("fmt", "Bring flows, their tests, tool files and talkif.yaml into their one form."),
    "build": ("build", "Compile flows to OUT/FLOW.artifact.json and print their digests."),
    "graph": ("graph", "Draw FLOW: its nodes, the ways between them, and what is wrong with them."),
    "explain": ("explain", "Say what RULE finds, why it matters on a call, and how a flow looks that has it."),
    "schema": ("schema", "Print the JSON Schema of a kind of file, for editors."),
    "lsp": ("lsp", "Serve editors: findings while typing, completion, navigation, renaming, fixes."),
    "lock": ("lock", "Fetch the flows that a repository imports, and write talkif.lock."),
    "templates": ("templates", "Fetch prompt templates of the account into prompts/."),
    "publish": ("publish", "Compile and publish flows."),
    "versions": ("publish", "List the versions of FLOW, newest first."),
    "rollback": ("publish", "Let ENV run an earlier VERSION of FLOW again."),
}


class Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{COMMANDS[name][0]}", __package__), name)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])
