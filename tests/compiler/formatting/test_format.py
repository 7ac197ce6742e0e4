from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings

from talkif_compiler.formatting import MeaningChanged, formatted
from talkif_compiler.formatting.meaning import meaning
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse
from tests.architecture.tree import ROOT
from tests.compiler.formatting.written import documents, fragments

EXAMPLES = sorted((ROOT / "flows").rglob("*.yaml"))
GOLDENS = sorted((ROOT / "tests" / "golden").rglob("*.yaml"))


def fmt(text: str) -> str:
    return formatted(SourceFile("a.yaml", text))[0]


def comments(text: str) -> Counter[str]:
    """Everything between the tokens that is no white space."""
    found: list[str] = []
    end = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        gap = text[end : token.start_mark.index]
        found += [line.strip() for line in gap.split("\n") if line.strip()]
        end = token.end_mark.index
    return Counter(found)


def holds(text: str) -> bool:
    """True when the formatter had something to do, and did it without harm."""
    source = SourceFile("a.yaml", text)
    document, found = parse(source)
    if document is None or found:
        assert fmt(text) == source.text
        return False
    after = fmt(text)
    again, _ = parse(SourceFile("a.yaml", after))
    assert again is not None
    assert plain_data(again) == plain_data(document)
    assert comments(after) == comments(source.text)
    assert fmt(after) == after
    return after != source.text


@given(documents())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_meaning_and_comments_stay_and_a_second_run_changes_nothing(text: str) -> None:
    event("changed" if holds(text) else "left alone")


@given(fragments())
@settings(max_examples=500, deadline=None)
def test_any_text_is_formatted_or_left_alone(text: str) -> None:
    holds(text)


def twice_as_deep(text: str) -> str:
    """What stands behind a dash moves with the lines below it, and the lines of a block scalar move together."""
    before = text.split("\n")
    lines = list(before)
    depths = [len(line) - len(line.lstrip(" ")) for line in before]
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        first = token.start_mark.line
        if isinstance(token, yaml.BlockEntryToken):
            column = token.start_mark.column + len(lines[first]) - len(before[first])
            lines[first] = lines[first][: column + 1] + "  " + lines[first][column + 1 :]
        elif isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            body = slice(first + 1, token.end_mark.line)
            depths[body] = [min(depth for depth in depths[body] if depth)] * len(depths[body])
    return "\n".join(" " * depth + line if line else "" for line, depth in zip(lines, depths, strict=True))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_flow_that_is_indented_twice_as_deep_comes_back(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wide = twice_as_deep(text)
    assert wide != text
    assert meaning(wide) == meaning(text)
    assert fmt(wide) == fmt(text)


@pytest.mark.parametrize("path", [*EXAMPLES, *GOLDENS], ids=lambda path: path.name)
def test_files_of_the_repository_keep_their_meaning(path: Path) -> None:
    holds(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_in_their_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert fmt(text) == text


@pytest.mark.parametrize("text", ["a: [1\n", "a: 1\na: 2\n", "", "a:  'x\n"])
def test_a_file_with_an_error_is_left_alone_and_says_why(text: str) -> None:
    after, found = formatted(SourceFile("a.yaml", text))
    assert after == text
    assert [item.severity for item in found] == ["error"]


@pytest.mark.parametrize("text", ["just  text\n", 'a:   "b\x85 c"\n', "  --- : 1\n"])
def test_what_cannot_be_moved_safely_is_left_alone(text: str) -> None:
    assert formatted(SourceFile("a.yaml", text)) == (text, [])


def test_a_defect_of_the_formatter_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talkif_compiler.formatting.format.lay_out", lambda text: text.replace("1", "2"))
    with pytest.raises(MeaningChanged):
        fmt("a: 1\n")
