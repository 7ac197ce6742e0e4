"""Circles whose rounds nothing counts: no variable that each round changes and a way out asks about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ...linking.digraph import Digraph
from ...linking.link import Linked
from .circle import Circle, Question, Way, references_of
from .cycles import cyclic_parts
from .steps import Direction, direction_of

_MAX_PARTS = 100
"""Of one circle that are looked at. Variables may count circles inside of circles, and then there are many."""


def uncounted(linked: Linked, ways: Digraph, *, by_answers: bool) -> Iterator[Iterator[Digraph]]:
    """For each strongly connected part of the ways, the parts of it with a circle that nothing counts.

    A circle is counted where it passes what changes a variable and a condition about it that can lead out, so each of
    the two is taken away in turn, and what is left is looked at in the same way. To assign the same value again and
    again changes nothing, unless it is the value that leads out; neither does a counter that is set back in the same
    round, or that moves away from what is asked. `by_answers`: what services answer and what is read from elsewhere
    changes a variable, for it may be another in each round.
    """
    for whole in cyclic_parts(ways):
        yield _parts(linked, whole, by_answers=by_answers)


def _parts(linked: Linked, whole: Digraph, *, by_answers: bool) -> Iterator[Digraph]:
    waiting, seen = [whole], {frozenset(whole.edges())}
    while waiting and len(seen) <= _MAX_PARTS:
        part = waiting.pop()
        taken = _Counting(Circle(linked, part), by_answers).taken_away()
        if taken is None:
            yield part
        for ways in taken or ():
            for smaller in cyclic_parts(_without(part, ways)):
                edges = frozenset(smaller.edges())
                if edges not in seen:
                    seen.add(edges)
                    waiting.append(smaller)


def _without(part: Digraph, ways: set[Way]) -> Digraph:
    rest = Digraph(part)
    for way in part.edges():
        if way not in ways:
            rest.add(*way)
    return rest


class _Moves(Struct, frozen=True):
    """Of one variable: the ways of a circle on which it is changed."""

    name: str
    anyhow: set[Way] = field(default_factory=set)
    """To what is not known."""
    towards: dict[Direction, set[Way]] = field(default_factory=lambda: {"up": set(), "down": set()})
    fixed: set[Way] = field(default_factory=set)
    """To a constant."""


class _Counting(Struct, frozen=True):
    circle: Circle
    by_answers: bool

    def taken_away(self) -> tuple[set[Way], ...] | None:
        """Ways without which it is to be looked at again, in turn; None when nothing counts the rounds."""
        questions = tuple(self.circle.questions())
        if any(question.paths is None for question in questions):
            # The mistake is a finding of its own.
            return ()
        timed = [question for question in questions if question.asks("system") and not self.by_answers]
        if timed:
            return (_asked(timed),)
        asked: dict[str, list[Question]] = {}
        for question in questions:
            for name in question.asks("vars"):
                asked.setdefault(name, []).append(question)
        changed = {*self.circle.formulas, *self.circle.filled} if self.by_answers else self._counted()
        for name, about in asked.items():
            if name in changed or name in self.circle.fixed:
                moves = self._moves(name, is_changed=name in changed)
                moving = [(question, ways) for question in about if (ways := self._moved(moves, question))]
                if moving:
                    return set().union(*(ways for _, ways in moving)), _asked(question for question, _ in moving)
        return None

    def _moves(self, name: str, *, is_changed: bool) -> _Moves:
        moves = _Moves(name)
        moves.fixed.update(*(assigned.ways for _, assigned in self.circle.fixed.get(name, ())))
        if self.by_answers:
            moves.anyhow.update(self.circle.filled.get(name, ()))
        assignments = self.circle.formulas.get(name, []) if is_changed else []
        made_anew = [assigned for assigned in assignments if not self.circle.reads(assigned.formula, name)]
        moves.anyhow.update(*(assigned.ways for assigned in made_anew))
        if made_anew or name in self.circle.fixed or name in self.circle.filled:
            # What is set back in each round counts nothing.
            return moves
        for assigned in assignments:
            direction = direction_of(assigned.formula.source, name)
            (moves.towards[direction] if direction is not None else moves.anyhow).update(assigned.ways)
        return moves

    def _moved(self, moves: _Moves, question: Question) -> frozenset[Way]:
        """Ways on which the variable changes so that it may lead out at the question."""
        found = set(moves.anyhow)
        for direction, ways in moves.towards.items():
            if ways and self.circle.leads_there(question, moves.name, direction):
                found |= ways
        if moves.fixed and self.circle.leads_out(question):
            found |= moves.fixed
        return frozenset(found)

    def _counted(self) -> set[str]:
        """Variables that get another value in each round: made from what they were before, or from the time."""
        uses = Digraph(self.circle.formulas)
        known = self.circle.linked.once(references_of)
        moving: set[str] = set()
        for name, assignments in self.circle.formulas.items():
            for assigned in assignments:
                paths = known.get(id(assigned.formula))
                if paths is None or any(path[0] == "system" for path in paths):
                    moving.add(name)
                for path in paths or ():
                    if path[0] == "vars" and path[1:2] and path[1] in self.circle.formulas:
                        uses.add(path[1], name)
        for part in uses.components():
            if len(part) > 1 or any(uses.has_edge(name, name) for name in part):
                moving |= part
        return uses.reached(moving)


def _asked(questions: Iterable[Question]) -> set[Way]:
    return set().union(*(question.ways for question in questions))
