"""What a template does with names."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from talkif_compiler.scope import Reference, TextProblem
from talkif_schemas.types import TypeSpec

from .nodes import Expr, Path


class TemplateNames(Struct, frozen=True):
    """What a template does with names; each in order of place."""

    problems: tuple[TextProblem, ...] = ()
    """Rules unknown-helper, helper-arguments, undefined-variable, template-type, parent-beyond-scope."""
    references: tuple[Reference, ...] = ()
    """The variables, inputs and namespaces that it reads."""
    printed: tuple[tuple[Expr, TypeSpec], ...] = ()
    """What it prints, with its type."""
    own: tuple[tuple[Path, TypeSpec], ...] = ()
    """What it reads of a block's own, which is a parameter or what the block is about, with its type."""
    calls: tuple[tuple[str, TemplateNames], ...] = ()
    """The partials that it calls, with what they do there."""

    def called(self) -> Iterator[tuple[str, TemplateNames]]:
        """The partials that it calls, and those that these call, each once."""
        waiting, seen = list(self.calls), set[int]()
        while waiting:
            name, names = waiting.pop()
            if id(names) not in seen:
                seen.add(id(names))
                yield name, names
                waiting += names.calls
