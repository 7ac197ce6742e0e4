from __future__ import annotations

import textwrap

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import Mapping, Scalar
from talkif_compiler.syntax.parse import parse
from talkif_compiler.syntax.scalar_map import span_in


def scalar(text: str) -> Scalar:
    document, found = parse(SourceFile("a.yaml", text))
    assert isinstance(document, Mapping), found
    value = document.entries["key"].value
    assert isinstance(value, Scalar)
    return value


def place(text: str, token: str) -> tuple[int, int, str]:
    value = scalar(textwrap.dedent(text).lstrip("\n"))
    start = value.text.index(token)
    span = span_in(value, start, start + len(token))
    return span.start_position.line, span.start_position.column, span.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key: Hi {{name}}", (1, 9)),
        ("key: Hi\n  you\n\n  {{name}}", (4, 3)),
        ("key: 'it''s {{name}}'", (1, 13)),
        ('key: "\\u00e9\\n {{name}}"', (1, 16)),
        ('key: "one \\\n   two {{name}}"', (2, 8)),
        ("key: |\n    Hi\n\n      {{name}}\n", (4, 7)),
        ("key: |2\n      Hi {{name}}\n", (2, 10)),
        ("key: >-\n  Hi\n  there\n\n  and {{name}}\n", (5, 7)),
        ("key: >\n  Hi\n    indented {{name}}\n  end", (3, 14)),
        ("key: !!str |\n  Hi {{name}}", (2, 6)),
        ("key: &anchor 'Hi {{name}}'", (1, 18)),
    ],
)
def test_a_place_in_the_content_is_a_place_in_the_file(text: str, expected: tuple[int, int]) -> None:
    assert place(text, "{{name}}") == (*expected, "{{name}}")


def test_an_escape_is_as_long_as_it_is_written() -> None:
    value = scalar('key: "a\\u00e9b"')
    assert span_in(value, 1, 2).text == "\\u00e9"
    assert span_in(value, 2, 3).text == "b"


def test_an_empty_place_is_kept_inside() -> None:
    value = scalar('key: "ab"')
    assert span_in(value, 2, 2).start == 8


LINES = st.lists(st.text("ab {}é", max_size=8), min_size=1, max_size=5)


@given(LINES, st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "'", '"']), st.data())
def test_every_word_of_the_content_is_found_in_the_file(lines: list[str], style: str, data: st.DataObject) -> None:
    content = "\n".join(lines)
    assume(content.strip())
    if style in "'\"":
        written = yaml.safe_dump({"key": content}, default_style=style, allow_unicode=True, width=20)
        value = scalar(written.replace(f"{style}key{style}", "key"))
    else:
        assume(not lines[0].startswith(" ") and lines[0])
        value = scalar(f"key: {style}\n" + "".join(f"  {line}\n" for line in lines))
    words = [
        (start, end) for start in range(len(value.text)) for end in (start + 1,) if not value.text[start].isspace()
    ]
    assume(words)
    start, end = data.draw(st.sampled_from(words))
    found = span_in(value, start, end).text
    assert found == value.text[start:end] or (found.startswith("\\") and style == '"')


@pytest.mark.parametrize("before", ["&a ", "!!str ", "! &a ", "&a !!str  "])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_an_anchor_and_a_tag_are_no_part_of_the_text(before: str, quote: str) -> None:
    text = f"a: {before}{quote}Hello there{quote}\n"
    document, _ = parse(SourceFile("a.yaml", text))
    assert isinstance(document, Mapping)
    scalar = document.entries["a"].value
    assert isinstance(scalar, Scalar)
    assert span_in(scalar, 6, 11).text == "there"
    assert span_in(scalar, 6, 11).start == text.index("there")
