"""What a flow does to the world: requests, transfers, messages; and what its environment has to bind for that."""

from __future__ import annotations

from typing import Final

from talkif_schemas.artifact import Artifact, HttpNode, HttpRequest, McpCall, TransferNode

from ...subtyping import fits
from ..contract import Contract
from .rule import Findings, Rule


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


def _argument_optional(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() & new.effects.keys()):
        before, after = old.effects[name], new.effects[name]
        for argument in sorted((before.required - after.required) & after.parameters.keys()):
            yield f"{name}.{argument}", f"tool `{name}` works without the argument `{argument}` now"


def _argument_retyped(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.effects.keys() & new.effects.keys()):
        before, after = old.effects[name].parameters, new.effects[name].parameters
        for argument in sorted(before.keys() & after.keys()):
            if not fits(after[argument], before[argument]):
                was, now = before[argument].type, after[argument].type
                yield f"{name}.{argument}", f"tool `{name}` sends other values as `{argument}` ({was} to {now})"


def _request_changed(old: Contract, new: Contract) -> Findings:
    before, after = _requests(old.artifact), _requests(new.artifact)
    for name in sorted(before.keys() & after.keys() & old.effects.keys() & new.effects.keys()):
        same = (old.effects[name].method, old.effects[name].host) == (new.effects[name].method, new.effects[name].host)
        if same and before[name] != after[name]:
            yield name, f"request `{name}` says something else, or its answer is read otherwise"


def _requests(artifact: Artifact) -> dict[str, HttpRequest | McpCall]:
    found: dict[str, HttpRequest | McpCall] = {
        name: call for name, tool in artifact.tools.items() if (call := tool.request or tool.mcp) is not None
    }
    nodes = artifact.nodes.items()
    return found | {f"nodes.{node_id}": node.request for node_id, node in nodes if isinstance(node, HttpNode)}


def _transfer_manner(old: Contract, new: Contract) -> Findings:
    for node_id, before in old.artifact.nodes.items():
        after = new.artifact.nodes.get(node_id)
        if not (isinstance(before, TransferNode) and isinstance(after, TransferNode)):
            continue
        if _manner(before) != _manner(after):
            yield node_id, f"`{node_id}` transfers in another manner, with another number, or at other hours"


def _manner(node: TransferNode) -> tuple[object, ...]:
    return node.mode, node.caller_id, node.hours


def _secret_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.secrets - old.secrets):
        yield name, f"the environment must bind the secret `{name}`"


def _secret_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.secrets - new.secrets):
        yield name, f"the secret `{name}` is not used any more"


def _binding_added(old: Contract, new: Contract) -> Findings:
    for name in sorted(new.bindings - old.bindings):
        yield name, f"the environment must bind the {name.replace(' ', ' `')}`"


def _binding_removed(old: Contract, new: Contract) -> Findings:
    for name in sorted(old.bindings - new.bindings):
        yield name, f"the {name.replace(' ', ' `')}` is not used any more"


RULES: Final = (
    Rule("request-removed", "major", "What was written elsewhere is not written any more.", _effect_removed),
    Rule("request-target-changed", "major", "Another program gets it, with other credentials.", _effect_target),
    Rule("argument-required", "major", "The tool cannot be called as before.", _argument_required),
    Rule("argument-removed", "major", "The other side waits for it.", _argument_removed),
    Rule("argument-retyped", "major", "The other side gets values that it does not expect.", _argument_retyped),
    Rule("request-added", "minor", "Something more is done.", _effect_added),
    Rule("argument-added", "minor", "The other side may get more.", _argument_added),
    Rule("argument-became-optional", "minor", "The other side may get less.", _argument_optional),
    Rule("request-changed", "patch", "The same program is told something else.", _request_changed),
    Rule("transfer-changed", "minor", "Other people get the calls.", _transfer_changed),
    Rule("transfer-manner-changed", "minor", "The same people get calls otherwise.", _transfer_manner),
    Rule("secret-added", "minor", "The environment has to bind it.", _secret_added),
    Rule("secret-removed", "patch", "The environment need not bind it.", _secret_removed),
    Rule("binding-added", "minor", "The environment has to bind it.", _binding_added),
    Rule("binding-removed", "patch", "The environment need not bind it.", _binding_removed),
)
