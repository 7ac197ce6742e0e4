"""Keys and commands. Callers who come back know them by heart, and other machines press them."""

from __future__ import annotations

from typing import Final

from ..contract import Contract
from .rule import Findings, Rule


def _key_removed(old: Contract, new: Contract) -> Findings:
    for key in sorted(old.keys.keys() - new.keys.keys()):
        yield key, f"callers who know the menu press `{key}`, and nothing comes of it any more"


def _key_remapped(old: Contract, new: Contract) -> Findings:
    for key in sorted(old.keys.keys() & new.keys.keys()):
        if new.keys[key] != old.keys[key]:
            yield key, f"callers who know the menu press `{key}` and do not get to `{old.keys[key]}` any more"


def _key_added(old: Contract, new: Contract) -> Findings:
    for key in sorted(new.keys.keys() - old.keys.keys()):
        yield key, f"there is a new key `{key}`"


def _command_removed(old: Contract, new: Contract) -> Findings:
    for command in sorted(old.commands - new.commands):
        yield command, f"callers cannot ask for this everywhere any more: {command}"


def _command_added(old: Contract, new: Contract) -> Findings:
    for command in sorted(new.commands - old.commands):
        yield command, f"callers can ask for this everywhere: {command}"


RULES: Final = (
    Rule("menu-key-removed", "major", "Callers know it by heart.", _key_removed),
    Rule("menu-key-remapped", "major", "Callers know it by heart, and get somewhere else.", _key_remapped),
    Rule("menu-key-added", "minor", "Callers can do more.", _key_added),
    Rule(
        "command-removed", "minor", "Callers can ask for less. Saying it in other words is the same.", _command_removed
    ),
    Rule("command-added", "minor", "Callers can ask for more.", _command_added),
)
