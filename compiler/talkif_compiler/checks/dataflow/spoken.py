"""Templates that are spoken word for word, and edits of them."""

from __future__ import annotations

from collections.abc import Iterator

from ...fields.leaves import Text
from ...linking.analysis import Analysis
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...templates import ParsedTemplate


def spoken(linked: Linked) -> Iterator[tuple[ParsedText, ParsedTemplate, Analysis]]:
    """Those with tags in them and no mistakes but names that are not there, and the partials that they lead to."""
    for analysis in linked.analyses:
        leaf = analysis.use.leaf
        if isinstance(leaf, Text) and leaf.use == "speech" and _is_clear(analysis):
            text = analysis.text
            if text is not None and isinstance(text.parsed, ParsedTemplate) and "{{" in text.content:
                yield text, text.parsed, analysis


def _is_clear(analysis: Analysis) -> bool:
    return all(problem.rule == "undefined-variable" for problem in analysis.problems)


def quoted(text: ParsedText, word: str) -> str:
    """A text in a template, with quotes that do not end the YAML text around it."""
    is_double = text.file is None and text.text.scalar.style == "double"
    return f"'{word}'" if is_double else f'"{word}"'


def fills_tag(content: str, start: int, end: int) -> bool:
    """Whether an expression is all that is in its tag."""
    before, after = content[:start].rstrip(), content[end:].lstrip()
    return before.endswith(("{{", "{{~", "{{&")) and after.startswith(("}}", "~}}"))
