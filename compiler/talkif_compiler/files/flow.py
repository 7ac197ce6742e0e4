"""A flow as its author wrote it: typed, with every place, and nothing resolved yet."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Any

from ..diagnostics import Edit, Fix
from ..fields.edges import HandlerFields
from ..fields.leaves import (
    DurationMs,
    Flag,
    Label,
    LanguageTag,
    Lenient,
    ListOf,
    MapOf,
    Name,
    OneOrMore,
    Prompt,
    Slug,
    Spanned,
    Speech,
    Target,
    keyword,
    read_name,
)
from ..fields.problems import Problems, Refused
from ..fields.reading import Reader, read_record, read_remains
from ..fields.record import Record
from ..fields.services import ServicesFields
from ..fields.tools import ToolEntry
from ..fields.type_fields import InputFields, TypeFields
from ..limits import MAX_DECLARED, MAX_FLOW_NODES, MAX_TOOLS
from ..nodes import NODE_TYPES
from ..nodes.fields import NodeFields
from ..repository.recognition import FLOW_SCHEMA
from ..source import Span
from ..suggest import hint, nearest
from ..syntax.document import Mapping, Scalar, Value

_BY_TYPE = {node.TYPE: node for node in NODE_TYPES}


class _NodeShape:
    """A mapping whose `type` says which node it is."""

    choices = NODE_TYPES

    def reader(self, annotated: Any) -> Reader:
        return self._read

    def _read(self, value: Value, problems: Problems) -> NodeFields:
        if not isinstance(value, Mapping):
            problems.wrong_type(value, "a node: a mapping with a `type`")
        return read_record(_node_type(value, problems), value, problems)


def _node_type(value: Mapping, problems: Problems) -> type[NodeFields]:
    key = _type_key(value)
    if key is None:
        first = next(iter(value.entries.values())).key.span if value.entries else value.span
        problems.report("missing-field", "`type` is missing", first, help=hint("", _BY_TYPE))
        read_remains(NodeFields, NodeFields, value, problems)
        raise Refused
    written = value.entries[key].value
    # The type itself is reported here.
    rest = Mapping(value.span, {other: entry for other, entry in value.entries.items() if other != key})
    if not isinstance(written, Scalar):
        read_remains(NodeFields, NodeFields, rest, problems)
        problems.wrong_type(written, "the name of a node type")
    name = written.text
    if name not in _BY_TYPE:
        guess = nearest(name, _BY_TYPE)
        fixes = (Fix(f"Make it `{guess}`", (Edit(written.span, guess),), "unsafe"),) if guess else ()
        message = f"there is no node type `{name}`"
        problems.report("wrong-type", message, written.span, help=hint(name, _BY_TYPE), fixes=fixes)
        read_remains(_BY_TYPE[guess] if guess else NodeFields, NodeFields, rest, problems)
        raise Refused
    return _BY_TYPE[name]


def _type_key(value: Mapping) -> str | None:
    """`type`, or what was probably meant by it."""
    return "type" if "type" in value.entries else nearest("type", value.entries)


AnyNode = Annotated[NodeFields, _NodeShape()]


class IdleFields(Record):
    after: DurationMs | None = None
    """Silence after which the caller is asked: `8s`."""
    prompts: OneOrMore[Speech] | None = None
    """What is said, the n-th time the n-th line. Templates."""
    then: Target
    """Node to go to when the lines are used up."""


class SettingsFields(Record):
    max_call: DurationMs | None = None
    """Length after which the call is ended: `20m`."""
    idle: IdleFields | None = None
    """What happens when the caller says nothing while it is their turn."""
    interruptible: Flag | None = None
    """Whether the caller can cut speech short; `true` if left out. Nodes may say otherwise."""
    recording: Annotated[Spanned[str], keyword("on", "off")] | None = None
    """`on` or `off` (as if left out)."""


class AcceptFields(Record):
    rule: Label
    """Of the rules of changes, such as `outcome-removed`."""
    subject: Label
    """What the change is about, as the rule names it, such as the outcome."""
    reason: Label
    """Why nobody is hurt by it. It is kept with the version."""


class FlowFields(Record):
    """Sections are read leniently: what is wrong in one of them hides nothing in the others."""

    schema: Lenient[Annotated[Spanned[str], keyword(FLOW_SCHEMA)]]
    """What kind of file this is."""
    flow: Lenient[Slug]
    """Stable id, in kebab-case. Versions belong to it."""
    name: Lenient[Label] = None
    """Name for people."""
    language: Lenient[LanguageTag] = None
    """BCP 47 tag of what is spoken: `en-US` if left out."""
    services: Lenient[ServicesFields] = None
    """Vendors of recognition, models and voices."""
    settings: Lenient[SettingsFields] = None
    """Limits and manners of the whole call."""
    prompt: Lenient[Prompt] = None
    """What models are told in every node. A template."""
    inputs: Lenient[MapOf[Lenient[InputFields]]] = None
    """What the caller of the flow must or may provide: name -> type."""
    variables: Lenient[MapOf[Lenient[TypeFields]]] = None
    """What nodes fill in: name -> type."""
    outputs: Lenient[ListOf[Name]] = None
    """Variables that leave the call."""
    outcomes: Lenient[ListOf[Label]] = None
    """How a call can end; `end` nodes name one."""
    tools: Lenient[MapOf[Lenient[ToolEntry]]] = None
    """Name -> tool, written here or used from a file."""
    accept: Lenient[ListOf[Lenient[AcceptFields]]] = None
    """Changes since the version before that ask for no more than a patch, each with the reason."""
    handlers: Lenient[ListOf[Lenient[HandlerFields]]] = None
    """Edges that hold in every node."""
    start: Lenient[Name]
    """Node that a call begins in."""
    nodes: MapOf[Lenient[AnyNode]]
    """Node id -> node."""

    @property
    def id(self) -> str:
        """Empty when it cannot be read."""
        return self.flow.value if self.flow is not None else ""

    @property
    def place(self) -> Span:
        """What to point at when the flow itself is meant."""
        return self.flow.span if self.flow is not None else next(iter(self.mapping.entries.values())).key.span

    @property
    def is_whole(self) -> bool:
        """Everything that is written could be read, so what is not here is not written."""
        return "_remains" not in self.__dict__

    @property
    def remains(self) -> tuple[Any, ...]:
        """What could be read of the records and lists that are left out, because something in them cannot be read."""
        return self.__dict__.get("_remains", ())  # type: ignore[no-any-return]

    def tear(self, remains: Iterable[Any]) -> None:
        """Something could not be read. To be called by whoever has read the flow."""
        self.__dict__["_remains"] = tuple(remains)

    def verify(self, problems: Problems) -> None:
        for section in (self.inputs, self.variables, self.tools, self.nodes):
            for name in section or {}:
                # The rest of the flow can be read all the same.
                with suppress(Refused):
                    read_name(Scalar(name.span, str(name), str(name), "plain"), problems)
        if not self.nodes:
            problems.report("missing-field", "a flow needs nodes", self.mapping.entries["nodes"].key.span)
        limits = dict.fromkeys(("inputs", "variables", "handlers"), MAX_DECLARED)
        limits |= {"tools": MAX_TOOLS, "nodes": MAX_FLOW_NODES}
        for key, limit in limits.items():
            count = len(getattr(self, key) or ())
            if count > limit:
                message = f"the flow has {count:,} {key}; the limit is {limit:,}"
                problems.report("file-too-large", message, self.mapping.entries[key].key.span)
                raise Refused
