"""What templates and formulas say about names: problems with their places, and every variable that is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from talkif_schemas.types import TypeSpec

from .. import expressions, templates
from ..expressions import ExpressionErrors
from ..fields.leaves import Formula, Text
from ..scope import Reference, Scope, TextProblem
from ..source import SourceFile, Span
from ..templates import ParsedTemplate
from ..templates.nodes import Expr
from .parsed_text import ParsedText
from .reading import Use

Place: TypeAlias = Callable[[int, int], Span]


class NameProblem(Struct, frozen=True):
    rule: str
    message: str
    span: Span
    help: str | None
    slip: tuple[str, str] | None
    """A name as it is written there, and as it was probably meant."""


class Filed(Struct, frozen=True):
    """A partial and its file."""

    file: SourceFile
    parsed: ParsedTemplate


class Analysis(Struct, frozen=True):
    """Of one template or formula in its place."""

    use: Use
    problems: tuple[NameProblem, ...]
    references: tuple[Reference, ...]
    """Empty when there are problems of syntax or type."""
    place: Place
    """Offsets of a reference -> its place in the file."""
    printed: tuple[tuple[Expr, TypeSpec], ...] = ()
    """What a template prints, with its type, in order of place."""
    text: ParsedText | None = None
    """What is analysed: the template itself, or a partial that it leads to. None for a formula."""
    is_partial: bool = False
    gives: TypeSpec = TypeSpec(type="any")
    """What a formula gives, as far as CEL knows; text of any kind is a `string` there."""


class Analyser:
    """Checks against the scopes of one flow. Making the environment of a scope is dear, so each is made once."""

    def __init__(self, texts: Mapping[Text, ParsedText], partials: Mapping[str, Filed], uses: Iterable[Use]) -> None:
        """`uses`: all that will be analysed."""
        self._texts = texts
        self._filed = partials
        self._partials = templates.Partials({name: filed.parsed for name, filed in partials.items()})
        self._told: set[int] = set()
        """Analyses of partials whose problems have been told, by id()."""
        self._names: dict[tuple[int, str], templates.TemplateNames] = {}
        """By the scope's id() and the template."""
        self._checkers: dict[int, expressions.Checker] = {}
        self._sources: defaultdict[int, list[str]] = defaultdict(list)
        for use in uses:
            if isinstance(use.leaf, Formula):
                self._sources[id(use.scope)].append(use.leaf.source)

    def analyse(self, use: Use) -> Iterator[Analysis]:
        """Nothing for a template that is not there or does not parse; one more for each partial that it leads to."""
        if isinstance(use.leaf, Formula):
            yield self._formula(use, use.leaf)
            return
        text = self._texts.get(use.leaf)
        if text is None or not isinstance(text.parsed, ParsedTemplate):
            return
        key = (id(use.scope), text.content)
        if key not in self._names:
            self._names[key] = templates.analyse(text.parsed, use.scope, self._partials)
        names = self._names[key]
        problems = tuple(_named(found, text.place) for found in names.problems)
        yield Analysis(use, problems, names.references, text.place, names.printed, text)
        for name, called in names.called() if names.calls else ():
            filed = self._filed[name]
            written = ParsedText(use.leaf, filed.parsed.text, filed.file, filed.parsed)
            yield self._partial(use, written, called)

    def _partial(self, use: Use, text: ParsedText, names: templates.TemplateNames) -> Analysis:
        """What is wrong in it is told once, however many templates lead to it."""
        problems: tuple[NameProblem, ...] = ()
        if id(names) not in self._told:
            self._told.add(id(names))
            problems = tuple(_named(found, text.place) for found in names.problems)
        return Analysis(use, problems, names.references, text.place, names.printed, text, is_partial=True)

    def _formula(self, use: Use, formula: Formula) -> Analysis:
        try:
            checked = self._checker(use.scope).check(formula.source, use.expected, use.taker)
        except ExpressionErrors as errors:
            # After a mistake of syntax, what the parser says of the rest is guesswork.
            is_syntax = errors.problems[0].rule == "condition-syntax"
            told = errors.problems[:1] if is_syntax else errors.problems
            problems = tuple(_named(found, formula.place) for found in told)
            return Analysis(use, problems, (), formula.place)
        return Analysis(use, (), checked.references, formula.place, gives=checked.type)

    def _checker(self, scope: Scope) -> expressions.Checker:
        if id(scope) not in self._checkers:
            self._checkers[id(scope)] = expressions.Checker(scope, self._sources[id(scope)])
        return self._checkers[id(scope)]


def _named(found: TextProblem, place: Place) -> NameProblem:
    return NameProblem(found.rule, found.message, place(found.start, found.end), found.help or None, found.slip)
