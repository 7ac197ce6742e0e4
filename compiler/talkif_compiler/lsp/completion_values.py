"""The names that may stand in a field: of nodes, variables, tools, flows, vendors, and of what a project binds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from talkif_schemas.callable_vendors import CALLABLE
from talkif_schemas.types import TypeSpec

from ..catalogue import KINDS, Kind, Vendor, table, vendor
from ..checks import FAMILY_OF, RULES
from ..fields.edges import CALL_EVENTS, HandlerFields
from ..files.test_file import CaseFields, TestFields
from ..linking.flow_interface import EXIT
from ..nodes import NODE_TYPES
from ..nodes.tool import Tool
from ..syntax.document import Mapping as YamlMapping
from ..syntax.document import Sequence
from .arguments import tool_called
from .calendar_values import days, regions, zones
from .cursor import MARK, Cursor
from .describe import type_words
from .moment import Moment
from .names import Kind as NameKind
from .names import naming
from .offer import Offer
from .other_flow import locked_flows, other_flow
from .outline import Outline, child, parameters, text_at
from .shapes import NODE_BY_TYPE, type_doc

_Source: TypeAlias = Callable[[Moment, Cursor], Iterable[Offer]]

_KEYS_ON_PHONE = ("dtmf:0", "dtmf:*", "dtmf:#")


def values_named(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    named = naming(cursor.spot)
    if named is None:
        return
    if named.of_the_other:
        yield from _outputs_of_the_other(moment, cursor)
    elif not named.declares and (source := _SOURCES.get(named.kind)) is not None:
        yield from source(moment, cursor)


def keys_named(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    """Those that the mapping does not have yet."""
    named = naming(cursor.spot)
    if named is None:
        return
    written = _siblings(cursor)
    offers: Iterable[Offer]
    if named.of_the_other:
        offers = _inputs_of_the_other(moment, cursor)
    elif named.declares:
        offers = _missing(moment, cursor, named.kind)
    else:
        source = _SOURCES.get(named.kind)
        offers = source(moment, cursor) if source is not None else ()
    yield from (offer for offer in offers if offer.label not in written)


def _siblings(cursor: Cursor) -> set[str]:
    section = child(cursor.spot.owner, cursor.spot.field)
    return set(section.entries) if isinstance(section, YamlMapping) else set()


def _flow(moment: Moment, cursor: Cursor) -> Outline:
    """The flow whose names count: this one, or the one that a test is of."""
    tested = text_at(cursor.document, "flow") if cursor.spot.record is not None and _is_test(cursor) else ""
    other = moment.flow(tested) if tested else None
    return other.outline if other is not None else cursor.outline


def _is_test(cursor: Cursor) -> bool:
    record = cursor.spot.record
    return record is not None and record.__module__ in (TestFields.__module__, CaseFields.__module__)


# ------------------------------------------------------------ names of a flow


def _nodes(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    flow = _flow(moment, cursor)
    for name in flow.nodes:
        if MARK not in name:
            yield Offer(name, "node", flow.node_type(name))


def _specs(specs: Mapping[str, TypeSpec]) -> Iterator[Offer]:
    for name, spec in specs.items():
        if MARK not in name:
            yield Offer(name, "variable", type_words(spec), spec.description)


def _variables(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    return _specs(_flow(moment, cursor).variables)


def _inputs(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    return _specs(_flow(moment, cursor).inputs)


def _inputs_of_the_other(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    other = other_flow(moment, cursor.spot.sibling("flow"))
    for name, spec in (other.inputs if other is not None else {}).items():
        yield Offer(
            name,
            "variable",
            type_words(spec) + (", required" if spec.required else ""),
            spec.description,
            not spec.required,
        )


def _outputs_of_the_other(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    other = other_flow(moment, cursor.spot.sibling("flow"))
    for name, spec in (other.outputs if other is not None else {}).items():
        yield Offer(name, "variable", type_words(spec) if spec is not None else "")


def _tools(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    for name, tool in _flow(moment, cursor).tools.items():
        if MARK not in name:
            yield Offer(name, "tool", text_at(tool, "use"), text_at(tool, "description"))


def _mocks(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    yield from _tools(moment, cursor)
    flow = _flow(moment, cursor)
    yield from (Offer(name, "node", "http") for name in flow.nodes if flow.node_type(name) == "http")


def _fields_of(owner: str) -> _Source:
    def offers(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
        return _specs(_flow(moment, cursor).scope.roots()[owner].properties)

    return offers


def _outcomes(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    yield from (Offer(name, "name") for name in _flow(moment, cursor).outcomes if MARK not in name)


def _types(_moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    yield from (Offer(node.TYPE, "type", "", type_doc(node)) for node in NODE_TYPES)


def _events(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    node_id = cursor.spot.path[1] if cursor.spot.path[:1] == ("nodes",) else ""
    if node_id and cursor.spot.record is not HandlerFields:
        yield from _events_of(moment, cursor.outline, node_id)
    else:
        known = sorted({event for node in NODE_TYPES for event in node.WAYS.events} - {"open", "closed"})
        yield from (Offer(event, "event", rank=1) for event in known)
    for event in (*CALL_EVENTS, *_KEYS_ON_PHONE):
        yield Offer(event, "event", "at any time", rank=2)


def _events_of(moment: Moment, flow: Outline, node_id: str) -> Iterator[Offer]:
    node = flow.nodes.get(node_id)
    record = NODE_BY_TYPE.get(flow.node_type(node_id))
    if record is None or node is None:
        return
    for event in record.WAYS.events:
        yield Offer(event, "event", "has to be taken" if event in record.WAYS.needed else "")
    weights = child(node, "weights")
    if record.TYPE == "split" and isinstance(weights, YamlMapping):
        yield from (Offer(arm, "event", "arm") for arm in weights.entries)
    if record.TYPE == "subflow":
        other = other_flow(moment, text_at(node, "flow"))
        for name in other.exits if other is not None else ():
            yield Offer(f"{EXIT}{name}", "event", "exit")


def _arguments(moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    if cursor.spot.record is not Tool:
        return
    view = moment.view(cursor.source.home)
    found = tool_called(moment, view, cursor.spot.sibling("tool")) if view is not None else None
    yield from _specs(parameters(found.tool if found is not None else None))


def _cases(_moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    """Values of the enum that a `switch` asks for."""
    path = cursor.spot.sibling("on").strip().split(".")
    spec = cursor.outline.scope.roots().get(path[0])
    for part in path[1:]:
        spec = spec.properties.get(part) if spec is not None else None
    yield from (Offer(value, "name") for value in (spec.values if spec is not None else ()))


def _missing(moment: Moment, cursor: Cursor, kind: NameKind) -> Iterator[Offer]:
    """Nodes that edges lead to, and that are not there yet."""
    view = moment.view(cursor.source.home)
    if kind != "node" or view is None:
        return
    targets = [spot for spot in view.spots if spot.role == "value"]
    names = {spot.scalar.text: None for spot in targets if (named := naming(spot)) and named.kind == "node"}
    yield from (Offer(name, "node", "an edge leads here") for name in names if name not in cursor.outline.nodes)


# ------------------------------------------------------------ names of the repository


def _flows(moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    for name, path in moment.flows.items():
        yield Offer(name, "flow", path)
    for name, locked in locked_flows(moment).items():
        yield Offer(name, "flow", f"imported, {'.'.join(map(str, locked.version.value))}")


def _prompt_files(moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    yield from (Offer(path, "file") for path in moment.paths if path.endswith(".md"))


def _shared_tools(moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    for path in moment.paths:
        view = moment.view(path)
        if view is not None and view.kind == "tools":
            tools = child(view.document, "tools")
            for name, entry in (tools.entries if isinstance(tools, YamlMapping) else {}).items():
                yield Offer(f"{path}#{name}", "tool", "", text_at(entry.value, "description"))


def _rules(_moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    for rule in RULES.values():
        if not rule.required:
            yield Offer(rule.id, "rule", FAMILY_OF[rule.id], rule.summary)


def _schedules(moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    section = child(moment.project(), "schedules")
    yield from (Offer(name, "name") for name in (section.entries if isinstance(section, YamlMapping) else ()))


def _bound(section: str) -> _Source:
    def offers(moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
        environments = child(moment.project(), "environments")
        bound: dict[str, list[str]] = {}
        for environment, entry in (environments.entries if isinstance(environments, YamlMapping) else {}).items():
            names = child(entry.value, section)
            for name in names.entries if isinstance(names, YamlMapping) else ():
                bound.setdefault(name, []).append(environment)
        yield from (Offer(name, "name", ", ".join(places)) for name, places in bound.items())

    return offers


# ------------------------------------------------------------ vendors


def _service(cursor: Cursor) -> Kind | None:
    return next((kind for kind in KINDS if kind in cursor.spot.path), None)


def _vendor(cursor: Cursor) -> Vendor | None:
    kind = _service(cursor)
    return vendor(kind, cursor.spot.sibling("provider")) if kind is not None else None


def _providers(_moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    kind = _service(cursor)
    kinds = (kind,) if kind is not None else KINDS
    names = {name: None for one in kinds for name in table(one).vendors}
    if isinstance(cursor.spot.owner, YamlMapping) and kind is None:
        written = child(cursor.spot.owner, "providers")
        taken = {getattr(item, "text", "") for item in written.items} if isinstance(written, Sequence) else set()
        names = {name: None for name in names if name not in taken}
    for name in names:
        is_callable = any(name in CALLABLE[one] for one in kinds)
        yield Offer(name, "name", "" if is_callable else "calls cannot use it", rank=not is_callable)


def _models(_moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    chosen = _vendor(cursor)
    for model in chosen.models.values() if chosen is not None else ():
        detail = f"until {model.retires_on}" if model.retires_on else ""
        yield Offer(model.id, "name", detail, rank=bool(model.retires_on))


def _voices(_moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    chosen = _vendor(cursor)
    for voice in chosen.voices if chosen is not None else ():
        yield Offer(voice.id, "name", voice.name, ", ".join(sorted(voice.languages or ())))


_SOURCES: dict[NameKind, _Source] = {
    "node": _nodes,
    "variable": _variables,
    "input": _inputs,
    "tool": _tools,
    "mock": _mocks,
    "outcome": _outcomes,
    "type": _types,
    "event": _events,
    "argument": _arguments,
    "case": _cases,
    "flow": _flows,
    "file": _prompt_files,
    "tool_use": _shared_tools,
    "rule": _rules,
    "schedule": _schedules,
    "secret": _bound("secrets"),
    "number": _bound("numbers"),
    "host": _bound("hosts"),
    "provider": _providers,
    "model": _models,
    "voice": _voices,
    "zone": zones,
    "region": regions,
    "day": days,
    "contact_field": _fields_of("contact"),
    "call_field": _fields_of("call"),
}
