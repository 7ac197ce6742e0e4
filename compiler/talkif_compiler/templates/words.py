"""The words inside of a tag."""

from __future__ import annotations

import re

from msgspec import Struct

from .nodes import TemplateSyntaxError

#: What JavaScript takes for white space, as the inside of a character class.
BLANK = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
#: The same, to strip with.
BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
QUOTED = r""""(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[(?:\\\]|[^\]])*\]"""

_WORD = re.compile(
    rf"""(?P<space>[{BLANK}]+)
      |(?P<equals>=)
      |(?P<up>\.\.)
      |(?P<here>\.(?=[={BLANK}~}}/.)|]|$))
      |(?P<separator>[./])
      |(?P<string>"(?:\\"|[^"])*"|'(?:\\'|[^'])*')
      |(?P<at>@)
      |(?P<number>-?[0-9]+(?:\.[0-9]+)?(?=[~}}{BLANK})]|$))
      |(?P<open>\()|(?P<close>\))
      |(?P<params>as[{BLANK}]+\|)|(?P<pipe>\|)
      |(?P<id>[^{BLANK}!"\#%-,./;->@\[-\^`{{-~]+(?=[={BLANK}~}}/.)|]|$))
      |(?P<bracket>\[(?:\\\]|[^\]])*\])""",
    re.VERBOSE,
)
_NAME = re.compile(rf"""[^{BLANK}!"\#%-,./;->@\[-\^`{{-~]*""")
_ESCAPED_IN_BRACKETS = re.compile(r"\\([\\\]])")


class Word(Struct, frozen=True):
    kind: str
    text: str
    start: int
    end: int

    @property
    def unquoted(self) -> str:
        """Without the quotes of a string or the brackets of a segment."""
        if self.kind == "string":
            quote = self.text[0]
            return self.text[1:-1].replace("\\" + quote, quote)
        return _ESCAPED_IN_BRACKETS.sub(r"\1", self.text[1:-1]) if self.kind == "bracket" else self.text


def words(text: str, start: int, end: int) -> list[Word]:
    """Raises TemplateSyntaxError for a character that can start no word."""
    found: list[Word] = []
    position = start
    for match in _WORD.finditer(text, start, end):
        if match.start() != position:
            break
        position = match.end()
        if match.lastgroup != "space":
            found.append(Word(str(match.lastgroup), match[0], match.start(), position))
    if position < end:
        # What ends a name in the wrong way is the mistake, not the name.
        name = _NAME.match(text, position, end)
        wrong = name.end() if name is not None and name.end() < end else position
        raise TemplateSyntaxError(f"`{text[wrong]}` cannot stand here", wrong, wrong + 1)
    return found
