"""Is a text a template, and what does it read? The compiler's own parser and rules decide."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from talkif_compiler import templates
from talkif_compiler.repository import partials
from talkif_compiler.scope import Reference, Scope
from talkif_compiler.templates import ParsedTemplate, TemplateSyntaxError
from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.resources.templates import TemplateProblem
from talkif_schemas.template_helpers import HELPERS
from talkif_schemas.types import TypeSpec

_ANY: Final = TypeSpec(type="any")
#: A name that leads nowhere may be a field that the account defines later.
_WARNS: Final = frozenset({"undefined-variable"})
_MAX_SHOWN: Final = 20


class OpenScope(Scope, frozen=True, dict=True):
    """Every name that is no namespace and no helper is a variable of the flow that uses the template."""

    def resolve(self, name: str) -> tuple[tuple[str, ...], TypeSpec] | None:
        if name in ("vars", "inputs"):
            return (name,), _ANY
        return super().resolve(name) or (None if name in HELPERS else ((name,), _ANY))


_SCOPE: Final = OpenScope({}, {})


@dataclass(frozen=True, slots=True)
class Checked:
    """A template that can be rendered."""

    parsed: ParsedTemplate
    references: tuple[Reference, ...]
    partials: tuple[str, ...]
    """Names that it calls."""
    warnings: tuple[TemplateProblem, ...]

    @property
    def variables(self) -> list[str]:
        """Paths without the namespaces that may be left out."""
        return sorted({".".join(own_path(reference.path)) for reference in self.references})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a text, in order of place."""

    problems: tuple[TemplateProblem, ...]


def examine(content: str) -> Checked | Wrong:
    try:
        parsed = templates.parse(content)
    except TemplateSyntaxError as error:
        return Wrong((_problem(content, "template-syntax", error.message, error.start, ""),))
    names = templates.analyse(parsed, _SCOPE)
    found = [
        _problem(content, problem.rule, problem.message, problem.start, problem.help) for problem in names.problems
    ]
    if wrong := tuple(problem for problem in found if problem.rule not in _WARNS):
        return Wrong(wrong)
    return Checked(parsed, names.references, tuple(sorted(partials.mentioned(content))), tuple(found))


def check(content: str) -> Checked:
    """Raises Invalid, which says for each problem where it is."""
    found = examine(content)
    if isinstance(found, Wrong):
        raise refusal(found.problems)
    return found


def refusal(problems: Iterable[TemplateProblem]) -> Invalid:
    shown = tuple(problems)[:_MAX_SHOWN]
    return Invalid(
        "validation_failed",
        "The content is no template.",
        fields=tuple(FieldError("content", "invalid_template", in_words(problem)) for problem in shown),
        meta={"problems": [problem.model_dump(by_alias=True) for problem in shown]},
    )


def in_words(problem: TemplateProblem) -> str:
    return f"Line {problem.line}, column {problem.column}: {problem.message}. {problem.help}".rstrip()


def missing_partials(checked: Checked, known: Collection[str]) -> list[TemplateProblem]:
    """Warnings for partials that are not among the `known` templates; a repository of flows may have them."""
    text = checked.parsed.text
    return [
        _problem(text, "missing-partial", f"the account has no template `{name}`", start, "")
        for name, start, _ in partials.called(text)
        if name not in known
    ]


def own_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """`vars.order.total` and `order.total` are the same."""
    return path[1:] if path[0] in ("vars", "inputs") and len(path) > 1 else path


def _problem(text: str, rule: str, message: str, start: int, hint: str) -> TemplateProblem:
    lines = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]
    line = bisect_right(lines, start)
    return TemplateProblem(rule=rule, message=message, help=hint, line=line, column=start - lines[line - 1] + 1)
