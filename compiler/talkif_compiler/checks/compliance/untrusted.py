"""Values that the caller decides: what they say, and what is read out of it."""

from __future__ import annotations

from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.extract import Extract

_FREE = frozenset({"string", "any", "phone", "email", "object", "list"})


def variables_of_callers(linked: Linked) -> frozenset[str]:
    """Variables that take any text of the caller. A pattern or a list of values leaves no choice."""
    return linked.once(_variables)


def _variables(linked: Linked) -> frozenset[str]:
    filled = {
        name.value if hasattr(name, "value") else str(name)
        for node in linked.nodes.values()
        if isinstance(node, Collect | Agent | Extract)
        for name in node.written()
    }
    return frozenset(
        name
        for name in filled
        if (spec := linked.scope.variables.get(name)) is not None and spec.type in _FREE and spec.pattern is None
    )


def is_of_caller(path: tuple[str, ...], variables: frozenset[str]) -> bool:
    return path[:2] == ("last", "utterance") or (path[0] == "vars" and len(path) > 1 and path[1] in variables)
