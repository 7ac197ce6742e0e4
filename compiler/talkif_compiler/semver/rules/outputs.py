"""Outputs and ends are what programs around a flow read, so they may only be tightened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from talkif_schemas.artifact import EndNode

from ...subtyping import fits
from ..contract import Contract
from .rule import Findings, Rule


def _output_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.outputs.keys() - new.outputs.keys()):
        yield name, f"output `{name}` was removed"


def _output_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.outputs.keys() - old.outputs.keys()):
        yield name, f"output `{name}` was added"


def _output_widened(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.outputs.keys() & new.outputs.keys()):
        before, after = old.outputs[name], new.outputs[name]
        if not fits(after, before):
            yield (
                name,
                f"output `{name}` can have values that readers do not expect ({before.type} to {after.type})",
            )


def _output_narrowed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.outputs.keys() & new.outputs.keys()):
        before, after = old.outputs[name], new.outputs[name]
        if fits(after, before) and not fits(before, after):
            yield name, f"output `{name}` promises more than before"


def _less_sure(old: Contract, new: Contract) -> Findings:
    for name, exits in _sure(old, new, old, new):
        yield name, f"output `{name}` may have no value at {exits}, where it always had one"


def _surer(old: Contract, new: Contract) -> Findings:
    for name, exits in _sure(old, new, new, old):
        yield name, f"output `{name}` always has a value at {exits} now"


def _sure(old: Contract, new: Contract, more: Contract, less: Contract) -> Iterator[tuple[str, str]]:
    """(output, exits) where one has a value for sure, and in the other it may have none."""
    exits = sorted(_exits(old) & _exits(new))
    for name in sorted(old.outputs.keys() & new.outputs.keys()):
        differing = [
            f"`{exit_name}`"
            for exit_name in exits
            if name in more.artifact.sure_outputs.get(exit_name, ())
            and name not in less.artifact.sure_outputs.get(exit_name, ())
        ]
        if differing:
            yield name, ", ".join(differing)


def _exits(contract: Contract) -> set[str]:
    return {node.outcome or "done" for node in contract.artifact.nodes.values() if isinstance(node, EndNode)}


def _outcome_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.outcomes - new.outcomes):
        yield name, f"outcome `{name}` was removed; reports and retry rules may rely on it"


def _outcome_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.outcomes - old.outcomes):
        yield name, f"outcome `{name}` was added"


def _outcome_unreachable(old: Contract, new: Contract) -> Findings:
    for name in sorted((old.reachable_outcomes - new.reachable_outcomes) & new.outcomes):
        yield name, f"outcome `{name}` is declared still, but no path leads to it any more"


def _plain_end_removed(old: Contract, new: Contract) -> Findings:
    if "done" in _exits(old) - _exits(new):
        yield "done", "no call ends without an outcome any more; flows that run this one wait for `exit:done`"


def _plain_end_added(old: Contract, new: Contract) -> Findings:
    if "done" in _exits(new) - _exits(old):
        yield "done", "calls may end without an outcome; flows that run this one get `exit:done`"


def _disposition_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.dispositions - new.dispositions):
        yield name, f"disposition `{name}` was removed; reports and retry rules may rely on it"


def _disposition_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.dispositions - old.dispositions):
        yield name, f"disposition `{name}` was added"


RULES: Final = (
    Rule("output-removed", "major", "Whoever reads it finds nothing.", _output_removed),
    Rule("output-widened", "major", "Readers get values that they do not expect.", _output_widened),
    Rule("output-less-sure", "major", "Readers that always found a value may find none.", _less_sure),
    Rule("output-added", "minor", "There is more to read.", _output_added),
    Rule("output-narrowed", "minor", "Fewer values can come.", _output_narrowed),
    Rule("output-surer", "minor", "It has a value more often.", _surer),
    Rule("outcome-removed", "major", "Reports, campaigns and flows that run this one wait for it.", _outcome_removed),
    Rule("outcome-unreachable", "major", "The same as removing it.", _outcome_unreachable),
    Rule("outcome-added", "minor", "Calls can end in one more way.", _outcome_added),
    Rule("plain-end-removed", "major", "Flows that run this one wait for it.", _plain_end_removed),
    Rule("plain-end-added", "minor", "Calls can end in one more way.", _plain_end_added),
    Rule("disposition-removed", "major", "Reports and retry rules wait for it.", _disposition_removed),
    Rule("disposition-added", "minor", "Reports get one more value.", _disposition_added),
)
