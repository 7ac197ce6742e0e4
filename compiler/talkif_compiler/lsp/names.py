"""Which fields hold names, and of what. A name belongs to a flow, to a file of tools, or to the whole repository."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from ..fields.edges import EdgeFields
from ..fields.opening_hours import OpeningFields, WindowFields
from ..fields.record import Record
from ..fields.request import RequestFields
from ..fields.services import ServiceFields
from ..fields.tools import McpServerFields, ToolFile, ToolUse
from ..files.flow import FlowFields, IdleFields
from ..files.project_file import EnvironmentFields, OverrideFields, ProjectFields, RulesFields
from ..files.test_file import BotFields, CaseFields, ExpectFields, ModelFields, TestFields
from ..nodes.agent import Agent, ExampleFields
from ..nodes.collect import Collect
from ..nodes.end import End
from ..nodes.extract import Extract
from ..nodes.fields import NodeFields
from ..nodes.hours import Hours
from ..nodes.http import Http
from ..nodes.jump import Jump
from ..nodes.menu import ChoiceFields
from ..nodes.set import Set
from ..nodes.subflow import Subflow
from ..nodes.switch import Switch
from ..nodes.tool import Tool
from ..nodes.transfer import Transfer
from .spots import Spot

Kind: TypeAlias = Literal[
    "node",
    "variable",
    "input",
    "tool",
    "outcome",
    "flow",
    "shared_tool",
    "tool_use",
    "file",
    "partial",
    "schedule",
    "secret",
    "number",
    "host",
    "rule",
    "event",
    "type",
    "provider",
    "model",
    "voice",
    "argument",
    "mock",
    "case",
    "node_pattern",
    "member",
    "zone",
    "region",
    "day",
    "contact_field",
    "call_field",
]

_Field: TypeAlias = tuple[type[Record], str]

#: What the values of a field name; of a mapping or a list, what each of its values does.
VALUES: dict[_Field, Kind] = {
    (FlowFields, "flow"): "flow",
    (FlowFields, "start"): "node",
    (FlowFields, "outputs"): "variable",
    (FlowFields, "outcomes"): "outcome",
    (IdleFields, "then"): "node",
    (EdgeFields, "to"): "node",
    (EdgeFields, "else"): "node",
    (EdgeFields, "on"): "event",
    (NodeFields, "next"): "node",
    (NodeFields, "type"): "type",
    (ChoiceFields, "to"): "node",
    (Switch, "cases"): "node",
    (Agent, "tools"): "tool",
    (Agent, "extract"): "variable",
    (ExampleFields, "choose"): "node",
    (Collect, "into"): "variable",
    (Extract, "into"): "variable",
    (Tool, "tool"): "tool",
    (Tool, "into"): "variable",
    (Http, "into"): "variable",
    (End, "outcome"): "outcome",
    (Subflow, "flow"): "flow",
    (Subflow, "outputs"): "variable",
    (Jump, "flow"): "flow",
    (Hours, "schedule"): "schedule",
    (Transfer, "hours"): "schedule",
    (OpeningFields, "timezone"): "zone",
    (OpeningFields, "holidays"): "region",
    (WindowFields, "days"): "day",
    (ToolUse, "use"): "tool_use",
    (RequestFields, "host"): "host",
    (McpServerFields, "host"): "host",
    (ServiceFields, "provider"): "provider",
    (ServiceFields, "model"): "model",
    (ServiceFields, "voice"): "voice",
    (EnvironmentFields, "providers"): "provider",
    (OverrideFields, "nodes"): "node_pattern",
    (TestFields, "flow"): "flow",
    (BotFields, "node"): "node",
    (ModelFields, "choose"): "node",
    (ExpectFields, "node"): "node",
    (CaseFields, "outcome"): "outcome",
}

#: What the keys of a field's mapping name.
KEYS: dict[_Field, Kind] = {
    (FlowFields, "nodes"): "node",
    (FlowFields, "variables"): "variable",
    (FlowFields, "inputs"): "input",
    (FlowFields, "tools"): "tool",
    (EdgeFields, "set"): "variable",
    (Set, "assignments"): "variable",
    (Switch, "cases"): "case",
    (Tool, "args"): "argument",
    (Subflow, "inputs"): "input",
    (Subflow, "outputs"): "variable",
    (Jump, "inputs"): "input",
    (ToolFile, "tools"): "shared_tool",
    (ProjectFields, "schedules"): "schedule",
    (EnvironmentFields, "secrets"): "secret",
    (EnvironmentFields, "numbers"): "number",
    (EnvironmentFields, "hosts"): "host",
    (RulesFields, "severity"): "rule",
    (OverrideFields, "severity"): "rule",
    (CaseFields, "contact"): "contact_field",
    (CaseFields, "call"): "call_field",
    (CaseFields, "mocks"): "mock",
    (CaseFields, "inputs"): "input",
    (ExpectFields, "vars"): "variable",
    (ModelFields, "call"): "tool",
}

#: Where a name is declared.
_DECLARING: frozenset[tuple[type[Record], str, str]] = frozenset(
    {
        (FlowFields, "nodes", "key"),
        (FlowFields, "variables", "key"),
        (FlowFields, "inputs", "key"),
        (FlowFields, "tools", "key"),
        (FlowFields, "outcomes", "value"),
        (FlowFields, "flow", "value"),
        (ToolFile, "tools", "key"),
        (ProjectFields, "schedules", "key"),
        (EnvironmentFields, "secrets", "key"),
        (EnvironmentFields, "numbers", "key"),
        (EnvironmentFields, "hosts", "key"),
    }
)

#: Names of another flow: the one that the `flow` of the same mapping says.
_OF_THE_OTHER: frozenset[tuple[type[Record], str, str]] = frozenset(
    {(Subflow, "inputs", "key"), (Subflow, "outputs", "value"), (Jump, "inputs", "key")}
)

_OF_CONTENT: dict[str, Kind] = {"phone": "number", "header": "secret"}


class Naming(Struct, frozen=True):
    """What a spot names."""

    kind: Kind
    declares: bool
    of_the_other: bool
    """The name belongs to the flow that the same mapping runs."""


def naming(spot: Spot) -> Naming | None:
    """None for a spot that names nothing."""
    if spot.record is None or spot.role == "field":
        return None
    if spot.content is not None:
        kind = "file" if spot.is_file else _OF_CONTENT.get(spot.content)
        return Naming(kind, False, False) if kind is not None else None
    table = KEYS if spot.role == "key" else VALUES
    for record in spot.record.__mro__:
        if (named := table.get((record, spot.field))) is not None:
            place = (record, spot.field, spot.role)
            return Naming(named, place in _DECLARING, place in _OF_THE_OTHER)
    return None
