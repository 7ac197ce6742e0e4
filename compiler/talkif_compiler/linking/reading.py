"""Every template and formula of a flow, with the names it may use and the moment at which it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, TypeAlias

from msgspec import Struct, field

from talkif_schemas.types import Namespace, TypeName, TypeSpec

from ..fields.edges import EdgeFields, HandlerFields
from ..fields.leaves import Formula, Key, Text
from ..fields.tools import ToolFields
from ..files.flow import FlowFields
from ..nodes.collect import Collect
from ..nodes.fields import NodeFields
from ..nodes.jump import Jump
from ..nodes.set import Set
from ..nodes.subflow import Subflow
from ..scope import Scope
from .flow_graph import HANDLERS
from .flow_interface import Called
from .remains import texts_of
from .walk import leaves

Expected: TypeAlias = Literal["bool"] | TypeSpec | None


class Use(Struct, frozen=True):
    """A template or formula in its place."""

    leaf: Text | Formula
    scope: Scope
    vertices: tuple[str, ...] = ()
    """Where in the graph it is read. Empty: outside of the conversation."""
    expected: Expected = None
    taker: str = ""
    """What takes the value, where one of a type is expected."""


class Reading(Struct, dict=True):
    """Walks a flow."""

    flow: FlowFields
    scope: Scope
    nodes: Mapping[str, NodeFields]
    tools: Mapping[str, ToolFields | None]
    handlers: tuple[HandlerFields, ...]
    called: Called
    remains: tuple[Any, ...] = ()
    """What could be read of what is left out."""
    _checks: dict[TypeName, Scope] = field(default_factory=dict)
    """Scopes of the checks of `collect` nodes, by the type of the value."""

    @cached_property
    def _listening(self) -> tuple[str, ...]:
        return tuple(node_id for node_id, node in self.nodes.items() if node.LISTENS)

    def uses(self) -> Iterator[Use]:
        for part in (self.flow.prompt, self.flow.settings):
            yield from self._in(part, self.scope, self._listening)
        for tool in self.tools.values():
            if tool is not None:
                yield from self._in_tool(tool)
        for handler in self.handlers:
            yield from self._in_edge(handler, (HANDLERS,))
        for node_id, node in self.nodes.items():
            yield from self._in_node(node_id, node)
        if self.remains:
            yield from self._in_remains()

    def formulas(self) -> tuple[Use, ...]:
        return tuple(use for use in self.uses() if isinstance(use.leaf, Formula))

    def _in(self, part: object, scope: Scope, vertices: tuple[str, ...]) -> Iterator[Use]:
        for leaf in leaves(part):
            yield Use(leaf, scope, vertices, expected=_expected(leaf))

    def _in_tool(self, tool: ToolFields) -> Iterator[Use]:
        args = Namespace(properties=tool.parameter_specs())
        yield from self._in(tool, self.scope.beside({"args": args}), ())

    def _in_node(self, node_id: str, node: NodeFields) -> Iterator[Use]:
        if isinstance(node, Set):
            yield from self._in_assignments(node.assignments, (node_id,))
        elif isinstance(node, Subflow | Jump):
            yield from self._in_inputs(node_id, node)
        else:
            check = node.validate if isinstance(node, Collect) else None
            for leaf in leaves(node):
                scope = self._check_scope(node) if leaf is check and isinstance(node, Collect) else self.scope
                yield Use(leaf, scope, (node_id,), expected=_expected(leaf))
        for edge in node.next:
            yield from self._in_edge(edge, (node_id,))

    def _in_inputs(self, node_id: str, node: Subflow | Jump) -> Iterator[Use]:
        """What another flow is given has to fit what it declares."""
        declared = self.called[node_id].inputs if node_id in self.called else {}
        for name, formula in (node.inputs or {}).items():
            yield Use(formula, self.scope, (node_id,), declared.get(name), f"the input `{name}`")

    def _check_scope(self, node: Collect) -> Scope:
        """Scopes are dear: nodes that collect values of the same type share one."""
        variable = self.scope.variables.get(node.into.value)
        kind = variable.type if variable is not None and variable.type not in ("object", "list") else "any"
        if kind not in self._checks:
            self._checks[kind] = self.scope.beside({"value": TypeSpec(type=kind)})
        return self._checks[kind]

    def _in_remains(self) -> Iterator[Use]:
        """It is not known where in the graph they are."""
        anything = TypeSpec(type="any")
        scope = self.scope.beside({"args": anything, "value": anything})
        for leaf in texts_of(self.remains):
            yield Use(leaf, scope, expected=_expected(leaf))

    def _in_edge(self, edge: EdgeFields, vertices: tuple[str, ...]) -> Iterator[Use]:
        if edge.if_ is not None:
            yield Use(edge.if_, self.scope, vertices, "bool")
        yield from self._in_assignments(edge.set or {}, vertices)
        if edge.say is not None:
            yield Use(edge.say, self.scope, vertices)

    def _in_assignments(self, assignments: dict[Key, Formula], vertices: tuple[str, ...]) -> Iterator[Use]:
        for name, formula in assignments.items():
            yield Use(formula, self.scope, vertices, self.scope.variables.get(name), f"the variable `{name}`")


def _expected(leaf: Text | Formula) -> Expected:
    return "bool" if isinstance(leaf, Formula) and leaf.expects == "bool" else None
