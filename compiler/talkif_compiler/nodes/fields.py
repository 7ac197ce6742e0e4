"""What every node has: ways out, and whether the flow's handlers hold in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from talkif_schemas import artifact

from ..fields.edges import EdgeFields, HandlerFields, Next, Ways, happens_anywhere
from ..fields.leaves import Flag, Key, Label, Lenient, Spanned
from ..fields.lowering import Lowering
from ..fields.record import Record
from ..syntax.document import Sequence


class NodeFields(Record):
    TYPE: ClassVar[str]
    WAYS: ClassVar[Ways]
    ENDS: ClassVar[bool] = False
    """The call, or the flow's part in it, ends here."""
    LISTENS: ClassVar[bool] = False
    """The node waits for the caller, so a loop through it is a conversation."""

    PAUSES: ClassVar[bool] = False
    """Time passes in the node, so a loop through it is not a hot one."""
    GOES_ON: ClassVar[bool] = True
    """Once it is done, a node without a way on leads back to where a handler that returns left."""
    INSTANT: ClassVar[bool] = False
    """It is left by its own ways as soon as it is entered, so nothing else can happen in it."""

    type: Label
    next: Next = ()
    """Where the call goes from here: a node id, or an ordered list of edges."""
    handlers: Flag | None = None
    """`false`: the flow's handlers do not hold in this node."""
    note: Lenient[Label] = None
    """A remark for people."""

    @property
    def lacks_edges(self) -> bool:
        """Some of its edges could not be read, so there may be a way for anything, and to anywhere."""
        written = self.mapping.entries.get("next")
        if written is None:
            return False
        return len(self.next) < (len(written.value.items) if isinstance(written.value, Sequence) else 1)

    @property
    def events(self) -> tuple[str, ...]:
        """What an `on` edge of the node may name, besides events of the call and keys."""
        return self.WAYS.events

    @property
    def needed(self) -> tuple[str, ...]:
        """Events that happen sooner or later, and leave the call stuck when nothing takes them."""
        return self.WAYS.needed

    @property
    def refuses_handlers(self) -> bool:
        return self.handlers is not None and not self.handlers.value

    @property
    def rests(self) -> bool:
        """The call stays in the node until something happens: a line was heard, an answer comes, the caller acts."""
        return not self.INSTANT or not (self.ENDS or any(True for _ in self.targets()))

    def is_left_by(self, handler: HandlerFields) -> bool:
        """Whether the handler can take a call from here. The conversation machine of the runtime decides it."""
        if handler.on is None:
            return self.LISTENS and (handler.when is not None or "if" in self.WAYS.kinds)
        return handler.on.value in self.events or (self.rests and happens_anywhere(handler.on.value))

    def targets(self) -> Iterator[tuple[Spanned[str] | None, EdgeFields | None]]:
        """Every node that this one may lead to, with the edge when one is written; None for one that cannot be read."""
        for edge in self.next:
            yield edge.target, edge
        if self.lacks_edges:
            yield None, None

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        """Variables that the node itself has filled when it leaves by this edge."""
        return ()

    def written(self) -> Iterator[Spanned[str] | Key]:
        """Every variable that the node itself fills."""
        yield from ()

    def lower(self, lowering: Lowering) -> artifact.Node:
        raise NotImplementedError

    def shared(self, lowering: Lowering) -> dict[str, Any]:
        """The fields of `artifact.NodeBase`."""
        return {
            "edges": lowering.edges(self.next),
            "handlers": not self.refuses_handlers,
        }

    def takes_interruption(self, flag: Flag | None, lowering: Lowering) -> bool:
        return flag.value if flag is not None else lowering.interruptible


def filled_on_success(into: Spanned[str] | None, edge: EdgeFields | None) -> tuple[str, ...]:
    """What `assigned_before` says of a node whose result is there once it has succeeded."""
    succeeded = edge is not None and edge.on is not None and edge.on.value == "success"
    return (into.value,) if into is not None and succeeded else ()


ONWARD = Ways(frozenset({"always", "if", "else"}))
"""Ways out of nodes that do their work and go on."""

RESTING = Ways(frozenset({"always", "if", "on", "else"}))
"""Ways out of nodes that are done after a while: until then, events of the call may lead elsewhere."""
