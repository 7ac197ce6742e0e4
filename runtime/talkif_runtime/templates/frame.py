"""What names mean at one place of a template while it is rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .limits import Meter
from .values import is_same

#: Writes a part of the output.
Block: TypeAlias = "Callable[[Frame, list[str]], None]"
#: Computes a value.
Value: TypeAlias = "Callable[[Frame], Any]"


@dataclass(frozen=True, slots=True)
class Data:
    """The @names of a loop; `parent` holds those of the loop around it."""

    names: Mapping[str, Any]
    parent: Data | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A body that is rendered somewhere else than where it is written: an inline partial, or @partial-block."""

    body: Block
    written_in: Frame


class Frame:
    """Never changes once it is made, so that closures may keep it."""

    __slots__ = ("content", "context", "data", "meter", "params", "parent", "partials")

    def __init__(
        self,
        context: Any,
        parent: Frame | None,
        data: Data,
        params: Mapping[str, Any],
        partials: Mapping[str, Block | Closure],
        content: Closure | None,
        meter: Meter,
    ) -> None:
        self.context = context
        self.parent = parent
        self.data = data
        self.params = params
        self.partials = partials
        self.content = content
        self.meter = meter

    def enter(self, context: Any, params: Mapping[str, Any] | None = None, data: Data | None = None) -> Frame:
        """The frame of a body. `../` leads back here, unless the context stays the same."""
        return Frame(
            context,
            self.parent if is_same(context, self.context) else self,
            data or self.data,
            {**self.params, **params} if params else self.params,
            self.partials,
            self.content,
            self.meter,
        )

    def replace(self, context: Any) -> Frame:
        """The frame of an inline partial. `../` leads to where it leads beside it."""
        return self.parent.enter(context) if self.parent is not None else self.alone(context)

    def alone(self, context: Any) -> Frame:
        """The frame of a partial, out of which no `../` leads."""
        return Frame(context, None, self.data, {}, self.partials, self.content, self.meter)

    def called(
        self,
        data: Data,
        params: Mapping[str, Any],
        partials: Mapping[str, Block | Closure],
        content: Closure | None,
    ) -> Frame:
        """The same context inside a partial, where other names hold."""
        return Frame(self.context, self.parent, data, params, partials, content, self.meter)

    def defining(self, inline: Mapping[str, Closure]) -> Frame:
        """The same place with inline partials."""
        return self.called(self.data, self.params, {**self.partials, **inline}, self.content)
