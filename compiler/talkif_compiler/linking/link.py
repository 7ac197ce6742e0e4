"""Model to linked flow: files read, templates parsed, tools found, and the graph of all ways through the flow.

Linking never stops: what cannot be resolved is left out here, and reported by the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from talkif_schemas.types import InputSpec, TypeSpec

from ..diagnostics import Diagnostic
from ..fields.edges import HandlerFields
from ..fields.leaves import Text
from ..fields.tools import ToolFields
from ..files.bind import bind
from ..files.flow import FlowFields
from ..files.lock_file import read_lock
from ..files.project_file import ProjectFields
from ..nodes.fields import NodeFields
from ..nodes.jump import Jump
from ..nodes.note import Note
from ..nodes.subflow import Subflow
from ..repository import partials
from ..scope import Scope
from ..syntax.sources import Sources
from ..templates import ParsedTemplate, TemplateSyntaxError
from .analysis import Analyser, Analysis, Filed
from .exits import interface_of_source
from .flow_graph import FlowGraph
from .flow_interface import Called, FlowInterface
from .library import Library
from .parsed_text import ParsedText, parse_template, parse_text
from .reading import Reading, Use
from .remains import nodes_of
from .tool_shelf import MissingTool, ToolShelf, tools_of

T = TypeVar("T")


class Linked(Struct, frozen=True, eq=False):
    flow: FlowFields
    scope: Scope
    nodes: dict[str, NodeFields]
    """Those that could be read."""
    tools: dict[str, ToolFields | None]
    """None for a tool that is declared, but cannot be read."""
    handlers: tuple[HandlerFields, ...]
    graph: FlowGraph
    uses: tuple[Use, ...]
    texts: dict[Text, ParsedText]
    """Every template whose text is there."""
    analyses: tuple[Analysis, ...]
    partials: dict[str, ParsedTemplate]
    torn_partials: dict[str, TemplateSyntaxError]
    """Those whose files do not parse, by name."""
    sources: Sources
    missing_tools: tuple[MissingTool, ...]
    """Uses of tools that lead to no tool."""
    called: Called
    library: Library
    project: ProjectFields | None
    """None without a project file, or when it cannot be read."""
    environment: str | None
    """The one whose bindings count. None: all of the project's."""
    _known: dict[Any, Any] = field(default_factory=dict)

    def readable_nodes(self) -> Iterator[NodeFields]:
        """The nodes, and what could be read of others whose type is known: there, any field may be None.

        For rules that look at one name by itself.
        """
        yield from self.nodes.values()
        yield from nodes_of(self.flow.remains)

    def handlers_in(self, node_id: str) -> tuple[HandlerFields, ...]:
        """Those that hold in a node, which a handler that leads to it does not."""
        if self.nodes[node_id].refuses_handlers:
            return ()
        return tuple(handler for handler in self.handlers if self.graph.resolve(handler.target) != node_id)

    def calls(self) -> Iterator[tuple[Subflow | Jump, FlowInterface]]:
        """Readable nodes that run or jump to another flow, and what that one shows."""
        for node in self.readable_nodes():
            if isinstance(node, Subflow | Jump) and node.flow is not None:
                interface = self.library.find(node.flow.value)
                if interface is not None:
                    yield node, interface

    def once(self, make: Callable[[Linked], T]) -> T:
        """What several checks ask of a flow, worked out for the first that asks."""
        if make not in self._known:
            self._known[make] = make(self)
        found: T = self._known[make]
        return found


def link(
    flow: FlowFields, sources: Sources, project: ProjectFields | None = None, environment: str | None = None
) -> tuple[Linked, list[Diagnostic]]:
    shelf = ToolShelf(sources)
    library, lock_findings = library_of(sources)
    ways = _ways(flow, library, (Subflow, Jump))
    scope = replace(ways.scope, contact_fields=contact_fields(project))
    tools, missing = tools_of(flow, shelf)
    handlers = tuple(handler for handler in flow.handlers or () if handler is not None)
    remains = (*flow.remains, *shelf.remains)
    uses = tuple(Reading(flow, scope, ways.nodes, tools, handlers, ways.called, remains).uses())
    texts = _parse_texts(uses, sources)
    parsed = _parse_partials(texts, sources)
    filed = {
        name: Filed(source, found)
        for name, found in parsed.items()
        if isinstance(found, ParsedTemplate) and (source := sources.get(partials.path_of(name))) is not None
    }
    linked = Linked(
        flow=flow,
        scope=scope,
        nodes=ways.nodes,
        tools=tools,
        handlers=handlers,
        graph=ways.graph,
        uses=uses,
        texts=texts,
        analyses=_analyse(flow, uses, texts, filed),
        partials={name: found.parsed for name, found in filed.items()},
        torn_partials={name: found for name, found in parsed.items() if isinstance(found, TemplateSyntaxError)},
        sources=sources,
        missing_tools=missing,
        called=ways.called,
        library=library,
        project=project,
        environment=environment,
    )
    return linked, [*lock_findings, *shelf.found]


