"""What all events of a call have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

Json: TypeAlias = Any
TransferStatus: TypeAlias = Literal["completed", "busy", "no_answer", "failure"]
AnsweredBy: TypeAlias = Literal[
    "human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events."""

    __pydantic_config__ = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", use_attribute_docstrings=True
    )
    """How the API shows the fields. It says the time beside them."""

    at_ms: Annotated[int, Field(exclude=True)]
    """Since the call was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFact(Event):
    """Base of the facts that belong to a node."""

    node: Annotated[str, Field(description="Name of the node in the flow.")]
    flow: Annotated[
        str | None, Field(description="The flow that the node is in; null: the one that the call runs.")
    ] = None
