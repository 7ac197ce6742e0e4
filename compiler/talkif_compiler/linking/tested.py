"""What the test of a flow may name: all that the flow has, and the flows that a call goes on to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from talkif_schemas.types import TypeSpec

from ..fields.edges import EdgeFields
from ..fields.tools import ToolFields
from ..files.bind import bind
from ..files.flow import FlowFields
from ..files.project_file import ProjectFields
from ..files.test_file import TestFields
from ..nodes.http import Http
from ..nodes.jump import Jump
from ..nodes.subflow import Subflow
from ..scope import Scope
from .library import Library
from .link import contact_fields, scope_of
from .tool_shelf import ToolShelf, tools_of


class Tested(Struct, frozen=True):
    """A flow, and those that it leads to, however far away."""

    scope: Scope
    """Of the flow itself: a call begins with its inputs."""
    nodes: frozenset[str]
    choices: frozenset[str]
    """Nodes that a `when` edge leads to."""
    variables: Mapping[str, TypeSpec]
    tools: Mapping[str, ToolFields | None]
    requests: frozenset[str]
    """Nodes that send a request of their own."""
    outcomes: frozenset[str]
    """Of the flows in which the call can end."""
    is_whole: bool
    """Everything could be read, so a name that is not here is nowhere."""


class LinkedTest(Struct, frozen=True):
    test: TestFields
    tested: Tested | None
    """None when the flow is not there, or cannot be read."""
    library: Library


def link_test(test: TestFields, library: Library, project: ProjectFields | None) -> LinkedTest:
    flow_id = test.flow.value
    flow = _read(flow_id, library)
    return LinkedTest(test, _tested(flow_id, flow, library, project) if flow is not None else None, library)


def _tested(flow_id: str, flow: FlowFields, library: Library, project: ProjectFields | None) -> Tested:
    reached = list(_reached(flow_id, flow, library))
    flows = [item.flow for item in reached if item.flow is not None]
    nodes = {str(node_id): node for each in flows for node_id, node in each.nodes.items()}
    shelf = ToolShelf(library.sources)
    tools: dict[str, ToolFields | None] = {}
    for each in flows:
        for name, tool in tools_of(each, shelf)[0].items():
            tools[name] = tool if tools.get(name, tool) is tool else None
    return Tested(
        scope=replace(scope_of(flow), contact_fields=contact_fields(project)),
        nodes=frozenset(nodes),
        choices=frozenset(edge.target.value for each in flows for edge in _edges(each) if edge.when is not None),
        variables=_variables(flows),
        tools=tools,
        requests=frozenset(node_id for node_id, node in nodes.items() if isinstance(node, Http)),
        outcomes=frozenset(
            outcome.value
            for item in reached
            if item.flow is not None and item.is_left_for
            for outcome in item.flow.outcomes or ()
        ),
        is_whole=all(item.flow is not None and item.flow.is_whole for item in reached),
    )


class _Reached(Struct, frozen=True):
    flow: FlowFields | None
    """None for one that is imported, is not there, or cannot be read."""
    is_left_for: bool
    """The call stays in it and may end there: nothing waits for it to return."""


def _reached(flow_id: str, flow: FlowFields, library: Library) -> Iterator[_Reached]:
    seen = {(flow_id, True)}
    waiting = [_Reached(flow, True)]
    while waiting:
        current = waiting.pop()
        yield current
        for node in current.flow.nodes.values() if current.flow is not None else ():
            if isinstance(node, Subflow | Jump):
                key = (node.flow.value, isinstance(node, Jump))
                if key not in seen:
                    seen.add(key)
                    waiting.append(_Reached(_read(node.flow.value, library), key[1]))


def _read(flow_id: str, library: Library) -> FlowFields | None:
    path = library.path(flow_id)
    document = library.sources.document(path)[0] if path is not None else None
    return bind(document)[0] if document is not None else None


def _edges(flow: FlowFields) -> Iterator[EdgeFields]:
    yield from (handler for handler in flow.handlers or () if handler is not None)
    for node in flow.nodes.values():
        yield from node.next if node is not None else ()


def _variables(flows: list[FlowFields]) -> dict[str, TypeSpec]:
    """What several flows declare as different things may be any of them."""
    found: dict[str, TypeSpec] = {}
    for flow in flows:
        for name, spec in scope_of(flow).variables.items():
            found[name] = spec if found.get(name, spec) == spec else TypeSpec(type="any")
    return found
