"""What a step of the call does to the set of names that surely have a value."""

from __future__ import annotations

from msgspec import Struct


class Effect(Struct, frozen=True):
    """On a set whose members are bits of an integer."""

    keeps: int = -1
    fills: int = 0
    copies: tuple[tuple[int, int], ...] = ()
    """Members that are in it afterwards if some were in it before: (those before, those afterwards)."""

    def after(self, sure: int) -> int:
        found = sure & self.keeps | self.fills
        for needed, copied in self.copies:
            if not needed & ~sure:
                found |= copied
        return found

    def then(self, other: Effect) -> Effect:
        if other is NO_EFFECT or self is NO_EFFECT:
            return self if other is NO_EFFECT else other
        kept = [(needed, copied & other.keeps) for needed, copied in self.copies if copied & other.keeps]
        keeps, fills = self.keeps & other.keeps, self.fills & other.keeps | other.fills
        for needed, copied in other.copies:
            before = self._before(needed)
            if before is not None:
                kept.append((before, copied))
        return Effect(keeps, fills, tuple(kept))

    def _before(self, needed: int) -> int | None:
        """What has to be in the set for some members to be in it afterwards; None where nothing is enough."""
        rest = needed & ~self.fills
        before = rest & self.keeps
        rest &= ~self.keeps
        for source, copied in self.copies:
            if copied & rest:
                before |= source
                rest &= ~copied
        return before if not rest else None


NO_EFFECT = Effect()
