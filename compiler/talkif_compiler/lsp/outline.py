"""What a flow declares, as far as it can be read: the names that editors offer, and what they are."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

from msgspec import Struct, field

from talkif_schemas.types import InputSpec, TypeSpec

from ..fields.problems import Problems
from ..fields.reading import read
from ..fields.type_fields import InputFields, ParameterFields, TypeFields
from ..linking.flow_interface import NO_OUTCOME
from ..scope import Scope
from ..syntax.document import Entry, Mapping, Scalar, Sequence, Value


class Outline(Struct, frozen=True):
    flow_id: str
    inputs: dict[str, InputSpec]
    variables: dict[str, TypeSpec]
    outputs: tuple[str, ...]
    outcomes: tuple[str, ...]
    tools: dict[str, Mapping | None]
    """None for one that is no mapping."""
    nodes: dict[str, Mapping | None]
    scope: Scope
    sections: AnyMapping[str, Entry] = field(default_factory=dict)

    def node_type(self, node_id: str) -> str:
        """Empty when it is not written."""
        node = self.nodes.get(node_id)
        return text_at(node, "type") if node is not None else ""

    def exits(self) -> list[str]:
        """Outcomes at which it ends, in order."""
        ends = [node for node in self.nodes.values() if node is not None and text_at(node, "type") == "end"]
        return sorted({text_at(node, "outcome") or NO_OUTCOME for node in ends})


def outline(document: Value | None) -> Outline:
    sections = document.entries if isinstance(document, Mapping) else {}
    inputs = {name: _input(value) for name, value in _members(sections, "inputs")}
    variables = {name: _variable(value) for name, value in _members(sections, "variables")}
    flow = sections.get("flow")
    return Outline(
        flow_id=flow.value.text if flow is not None and isinstance(flow.value, Scalar) else "",
        inputs=inputs,
        variables=variables,
        outputs=_texts(sections, "outputs"),
        outcomes=_texts(sections, "outcomes"),
        tools=_mappings(sections, "tools"),
        nodes=_mappings(sections, "nodes"),
        scope=Scope(inputs, variables),
        sections=sections,
    )


def _input(value: Value) -> InputSpec:
    """What cannot be read may be anything."""
    fields = read(InputFields, value, Problems())
    return fields.input_spec() if fields is not None else InputSpec(type="any")


def _variable(value: Value) -> TypeSpec:
    fields = read(TypeFields, value, Problems())
    return fields.spec() if fields is not None else TypeSpec(type="any")


def parameters(tool: Mapping | None) -> dict[str, TypeSpec]:
    """Of a tool, as far as they can be read."""
    section = tool.entries.get("parameters") if tool is not None else None
    if section is None or not isinstance(section.value, Mapping):
        return {}
    found = {}
    for name, entry in section.value.entries.items():
        fields = read(ParameterFields, entry.value, Problems())
        found[name] = fields.spec() if fields is not None else TypeSpec(type="any")
    return found


def child(value: Value | None, key: str) -> Value | None:
    """What a mapping has under a key."""
    entry = value.entries.get(key) if isinstance(value, Mapping) else None
    return entry.value if entry is not None else None


def text_at(value: Value | None, key: str) -> str:
    """The text that a mapping has under a key; empty without one."""
    found = child(value, key)
    return found.text if isinstance(found, Scalar) else ""


def _members(sections: AnyMapping[str, Entry], name: str) -> list[tuple[str, Value]]:
    section = sections.get(name)
    if section is None or not isinstance(section.value, Mapping):
        return []
    return [(key, entry.value) for key, entry in section.value.entries.items()]


def _mappings(sections: AnyMapping[str, Entry], name: str) -> dict[str, Mapping | None]:
    return {key: value if isinstance(value, Mapping) else None for key, value in _members(sections, name)}


def _texts(sections: AnyMapping[str, Entry], name: str) -> tuple[str, ...]:
    section = sections.get(name)
    if section is None or not isinstance(section.value, Sequence):
        return ()
    return tuple(item.text for item in section.value.items if isinstance(item, Scalar))
