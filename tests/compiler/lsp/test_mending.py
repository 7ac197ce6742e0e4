from __future__ import annotations

import pytest

from talkif_compiler.lsp.mending import parse_mended
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data

WHOLE = "start: a\nnodes:\n  a:\n    type: say\n    next: b\n  b: {type: end}\n"


@pytest.mark.parametrize(
    "broken",
    [
        "    next: [{on: done, to: ",
        "    ne",
        '    text: "Hi {{',
        "    - x: {",
        "\ttext: tab",
        "    text: {{name}}: x",
        "   }",
    ],
)
def test_the_rest_of_the_file_is_read(broken: str) -> None:
    text = WHOLE.replace("    next: b\n", f"{broken}\n")
    document, lines = parse_mended(SourceFile("a", text))
    assert document is not None
    data = plain_data(document)
    assert isinstance(data, dict)
    assert data["start"] == "a"
    assert data["nodes"]["b"] == {"type": "end"}
    assert lines
    assert 5 in lines


def test_places_stay_where_they_are() -> None:
    text = WHOLE.replace("    next: b\n", "    next: [{on: done, to: \n")
    document, _ = parse_mended(SourceFile("a", text))
    assert document is not None
    assert document.entries["nodes"].value.entries["b"].key.span.start == text.index("b: {type")  # type: ignore[union-attr]


HOSTILE = ["", "\x00", "[" * 200, "{" * 2000, "a: b: c\n" * 50, "'" * 31, "&a [*a]", "- \n-\t- ["]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_file_at_all_ends(text: str) -> None:
    parse_mended(SourceFile("a", text))
