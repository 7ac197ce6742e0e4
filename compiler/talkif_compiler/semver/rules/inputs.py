"""Inputs are what callers of a flow give, so they may only be loosened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from talkif_schemas.types import InputSpec

from ...subtyping import fits
from ..contract import Contract
from .rule import Findings, Rule


def _needed(spec: InputSpec) -> bool:
    return spec.required and spec.default is None


def _input_added(old: Contract, new: Contract, *, needed: bool) -> Findings:
    for name in sorted(new.inputs.keys() - old.inputs.keys()):
        if _needed(new.inputs[name]) is needed:
            yield name, f"input `{name}` was added; " + ("callers must give it" if needed else "it is optional")


def _input_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.inputs.keys() - new.inputs.keys()):
        yield name, f"input `{name}` was removed; callers that give it are refused"


def _input_required(old: Contract, new: Contract) -> Findings:
    for name, before, after in _both_inputs(old, new):
        if _needed(after) and not _needed(before):
            yield name, f"input `{name}` must be given now"


def _input_optional(old: Contract, new: Contract) -> Findings:
    for name, before, after in _both_inputs(old, new):
        if _needed(before) and not _needed(after):
            yield name, f"input `{name}` may be left out now"


def _input_narrowed(old: Contract, new: Contract) -> Findings:
    for name, before, after in _both_inputs(old, new):
        if not fits(before, after):
            yield name, f"input `{name}` refuses values that it took before ({before.type} to {after.type})"


def _input_widened(old: Contract, new: Contract) -> Findings:
    for name, before, after in _both_inputs(old, new):
        if fits(before, after) and not fits(after, before):
            yield name, f"input `{name}` takes more values"


def _input_default(old: Contract, new: Contract) -> Findings:
    for name, before, after in _both_inputs(old, new):
        if before.default != after.default and not _needed(after):
            yield name, f"the default of input `{name}` changed from {before.default!r} to {after.default!r}"


def _both_inputs(old: Contract, new: Contract) -> Iterator[tuple[str, InputSpec, InputSpec]]:
    for name in sorted(old.inputs.keys() & new.inputs.keys()):
        yield name, old.inputs[name], new.inputs[name]


RULES: Final = (
    Rule(
        "required-input-added",
        "major",
        "Callers that do not give it are refused.",
        lambda old, new: _input_added(old, new, needed=True),
    ),
    Rule("input-removed", "major", "Callers that give it are refused.", _input_removed),
    Rule("input-became-required", "major", "Callers that left it out are refused.", _input_required),
    Rule("input-narrowed", "major", "Values that were taken before are refused.", _input_narrowed),
    Rule(
        "optional-input-added",
        "minor",
        "Callers may give more.",
        lambda old, new: _input_added(old, new, needed=False),
    ),
    Rule("input-became-optional", "minor", "Callers may leave it out.", _input_optional),
    Rule("input-widened", "minor", "More values are taken.", _input_widened),
    Rule("input-default-changed", "minor", "Callers that leave it out get another value.", _input_default),
)
