"""The ways that a call can take through a flow, as a directed graph.

Vertices are node ids, and four more that stand for what holds everywhere. What could not be read or resolved leads to
ANYWHERE, so that one mistake never makes other parts of the flow look broken. Ways end at RETURN: the call goes back to
where it has been before, so no node is within reach only because of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from ..fields.edges import LINE_FAILED, EdgeFields, HandlerFields
from ..fields.leaves import Spanned
from ..limits import MAX_FINDINGS_PER_RULE
from ..nodes.fields import NodeFields
from ..suggest import nearest
from .digraph import Digraph

ANYWHERE = "*"
HANDLERS = "@handlers"
IDLE = "@idle"
RETURN = "@return"
VIRTUAL = frozenset({ANYWHERE, HANDLERS, IDLE, RETURN})

_UNMEANT = frozenset({"hangup", "voicemail", LINE_FAILED})
"""Events that no caller who wants to go on can bring about."""


class FlowGraph:
    def __init__(
        self,
        nodes: Mapping[str, NodeFields | None],
        handlers: Sequence[HandlerFields | None],
        start: Spanned[str] | None,
        idle: Spanned[str] | None,
    ) -> None:
        self._nodes = nodes
        self._handlers = handlers
        self._guesses: dict[str, str] = {}
        self.start = self.resolve(start)
        self._written: dict[tuple[str, str], list[EdgeFields | None]] = {}
        self.links = Digraph([*nodes, ANYWHERE, RETURN])
        """All ways, handlers and idle included."""
        for node_id, node in nodes.items():
            self._add_node(node_id, node)
        self._add_handlers(handlers)
        if idle is not None:
            self._add_idle(idle)
        self._add_returns(handlers)
        for node_id in nodes:
            self.links.add(ANYWHERE, node_id)

    def resolve(self, target: Spanned[str] | None) -> str:
        """A target that does not exist stands for the one that was probably meant."""
        if target is None:
            return ANYWHERE
        if target.value in self._nodes:
            return target.value
        if target.value not in self._guesses and len(self._guesses) < MAX_FINDINGS_PER_RULE:
            self._guesses[target.value] = nearest(target.value, self._nodes) or ANYWHERE
        return self._guesses.get(target.value, ANYWHERE)

    def ends(self, vertex: str) -> bool:
        """True where the call may end."""
        node = self._nodes.get(vertex)
        return vertex in (ANYWHERE, RETURN) or (node is not None and node.ENDS)

    def _lasts(self, vertex: str) -> bool:
        onward = self.links.successors(vertex)
        return self.is_node(vertex) and bool(onward) and set(onward) <= {HANDLERS, IDLE}

    def is_node(self, vertex: str) -> bool:
        return vertex not in VIRTUAL

    @cached_property
    def reachable(self) -> frozenset[str]:
        return frozenset(self.links.reached([self.start]))

    @cached_property
    def callers_links(self) -> Digraph:
        """All ways but those that only a hang-up, an answering machine, a failure of the line or silence takes."""
        meant = Digraph(self.links)
        fires = self._firing(handler for handler in self._handlers if handler is None or _is_meant(handler))
        for origin, target in self.links.edges():
            if target == HANDLERS:
                is_meant = origin in fires
            elif (origin, target) in self._written:
                is_meant = any(edge is None or _is_meant(edge) for edge in self._written[origin, target])
            else:
                is_meant = True
            if is_meant and IDLE not in (origin, target):
                meant.add(origin, target)
        return meant

    @cached_property
    def can_end(self) -> frozenset[str]:
        """Vertices from which the caller can come to the end, or back to where a handler took them from.

        A handler that only comes back is no way to the end for those whom it takes. A conversation without ways of its
        own is meant to last as long as the caller likes.
        """
        ends = [vertex for vertex in self.links if vertex != RETURN and (self.ends(vertex) or self._lasts(vertex))]
        back = self._inner.reached(self.links.predecessors(RETURN), backwards=True)
        return frozenset({RETURN, *back, *self.callers_links.reached(ends, backwards=True)})

    @cached_property
    def _inner(self) -> Digraph:
        """Written ways between nodes alone, without what holds everywhere."""
        return self.links.subgraph(vertex for vertex in self.links if vertex not in VIRTUAL)

    def written(self, origin: str, target: str) -> Sequence[EdgeFields | None]:
        """What is written between two neighbours; None for what is written elsewhere, as a choice of a menu is."""
        return self._written.get((origin, target), ())

    def _add(self, origin: str, target: str, edge: EdgeFields | None) -> None:
        self.links.add(origin, target)
        self._written.setdefault((origin, target), []).append(edge)

    def _add_node(self, node_id: str, node: NodeFields | None) -> None:
        if node is None:
            self._add(node_id, ANYWHERE, None)
            return
        for target, edge in node.targets():
            self._add(node_id, self.resolve(target), edge)

    def _add_handlers(self, handlers: Sequence[HandlerFields | None]) -> None:
        """From every node in which one of them can fire, through one vertex, to the targets."""
        if not handlers:
            return
        for node_id in self._firing(handlers):
            self._add(node_id, HANDLERS, None)
        for handler in handlers:
            self._add(HANDLERS, self.resolve(handler.target) if handler is not None else ANYWHERE, handler)

    def _firing(self, handlers: Iterable[HandlerFields | None]) -> dict[str, None]:
        """Nodes in which one of them can fire, in order. None fires in the node that it leads to."""
        handlers = tuple(handlers)
        targets: dict[tuple[str, str | None], set[str]] = {}
        # Of handlers for the same event, one is enough to look at.
        kinds: dict[tuple[str, str | None], HandlerFields] = {}
        for handler in handlers:
            if handler is not None:
                kind = (handler.kind, handler.on.value if handler.on is not None else None)
                kinds[kind] = handler
                targets.setdefault(kind, set()).add(self.resolve(handler.target))
        return {
            node_id: None
            for node_id, node in self._nodes.items()
            if node is None
            or (
                not node.refuses_handlers
                and (
                    None in handlers
                    or any(_leads_away(node_id, targets[kind]) and node.is_left_by(kinds[kind]) for kind in kinds)
                )
            )
        }

    def takes(self, node_id: str, event: str) -> bool:
        """Whether a handler takes an event of a node."""
        node = self._nodes.get(node_id)
        return (
            node is not None and not node.refuses_handlers and _leads_away(node_id, self._event_targets.get(event, ()))
        )

    @cached_property
    def _event_targets(self) -> dict[str, set[str]]:
        targets: dict[str, set[str]] = {}
        for handler in self._handlers:
            if handler is not None and handler.on is not None:
                targets.setdefault(handler.on.value, set()).add(self.resolve(handler.target))
        return targets

    def _add_idle(self, target: Spanned[str]) -> None:
        for node_id, node in self._nodes.items():
            if node is None or node.LISTENS:
                self._add(node_id, IDLE, None)
        self._add(IDLE, self.resolve(target), None)

    def _add_returns(self, handlers: Sequence[HandlerFields | None]) -> None:
        """After a handler that returns, a node that is done and has no way on leads back to wherever the caller was."""
        targets = [self.resolve(handler.target) for handler in handlers if handler is not None and handler.returns]
        if None in handlers or ANYWHERE in targets:
            # It may return, from anywhere.
            targets = list(self._nodes)
        if not targets:
            return
        for vertex in self._inner.reached(target for target in targets if target in self._inner):
            node = self._nodes.get(vertex)
            if node is not None and node.GOES_ON and not node.ENDS and not any(True for _ in node.targets()):
                self._add(vertex, RETURN, None)


def _leads_away(node_id: str, targets: Collection[str]) -> bool:
    return len(targets) > (node_id in targets)


def _is_meant(edge: EdgeFields) -> bool:
    return edge.on is None or edge.on.value not in _UNMEANT
