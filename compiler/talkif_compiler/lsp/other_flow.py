"""What a flow shows to the one that runs it: a flow of the repository, or one that the lock file imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from talkif_schemas.types import InputSpec, TypeSpec

from ..files.lock_file import LockedFlow, imported, read_lock
from ..linking.imported import interface_of_artifact
from ..repository.recognition import LOCK_FILE
from ..syntax.sources import Sources
from .moment import Moment
from .outline import Outline


class OtherFlow(Struct, frozen=True):
    inputs: Mapping[str, InputSpec]
    outputs: Mapping[str, TypeSpec | None]
    """None for one whose type is not known."""
    exits: Iterable[str]


def locked_flows(moment: Moment) -> dict[str, LockedFlow]:
    """By id, as far as the lock file can be read."""
    text = moment.files.read(LOCK_FILE)
    lock = read_lock(Sources({LOCK_FILE: text}))[0] if text is not None else None
    flows = (lock.flows or {}) if lock is not None else {}
    return {str(name): locked for name, locked in flows.items() if locked is not None}


def other_flow(moment: Moment, flow_id: str) -> OtherFlow | None:
    """None for one that is not there, or whose artifact is missing or has changed."""
    view = moment.flow(flow_id)
    return _written(view.outline) if view is not None else _imported(moment, flow_id)


def _written(flow: Outline) -> OtherFlow:
    return OtherFlow(flow.inputs, {name: flow.variables.get(name) for name in flow.outputs}, flow.exits())


def _imported(moment: Moment, flow_id: str) -> OtherFlow | None:
    locked = locked_flows(moment).get(flow_id)
    text = moment.files.read(locked.file.value) if locked is not None else None
    if locked is None or text is None:
        return None
    artifact = imported(locked, Sources({locked.file.value: text}))
    if artifact is None:
        return None
    shown = interface_of_artifact(artifact)
    return OtherFlow(shown.inputs, {name: specs[0] for name, specs in shown.outputs.items()}, sorted(shown.exits))
