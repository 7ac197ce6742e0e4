"""The rules that say what a change of a flow's contract means, as data. One row is one rule.

Inputs are what callers of a flow give, so they may only be loosened; outputs are what they get, so they may only be
tightened. A rule yields (subject, message) for every place that it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from talkif_schemas.types import InputSpec

from ..subtyping import fits
from .contract import Contract

Bump: TypeAlias = Literal["major", "minor", "patch"]
Findings: TypeAlias = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` is stable: change lists in the registry name it."""

    id: str
    bump: Bump
    find: Callable[[Contract, Contract], Findings]


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


def _outcome_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.outcomes - new.outcomes):
        yield name, f"outcome `{name}` was removed; reports and retry rules may rely on it"


def _outcome_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.outcomes - old.outcomes):
        yield name, f"outcome `{name}` was added"


def _outcome_unreachable(old: Contract, new: Contract) -> Findings:
    for name in sorted((old.reachable_outcomes - new.reachable_outcomes) & new.outcomes):
        yield name, f"outcome `{name}` is declared still, but no path leads to it any more"


def _effect_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() - new.effects.keys()):
        yield name, f"request `{name}` is not made any more"


def _effect_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.effects.keys() - old.effects.keys()):
        yield name, f"request `{name}` was added"


def _effect_target(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() & new.effects.keys()):
        before, after = old.effects[name], new.effects[name]
        if (before.method, before.host) != (after.method, after.host):
            yield name, f"request `{name}` goes to {after.method} {after.host} instead of {before.method} {before.host}"


def _argument_required(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() & new.effects.keys()):
        for argument in sorted(new.effects[name].required - old.effects[name].required):
            yield f"{name}.{argument}", f"tool `{name}` needs the argument `{argument}` now"


def _argument_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() & new.effects.keys()):
        before, after = old.effects[name], new.effects[name]
        for argument in sorted(after.parameters.keys() - before.parameters.keys() - after.required):
            yield f"{name}.{argument}", f"tool `{name}` takes the argument `{argument}`"


def _argument_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() & new.effects.keys()):
        for argument in sorted(old.effects[name].parameters.keys() - new.effects[name].parameters.keys()):
            yield f"{name}.{argument}", f"tool `{name}` does not send the argument `{argument}` any more"


def _transfer_changed(old: Contract, new: Contract) -> Findings:
    for target in sorted(old.transfers ^ new.transfers):
        yield target, f"calls are {'transferred' if target in new.transfers else 'no longer transferred'} to {target}"


def _secret_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.secrets - old.secrets):
        yield name, f"the environment must bind the secret `{name}`"


def _recording_changed(old: Contract, new: Contract) -> Findings:
    if old.recording != new.recording:
        yield "recording", f"calls are {'recorded now' if new.recording else 'not recorded any more'}"


def _key_remapped(old: Contract, new: Contract) -> Findings:
    menus = {key.partition(" ")[0] for key in new.keys}
    for key, target in sorted(old.keys.items()):
        if key.partition(" ")[0] in menus and new.keys.get(key) != target:
            yield key, f"callers who know the menu press `{key}` and do not get to `{target}` any more"


def _key_added(old: Contract, new: Contract) -> Findings:
    for key in sorted(new.keys.keys() - old.keys.keys()):
        yield key, f"the menu has a new key `{key}`"


def _language_changed(old: Contract, new: Contract) -> Findings:
    if old.language != new.language:
        yield "language", f"the language changed from {old.language} to {new.language}"


def _provider_changed(old: Contract, new: Contract) -> Findings:
    for kind, before in old.providers.items():
        if before != new.providers[kind]:
            yield kind, f"{kind} is served by {', '.join(new.providers[kind])} instead of {', '.join(before)}"


def _model_changed(old: Contract, new: Contract) -> Findings:
    for kind, before in old.models.items():
        if before != new.models[kind] and old.providers[kind] == new.providers[kind]:
            yield kind, f"the {kind} model changed"


def _voice_changed(old: Contract, new: Contract) -> Findings:
    if old.voices != new.voices:
        yield "tts", "the voice changed"


RULES: Final[tuple[Rule, ...]] = (
    Rule("required-input-added", "major", lambda old, new: _input_added(old, new, needed=True)),
    Rule("input-removed", "major", _input_removed),
    Rule("input-became-required", "major", _input_required),
    Rule("input-narrowed", "major", _input_narrowed),
    Rule("optional-input-added", "minor", lambda old, new: _input_added(old, new, needed=False)),
    Rule("input-became-optional", "minor", _input_optional),
    Rule("input-widened", "minor", _input_widened),
    Rule("input-default-changed", "minor", _input_default),
    Rule("output-removed", "major", _output_removed),
    Rule("output-widened", "major", _output_widened),
    Rule("output-added", "minor", _output_added),
    Rule("output-narrowed", "minor", _output_narrowed),
    Rule("outcome-removed", "major", _outcome_removed),
    Rule("outcome-unreachable", "major", _outcome_unreachable),
    Rule("outcome-added", "minor", _outcome_added),
    Rule("request-removed", "major", _effect_removed),
    Rule("request-target-changed", "major", _effect_target),
    Rule("argument-required", "major", _argument_required),
    Rule("argument-removed", "major", _argument_removed),
    Rule("request-added", "minor", _effect_added),
    Rule("argument-added", "minor", _argument_added),
    Rule("transfer-changed", "minor", _transfer_changed),
    Rule("secret-added", "minor", _secret_added),
    Rule("recording-changed", "major", _recording_changed),
    Rule("menu-key-remapped", "major", _key_remapped),
    Rule("menu-key-added", "minor", _key_added),
    Rule("language-changed", "minor", _language_changed),
    Rule("provider-changed", "minor", _provider_changed),
    Rule("model-changed", "minor", _model_changed),
    Rule("voice-changed", "minor", _voice_changed),
)
