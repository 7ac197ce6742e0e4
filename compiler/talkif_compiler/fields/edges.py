"""Ways out of a node as authors write them: `next`, and the flow's handlers."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from msgspec import Struct

from talkif_schemas.artifact import EdgeKind

from ..source import Span
from ..syntax.document import Scalar, Sequence, Value
from .bounds import JsonSchema
from .leaves import Condition, Expression, Flag, Label, Lenient, MapOf, Spanned, Speech, Target, Words, read_name
from .problems import Problems, Refused
from .reading import Reader, made, read_record
from .record import Record

_KEY_EVENT = re.compile(r"dtmf:[0-9*#]{1,20}")

CALL_EVENTS: tuple[str, ...] = ("hangup", "voicemail", "human")
"""Events of the call, which any node with `on` edges and any handler may take; and so are keys: `dtmf:0`, `dtmf:12`."""

LINE_FAILED = "error"
"""No model answers, or the call has lost its ears or its voice."""


class Ways(Struct, frozen=True):
    """Which ways out a node type has."""

    kinds: frozenset[EdgeKind]
    events: tuple[str, ...] = ()
    """What an `on` edge of the node may name, besides a key (`dtmf:0`) and `hangup`."""
    needed: tuple[str, ...] = ()
    """Events that happen sooner or later, and leave the call stuck when nothing takes them."""


class EdgeFields(Record):
    """One edge of a list: exactly one of `if`, `on`, `when`, `else`, and where it leads."""

    if_: Condition | None = None
    """CEL; the first edge whose condition holds is taken, without asking a model."""
    on: Label | None = None
    """An event: `done`, `failure`, `timeout`, `dtmf:0`, `hangup` ..."""
    when: Words | None = None
    """What the caller means or does, in words; a model decides."""
    else_: Target | None = None
    """Node to go to when nothing else matched."""
    to: Target | None = None
    """Node that the edge leads to."""
    say: Speech | None = None
    """A line between the two nodes. A template."""
    set: MapOf[Expression] | None = None
    """Variable -> CEL, assigned when the edge is taken."""
    note: Lenient[Label] = None
    """A remark for people."""

    DECIDERS: ClassVar[tuple[str, ...]] = ("if", "on", "when", "else")

    @property
    def kind(self) -> EdgeKind:
        if self.if_ is not None:
            return "if"
        if self.on is not None:
            return "on"
        if self.when is not None:
            return "when"
        return "else" if self.else_ is not None else "always"

    @property
    def target(self) -> Spanned[str]:
        target = self.else_ or self.to
        assert target is not None, "verify() refuses an edge without a target"
        return target

    @property
    def decider(self) -> Condition | Spanned[str] | None:
        """What says when the edge is taken; None when that could not be read, or there are several."""
        written = [key for key in self.DECIDERS if key in self.mapping.entries]
        return self.if_ or self.on or self.when or self.else_ if len(written) == 1 else None

    @property
    def place(self) -> Span:
        """What to point at when the edge itself is meant."""
        decider = self.if_ or self.on or self.when or self.else_ or self.to
        assert decider is not None, "verify() refuses an edge without a target"
        return decider.span

    def verify(self, problems: Problems) -> None:
        deciders = [key for key in self.DECIDERS if key in self.mapping.entries]
        if len(deciders) != 1:
            names = ", ".join(f"`{key}`" for key in self.DECIDERS)
            found = f"it has {' and '.join(f'`{key}`' for key in deciders)}" if deciders else "it has none"
            problems.report("wrong-type", f"an edge has exactly one of {names}; {found}", self.span)
            raise Refused
        if self.else_ is not None and self.to is not None:
            message = "an `else` edge names its target itself, so `to` is one too many"
            problems.report("wrong-type", message, self.to.span, help="Write `- {else: node_id}`.")
        if self.else_ is None and self.to is None:
            problems.report("missing-field", "`to` is missing: the edge leads nowhere", self.span)
            raise Refused


class HandlerFields(EdgeFields):
    """A flow-wide edge."""

    return_: Flag | None = None
    """`true`: the caller comes back to the node that they left."""

    DECIDERS: ClassVar[tuple[str, ...]] = ("if", "on", "when")

    @property
    def returns(self) -> bool:
        return self.return_ is not None and self.return_.value


def is_key_event(event: str) -> bool:
    return _KEY_EVENT.fullmatch(event) is not None


def happens_anywhere(event: str) -> bool:
    """Whether it comes from the caller or the line, whatever the node that the call is in."""
    return event in CALL_EVENTS or event == LINE_FAILED or is_key_event(event)


class _NextShape:
    """A node id, or an ordered list of edges. Without those that cannot be read, as `NodeFields.lacks_edges` says."""

    def reader(self, annotated: Any) -> Reader:
        return self._read

    def _read(self, value: Value, problems: Problems) -> tuple[EdgeFields, ...]:
        edges: list[EdgeFields] = []
        with suppress(Refused):
            if isinstance(value, Scalar) and value.value is not None:
                edges.append(made(EdgeFields, {"to": read_name(value, problems)}))
            elif not isinstance(value, Sequence):
                problems.wrong_type(value, "a node id or a list of edges")
        for item in value.items if isinstance(value, Sequence) else ():
            with suppress(Refused):
                edges.append(read_record(EdgeFields, item, problems))
        return tuple(edges)

    def json_schema(self, inner: JsonSchema) -> JsonSchema:
        return {"anyOf": [{"type": "string"}, inner]}


Next = Annotated[tuple[EdgeFields, ...], _NextShape()]