def library_of(sources: Sources) -> tuple[Library, list[Diagnostic]]:
    """The flows among the files, and what is wrong with the lock file."""
    lock, found = read_lock(sources)
    return Library(sources, lock, _examine), found


def link_beside(linked: Linked, flow_id: str) -> Linked | None:
    """Another flow of the repository, with the same project and environment; None when it cannot be read."""
    path = linked.library.path(flow_id)
    document = linked.sources.document(path)[0] if path is not None else None
    flow = bind(document)[0] if document is not None else None
    return link(flow, linked.sources, linked.project, linked.environment)[0] if flow is not None else None


class _Ways(Struct, frozen=True):
    """The part of a linked flow that other flows need to know of it."""

    scope: Scope
    nodes: dict[str, NodeFields]
    graph: FlowGraph
    called: dict[str, FlowInterface]


def _ways(flow: FlowFields, library: Library, calls: tuple[type[Subflow | Jump], ...]) -> _Ways:
    """`calls`: types of nodes whose flows have to be known."""
    vertices = {str(node_id): node for node_id, node in flow.nodes.items() if not isinstance(node, Note)}
    nodes = {node_id: node for node_id, node in vertices.items() if node is not None}
    found = {node_id: library.find(node.flow.value) for node_id, node in nodes.items() if isinstance(node, calls)}
    called = {node_id: interface for node_id, interface in found.items() if interface is not None}
    idle = flow.settings.idle.then if flow.settings and flow.settings.idle else None
    return _Ways(scope_of(flow), nodes, FlowGraph(vertices, _handlers(flow), flow.start, idle), called)


def _handlers(flow: FlowFields) -> tuple[HandlerFields | None, ...]:
    """Each that cannot be read is None; so is at least one, when their list cannot be read."""
    if flow.handlers is None and "handlers" in flow.mapping.entries:
        return (None,)
    return flow.handlers or ()


def _examine(path: str, library: Library) -> FlowInterface | None:
    """The interface of another flow of the repository."""
    document, _ = library.sources.document(path)
    flow, _ = bind(document) if document is not None else (None, [])
    if flow is None:
        return None
    ways = _ways(flow, library, (Subflow,))
    return interface_of_source(flow, ways.scope, ways.nodes, ways.graph, ways.called)


def scope_of(flow: FlowFields) -> Scope:
    """What could not be read may be of any type."""
    inputs = {
        str(name): fields.input_spec() if fields else InputSpec(type="any")
        for name, fields in (flow.inputs or {}).items()
    }
    variables = {
        str(name): fields.spec() if fields else TypeSpec(type="any") for name, fields in (flow.variables or {}).items()
    }
    return Scope(inputs, variables)


def contact_fields(project: ProjectFields | None) -> dict[str, TypeSpec]:
    """Of a contact, each of them may be empty."""
    declared = (project.contact_fields if project is not None else None) or {}
    return {
        str(name): (fields.spec() if fields else TypeSpec(type="any")).model_copy(update={"nullable": True})
        for name, fields in declared.items()
    }


def _parse_texts(uses: tuple[Use, ...], sources: Sources) -> dict[Text, ParsedText]:
    # Many places hold the same words, such as the argument of a tool.
    parse = cache(parse_template)
    texts = {use.leaf: parse_text(use.leaf, sources, parse) for use in uses if isinstance(use.leaf, Text)}
    return {text: parsed for text, parsed in texts.items() if parsed is not None}


def _analyse(
    flow: FlowFields, uses: tuple[Use, ...], texts: dict[Text, ParsedText], filed: dict[str, Filed]
) -> tuple[Analysis, ...]:
    """Nothing is known about names while a section that declares them cannot be read."""
    declaring = {"inputs": flow.inputs, "variables": flow.variables}
    if any(section is None and key in flow.mapping.entries for key, section in declaring.items()):
        return ()
    analyser = Analyser(texts, filed, uses)
    return tuple(found for use in uses for found in analyser.analyse(use))


def _parse_partials(texts: dict[Text, ParsedText], sources: Sources) -> dict[str, ParsedTemplate | TemplateSyntaxError]:
    """Partials that some template leads to."""
    found: dict[str, ParsedTemplate | TemplateSyntaxError] = {}
    waiting = set().union(*(partials.mentioned(text.content) for text in texts.values())) if texts else set()
    while waiting:
        name = waiting.pop()
        source = sources.get(partials.path_of(name))
        if source is not None and name not in found:
            found[name] = parse_template(source.text)
            waiting |= partials.mentioned(source.text)
    return found
