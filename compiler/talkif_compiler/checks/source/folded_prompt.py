"""A prompt is folded, and loses line ends that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from ...syntax.document import Scalar

RULE = Rule(
    id="folded-prompt",
    severity="warning",
    summary="A prompt is folded, and loses line ends that it needs.",
    doc="""\
After `>`, YAML joins lines with a blank. A list, a heading or a block of a template then runs on in one line, so the
model reads another prompt than the author sees. After `|`, lines stay as they are written. Paragraphs may be folded.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: talk
prompt: >
  Rules:
  - be brief
  - be kind
nodes:
  talk: {type: agent, prompt: Help., next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: talk
prompt: |
  Rules:
  - be brief
  - be kind
nodes:
  talk: {type: agent, prompt: Help., next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
""",
)

#: A line at the indentation of the line before it, which is not empty: only those are joined.
_JOINED = r"^(?P<margin>[ ]*)\S[^\n]*\n(?=(?P=margin)(?:MARK))"
_ITEM = re.compile(_JOINED.replace("MARK", r"[-*+\u2022][ ]|\d{1,3}[.)][ ]"), re.MULTILINE)
_HEADING_OR_BLOCK = re.compile(_JOINED.replace("MARK", r"\#{1,6}[ ]|\{\{~?[#/^]"), re.MULTILINE)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for text in linked.texts:
        is_folded = text.use == "prompt" and text.scalar.style == "folded" and not text.in_file
        if is_folded and _loses_lines(_lines(text.scalar)):
            mark = Span(text.span.source, text.span.start, text.span.start + 1)
            fix = Fix("Keep the lines: `|`", (Edit(mark, "|"),), "unsafe")
            yield RULE.at(mark, "this joins lines of the prompt that stand for themselves", fixes=(fix,))


def _loses_lines(lines: str) -> bool:
    """One line that starts like a member of a list may be a sentence with a dash."""
    items = islice(_ITEM.finditer(lines), 2)
    return len(list(items)) == 2 or _HEADING_OR_BLOCK.search(lines) is not None


def _lines(scalar: Scalar) -> str:
    """The content as it is written, without the line of the mark."""
    return scalar.span.text.partition("\n")[2]
