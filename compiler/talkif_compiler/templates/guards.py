"""What the blocks around a place ask about the data, so that it is known which places no data leads to at once."""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec.structs import replace

from .nodes import Call, Expr, Literal, Path

Facts: TypeAlias = frozenset[tuple[str, object]]
"""What is asked -> the answer."""
NO_FACTS: Facts = frozenset()

_DIGIT = re.compile(r"\d")


def facts_of(expr: Expr) -> tuple[Facts, Facts]:
    """Of an `if` or `unless`: what holds in its first body, and in the other one. Names are compared as written."""
    match expr:
        case Call(name=Path(segments=("if",)), args=(condition,)):
            return _held(condition, truth=True), _held(condition, truth=False)
        case Call(name=Path(segments=("unless",)), args=(condition,)):
            return _held(condition, truth=False), _held(condition, truth=True)
    return NO_FACTS, NO_FACTS


def are_consistent(facts: Facts) -> bool:
    return len({asked for asked, _ in facts}) == len(facts)


def _held(condition: Expr, *, truth: bool) -> Facts:
    match condition:
        case Call(name=Path(segments=("not",)), args=(inner,)):
            return _held(inner, truth=not truth)
        case Call(name=Path(segments=("and" | "or" as name,)), args=args) if (name == "and") == truth:
            return NO_FACTS.union(*(_held(arg, truth=truth) for arg in args))
        case Call(name=Path(segments=("ne",)), args=(_, _)):
            return _held(replace(condition, name=replace(condition.name, segments=("eq",))), truth=not truth)
        case Call(name=Path(segments=("eq",)), args=(one, Literal(value=str(value)))) if truth and _is_word(value):
            subject = _words(one)
            # Nothing equals two texts. A number equals every text that says it.
            return frozenset({(f"{subject} is", value), (f"eq {subject} {value!r}", True)} if subject else ())
    words = _words(condition)
    return frozenset({(words, truth)}) if words else NO_FACTS


def _is_word(text: str) -> bool:
    return _DIGIT.search(text) is None


def _words(expr: Expr) -> str:
    """The same for what is the same; empty for what is not known to be."""
    match expr:
        case Literal(value=value):
            return repr(value)
        case Path(data=False, depth=0, segments=segments):
            return ".".join(segments)
        case Call(name=name, args=args, options=()):
            parts = [".".join(name.segments), *map(_words, args)]
            return " ".join(parts) if all(parts) else ""
    return ""
