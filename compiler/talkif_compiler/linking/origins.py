"""Which names surely have a value where a handler takes the call: in any node but the one that the handler leads to."""

from __future__ import annotations

from msgspec import Struct, field


class Origins(Struct):
    """Sets of names are bits of an integer.

    What all nodes but one lack follows from what at least one, and at least two of them lack, so that a node more costs
    the same however many handlers there are.
    """

    _lacking: dict[str, int] = field(default_factory=dict)
    """Node -> names that may have no value when a handler leaves it."""
    _once: int = 0
    """Names that some node lacks."""
    _twice: int = 0
    """Names that several nodes lack."""

    def add(self, node_id: str, sure: int) -> bool:
        """True when it says something new. What is sure in a node only ever becomes less."""
        before = self._once, self._twice
        is_new = node_id not in self._lacking
        new = ~sure & ~self._lacking.get(node_id, 0)
        self._lacking[node_id] = self._lacking.get(node_id, 0) | new
        self._twice |= self._once & new
        self._once |= new
        return before != (self._once, self._twice) or (is_new and len(self._lacking) <= 2)

    @property
    def sure(self) -> int:
        """In every node."""
        return ~self._once

    def sure_but_in(self, node_id: str) -> int | None:
        """In every other node; None when there is none."""
        if len(self._lacking) <= (node_id in self._lacking):
            return None
        return ~(self._twice | (self._once & ~self._lacking.get(node_id, 0)))
