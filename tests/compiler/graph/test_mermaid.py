from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from talkif_compiler.graph.comparison import compare
from talkif_compiler.graph.mermaid import CHARACTERS_MAX, STRANDS_MAX, mermaid, quoted
from talkif_compiler.graph.picture import Picture
from tests.compiler.graph.drawn import HOSTILE, flow, picture, plain

STRING = r'"(?:[^"`<>{}\[\]|\\;#%&:\n]|#\d+;|<br/>)*"'
SHAPES = (("(", ")"), ("[", "]"), ("{{", "}}"), ("[[", "]]"), ("[/", "/]"), ("([", "])"), (">", "]"), ("((", "))"))
NODE = "(?:" + "|".join(f"{re.escape(before)}{STRING}{re.escape(after)}" for before, after in SHAPES) + ")"
STYLE = r"[a-z-]+:[#\w ]+(?:,[a-z-]+:[#\w ]+)*"
LINES = [
    rf"  \w+{NODE}",
    rf"  n\d+ (?:-->|-\.->)(?:\|{STRING}\|)? n\d+",
    r"  accTitle: [a-z0-9-]+",
    rf"  classDef is_\w+ {STYLE}",
    r"  class \w+(?:,\w+)* is_\w+",
    rf"  linkStyle \d+(?:,\d+)* {STYLE}",
]
WORDS = "'" + HOSTILE.replace("\u0007", "").replace("'", "''") + "'"
HOSTILE_FLOW = flow(
    f"  a: {{type: agent, prompt: x, greeting: {WORDS}, next: [{{when: {WORDS}, to: b}}, {{if: {WORDS}, to: zz}}]}}\n"
    f"  b: {{type: end, outcome: {WORDS}}}\n"
)


def wrong_lines(text: str) -> Iterator[str]:
    """Lines that are none of the forms of a flowchart that we write."""
    first, *rest = text.removesuffix("\n").split("\n")
    if first != "flowchart TD":
        yield first
    yield from (line for line in rest if not any(re.fullmatch(form, line) for form in LINES))


@pytest.mark.parametrize("text", [HOSTILE_FLOW, flow("  a: {type: end}\n"), flow("  a: {type: nope}\n", start="zz")])
def test_every_line_is_well_formed_whatever_the_texts_are(text: str) -> None:
    assert list(wrong_lines(mermaid(picture(text)))) == []


def test_texts_are_shown_as_they_are() -> None:
    assert quoted("Hello, world. It's 5 (or 6) = a_b - c!") == "Hello, world. It's 5 (or 6) = a_b - c!"
    assert quoted('"x"; <b> #1') == "#34;x#34;#59; #60;b#62; #35;1"


@pytest.mark.parametrize("text", ["1. one", "- one", "__init__", "_a_", "`a`", "*a*", "# a", "> a"])
def test_nothing_is_taken_for_markdown(text: str) -> None:
    assert not re.match(r"\d|[-_*`#>](?!\d+;)", quoted(text))
    assert "__" not in quoted(text)


def test_shapes_and_problems_are_classes() -> None:
    text = mermaid(picture(flow('  a: {type: say, text: "Hi."}\n  b: {type: end}\n')))
    assert '  n1("a<br/>say<br/>“Hi.”<br/>error#58; dead-end")' in text
    assert "  class n1 is_error" in text
    assert "  class n2 is_end" in text
    assert "  class n2 is_unreachable" in text


def test_changes_are_classes_and_line_styles() -> None:
    old = flow('  a: {type: say, text: "Hi.", next: b}\n  b: {type: end}\n')
    new = flow('  a: {type: say, text: "Hello.", next: c}\n  b: {type: end}\n  c: {type: hangup}\n')
    text = mermaid(compare(picture(old), picture(new)))
    assert list(wrong_lines(text)) == []
    assert "  class n1 is_changed" in text
    assert "  class n3 is_added" in text
    assert "  linkStyle 1 stroke:#16a34a,stroke-width:3px" in text
    assert "  linkStyle 2 stroke:#dc2626,stroke-dasharray:4 3" in text


def counted(text: str) -> tuple[int, int]:
    return len(text), len(re.findall(r"^  n\d+ -", text, re.MULTILINE))


@pytest.mark.parametrize(
    "found",
    [
        plain(*((f"n{number}", f"n{number + 1}") for number in range(4_000))),
        plain(*((f"n{number // 3}", f"n{number}") for number in range(1, 4_000))),
        plain(*((f"n{one}", f"n{two}") for one in range(40) for two in range(40))),
        plain(nodes=" ".join(f"a{'b' * 60}{number}" for number in range(2_000))),
    ],
    ids=["chain", "tree", "dense", "loose"],
)
def test_large_pictures_are_folded_until_code_hosts_accept_them(found: Picture) -> None:
    text = mermaid(found)
    characters, lines = counted(text)
    assert characters <= CHARACTERS_MAX
    assert lines <= STRANDS_MAX
    assert re.search(r"note0>\"[\d,]+ of [\d,]+ nodes are folded away", text)
    assert list(wrong_lines(text)) == []
