"""A loaded artifact: its templates and conditions compiled once, shared by every call that runs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkif_runtime.templates import Renderer, load
from talkif_schemas.artifact import (
    Artifact,
    CollectNode,
    HoursNode,
    HttpNode,
    HttpRequest,
    JumpNode,
    Node,
    SetNode,
    SubflowNode,
    SwitchNode,
    TransferNode,
)
from talkif_schemas.conditions import Condition, ConditionEnv
from talkif_schemas.template_ast import Template
from talkif_schemas.types import TypeSpec

from .opening import load_holidays


class Program:
    """What a call executes. Immutable after construction; safe to share between calls.

    Raises ConditionSyntaxError at construction when the artifact was not made by a compiler that checks.
    """

    def __init__(self, artifact: Artifact, digest: str) -> None:
        self.artifact = artifact
        self.digest = digest
        self._renderers: dict[str, Renderer] = {}
        self._conditions: dict[tuple[str, str], Condition] = {}
        self.defaults = {name: spec.default for name, spec in artifact.inputs.items() if spec.default is not None}
        """Inputs that have a value when nobody gives one."""
        self._env = ConditionEnv(artifact.inputs, artifact.variables, {})
        self._slot_envs: dict[str, ConditionEnv] = {}
        for source in _conditions_of(artifact):
            self._conditions["", source] = self._env.compile(source)
        for node in artifact.nodes.values():
            if isinstance(node, CollectNode) and node.check is not None:
                self._conditions[node.into, node.check] = self._slot_env(node.into).compile(node.check)
            if isinstance(node, HoursNode):
                load_holidays(node.opening)
            elif isinstance(node, TransferNode) and node.hours is not None:
                load_holidays(node.hours)
        self._flows = {name: Program(other, digest) for name, other in artifact.flows.items()}

    @property
    def fixed_speech(self) -> frozenset[str]:
        """Utterances that never change, of all flows that the call may get to."""
        others = (other.fixed_speech for other in self._flows.values())
        return frozenset(self.artifact.fixed_speech).union(*others)

    def flow(self, flow_id: str | None) -> Program:
        """The program of a flow that this one runs or leads to; its own for None."""
        return self._flows[flow_id] if flow_id is not None else self

    def node(self, node_id: str) -> Node:
        return self.artifact.nodes[node_id]

    def render(self, template: Template, values: Mapping[str, Any]) -> str:
        """Raises RenderError when a limit is hit."""
        renderer = self._renderers.get(template.source)
        if renderer is None:
            renderer = self._renderers[template.source] = load(template)
        return renderer.render(values)

    def evaluate(self, source: str, values: Mapping[str, Any]) -> Any:
        """The value of a condition or assignment. Raises ConditionFailed."""
        return self._conditions["", source].evaluate(values)

    def check_slot(self, node: CollectNode, value: Any, values: Mapping[str, Any]) -> bool:
        """Whether a collected value passes the node's own check. Raises ConditionFailed."""
        if node.check is None:
            return True
        return bool(self._conditions[node.into, node.check].evaluate({**values, "value": value}))

    def _slot_env(self, variable: str) -> ConditionEnv:
        env = self._slot_envs.get(variable)
        if env is None:
            spec: TypeSpec = self.artifact.variables[variable]
            env = ConditionEnv(self.artifact.inputs, self.artifact.variables, {"value": spec})
            self._slot_envs[variable] = env
        return env


def _conditions_of(artifact: Artifact) -> set[str]:
    """Every condition and assignment of the flow that reads the ordinary names."""
    sources: set[str] = set()
    edges = [edge for node in artifact.nodes.values() for edge in node.edges]
    for edge in [*edges, *artifact.handlers]:
        sources.update(edge.assign.values())
        if edge.condition is not None:
            sources.add(edge.condition)
    requests: list[HttpRequest] = [tool.request for tool in artifact.tools.values() if tool.request is not None]
    for node in artifact.nodes.values():
        if isinstance(node, SetNode):
            sources.update(node.assign.values())
        elif isinstance(node, SwitchNode):
            sources.add(node.on)
        elif isinstance(node, SubflowNode | JumpNode):
            sources.update(node.inputs.values())
        elif isinstance(node, HttpNode):
            requests.append(node.request)
    for request in requests:
        sources.update(request.map.values())
    return sources
