"""YAML as people write it: any indentation, quotes, comments and blank lines, and every form of scalar."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

_WORDS = ("a", "on", "12:30", "1.10", "no", "é日", "x#y", "a-b", "vars.x")
_KEYS = ("flow", "say", "to", "next", "b c", "'k k'", '"q"', "if")
_SCALARS = (*_WORDS, "'it''s'", "'{{x}}'", "'a \"b\"'", "'a\\b'", '"a\\tb"', '"{{default x \\"y\\"}}"', "''", '""', "~")
_COMMENTS = ("# note", "#note", "#  a: b", "# '\"[{")
_CONTENT = ("text", "two words", "  deeper", "# no comment", "- no item", "trailing  ", "k: v", "")


@st.composite
def documents(draw: DrawFn) -> str:
    lines = _Writer(draw).block(draw(st.sampled_from((0, 0, 0, 2))), 3)
    head = draw(st.sampled_from(("", "", "# head\n\n\n", "---\n", "\n\n")))
    tail = draw(st.sampled_from(("\n", "\n", "", "\n\n\n", "\n# tail\n", "\n  # tail")))
    return head + "\n".join(lines) + tail


@st.composite
def fragments(draw: DrawFn) -> str:
    """Pieces of YAML in any order; most are no YAML at all."""
    pieces = (
        *("a", "b: ", "- ", "? ", ": ", "  ", "    ", "\n", "\n\n\n", "# c\n", " # c\n", "\t", "[", "]", "{", "}"),
        *(", ", "'x'", '"y"', "|\n", "|-\n", "|+\n", ">\n", "|1\n", "&x ", "*x", "!!str ", "--- ", "...\n", "\\"),
        *("\n  a: 1\n", "\n  - b\n", "\n- x\n", "\n    text\n", '"q\\\n  z"', "'m\n n'", "plain\n   more", "\x85"),
    )
    return "".join(draw(st.lists(st.sampled_from(pieces), max_size=14)))


class _Writer:
    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw
        self._count = 0

    def block(self, column: int, depth: int) -> list[str]:
        """Lines of a block collection, the first of them without its indentation taken off."""
        if self._draw(st.booleans()):
            return self._mapping(column, depth)
        return self._sequence(column, depth)

    def _mapping(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        for key in self._draw(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=4, unique=True)):
            lines += self._between(column)
            gap = self._draw(st.sampled_from((" ", " ", "   ")))
            lines += self._value(f"{' ' * column}{key}:", gap, column, depth, in_mapping=True)
        return lines

    def _sequence(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self._draw(st.integers(1, 3))):
            lines += self._between(column)
            gap = self._draw(st.sampled_from((" ", " ", "   ")))
            lines += self._value(f"{' ' * column}-", gap, column, depth, in_mapping=False)
        return lines

    def _value(self, lead: str, gap: str, column: int, depth: int, *, in_mapping: bool) -> list[str]:
        form = self._draw(st.sampled_from(("scalar", "scalar", "flow", "text", "lines", "block", "block", "inline")))
        if form == "block" and depth:
            deeper = column + self._draw(st.integers(1, 4))
            rest = self._mapping(deeper, depth - 1)
            if self._draw(st.booleans()):
                is_flush = in_mapping and self._draw(st.booleans())
                rest = self._sequence(column if is_flush else deeper, depth - 1)
            return [lead + self._trailing(), *rest]
        if form == "inline" and depth and not in_mapping:
            first, *rest = self._mapping(len(lead + gap), depth - 1)
            while not first.strip() or first.lstrip().startswith("#"):
                first, *rest = rest
            return [lead + gap + first.lstrip(), *rest]
        if form == "text":
            return self._text(lead + gap, column)
        if form == "lines":
            style = self._draw(st.sampled_from(("", "'", '"')))
            words = self._draw(st.lists(st.sampled_from(("one", "two  ", "three")), min_size=2, max_size=3))
            indents = [" " * (column + self._draw(st.integers(1, 5))) for _ in words]
            text = "\n".join(indent + word for indent, word in zip(indents, words, strict=True)).lstrip()
            return [lead + gap + style + text.rstrip() + style + self._trailing()]
        if form == "flow":
            return [lead + gap + self._flow(column, 2) + self._trailing()]
        return [lead + gap + self._draw(st.sampled_from(_SCALARS)) + self._trailing()]

    def _text(self, lead: str, column: int) -> list[str]:
        header = self._draw(st.sampled_from(("|", ">", "|-", ">-", "|+", ">+")))
        indent = column + self._draw(st.integers(1, 4))
        content = self._draw(st.lists(st.sampled_from(_CONTENT), max_size=4))
        if content and content[0].startswith(" "):
            header += str(indent - column)
        return [lead + header + self._trailing(), *(" " * indent + line if line else "" for line in content)]

    def _flow(self, column: int, depth: int) -> str:
        if not depth or self._draw(st.booleans()):
            return self._draw(st.sampled_from(_SCALARS))
        breaks = self._draw(st.booleans())
        space = f"{self._trailing()}\n{' ' * (column + 3)}" if breaks else self._draw(st.sampled_from(("", " ", "  ")))
        items = [self._flow(column, depth - 1) for _ in range(self._draw(st.integers(0, 3)))]
        if self._draw(st.booleans()):
            keyed = [f"k{index}{self._draw(st.sampled_from(('', ' ')))}: {item}" for index, item in enumerate(items)]
            return "{" + space + f",{space} ".join(keyed) + space + "}"
        return "[" + space + f",{space}".join(items) + space + "]"

    def _between(self, column: int) -> list[str]:
        form = self._draw(st.sampled_from(("", "", "", "blank", "comment")))
        if form == "blank":
            return [" " * self._draw(st.integers(0, 2))] * self._draw(st.integers(1, 3))
        if form == "comment":
            return [" " * self._draw(st.integers(0, column + 2)) + self._draw(st.sampled_from(_COMMENTS))]
        return []

    def _trailing(self) -> str:
        gap = self._draw(st.sampled_from(("", "", "", " ", "     ")))
        if gap and self._draw(st.booleans()):
            self._count += 1
            return f"{gap}# {self._count}"
        return gap
