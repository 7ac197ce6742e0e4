"""The flows that a flow can run or jump to: those of the repository, and those that the lock file imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct, field

from talkif_schemas.artifact import Artifact

from ..files.lock_file import LockedFlow, LockFields, imported
from ..repository.recognition import id_in, id_place
from ..source import Span
from ..syntax.sources import Sources
from .flow_interface import FlowInterface, through_jumps
from .imported import interface_of_artifact

Examine: TypeAlias = Callable[[str, "Library"], FlowInterface | None]
"""Path of a flow -> what it shows by itself; None when the flow cannot be read."""

MAX_FLOW_DEPTH = 16
"""Flows that run flows. The runtime stops a call that goes deeper."""


class Library(Struct):
    sources: Sources
    lock: LockFields | None
    examine: Examine
    _own: dict[str, FlowInterface | None] = field(default_factory=dict)
    """What flows show by themselves."""
    _known: dict[str, FlowInterface | None] = field(default_factory=dict)
    _artifacts: dict[str, Artifact | None] = field(default_factory=dict)
    _paths: dict[str, str] | None = None
    _places: dict[str, list[Span]] | None = None
    _depth: int = 0
    _too_deep: set[str] = field(default_factory=set)

    def find(self, flow: str) -> FlowInterface | None:
        """With the flows that take over from it. None when there is no such flow, or it cannot be read."""
        if flow not in self._known:
            own = self._find_own(flow)
            self._known[flow] = through_jumps(own, self._find_own) if own is not None else None
            if own is not None and not self._too_deep.isdisjoint(own.jumps):
                self._too_deep.add(flow)
        return self._known[flow]

    def _find_own(self, flow: str) -> FlowInterface | None:
        if flow not in self._own:
            # A flow that leads back to itself meets this while it is being read.
            self._own[flow] = None
            self._own[flow] = self._read(flow)
        return self._own[flow]

    def path(self, flow: str) -> str | None:
        """The file of a flow of the repository."""
        if self._paths is None:
            self._paths = {name: path for path, name in _flow_ids(self.sources)}
        return self._paths.get(flow)

    def places(self, flow: str) -> list[Span]:
        """Where flows of the repository say that they have an id."""
        if self._places is None:
            self._places = {}
            for path, name in _flow_ids(self.sources):
                source = self.sources.get(path)
                place = id_place(source.text) if source is not None else None
                if source is not None and place is not None:
                    self._places.setdefault(name, []).append(Span(source, *place))
        return self._places.get(flow, [])

    def locked(self, flow: str) -> LockedFlow | None:
        """What the lock file says of a flow."""
        flows = (self.lock.flows or {}) if self.lock is not None else {}
        return next((locked for name, locked in flows.items() if name == flow), None)

    def is_too_deep(self, flow: str) -> bool:
        """True when the flow leads deeper than MAX_FLOW_DEPTH through sub-flows."""
        return flow in self._too_deep

    def artifact(self, flow: str) -> Artifact | None:
        """The artifact of an imported flow; None when it is missing or cannot be read."""
        if flow not in self._artifacts:
            locked = self.locked(flow)
            self._artifacts[flow] = imported(locked, self.sources) if locked is not None else None
        return self._artifacts[flow]

    def names(self) -> list[str]:
        if self._paths is None:
            self._paths = {name: path for path, name in _flow_ids(self.sources)}
        return sorted({*self._paths, *((self.lock.flows or {}) if self.lock else {})})

    def _read(self, flow: str) -> FlowInterface | None:
        path = self.path(flow)
        if path is None:
            artifact = self.artifact(flow)
            return interface_of_artifact(artifact) if artifact is not None else None
        if self._depth == MAX_FLOW_DEPTH:
            self._too_deep.add(flow)
            return None
        self._depth += 1
        interface = self.examine(path, self)
        self._depth -= 1
        if interface is not None and not self._too_deep.isdisjoint(interface.runs):
            self._too_deep.add(flow)
        return interface


def _flow_ids(sources: Sources) -> Iterator[tuple[str, str]]:
    """(path, id) of each flow among the files. Paths are in order, so the last of two flows of one id counts."""
    for path in sources.paths():
        source = sources.get(path)
        if source is not None and path.endswith((".yaml", ".yml")):
            name = id_in(source.text)
            if name is not None:
                yield path, name
