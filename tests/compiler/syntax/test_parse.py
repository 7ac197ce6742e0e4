from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.limits import MAX_DEPTH, MAX_FILE_BYTES
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import Locator, Mapping, Scalar, Sequence, Value, json_pointer, plain_data
from talkif_compiler.syntax.parse import parse
from talkif_compiler.syntax.scalars import resolve


def read(text: str) -> Value:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is not None, found
    return document


def refusal(text: str) -> tuple[str, str, tuple[int, int]]:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is None
    start = found[-1].span.start_position
    return found[-1].rule, found[-1].message, (start.line, start.column)


def test_values_know_where_they_are_written() -> None:
    document = read('a: [1, "two"]\nb:\n  c: three\n\n# a comment\n\nd: 4\n')
    assert isinstance(document, Mapping)
    spans = {key: entry.value.span.text for key, entry in document.entries.items()}
    assert spans == {"a": '[1, "two"]', "b": "c: three", "d": "4"}


def test_on_and_no_are_text() -> None:
    assert plain_data(read("{on: no, 12:30: [on, 1.10]}")) == {"on": "no", "12:30": ["on", 1.1]}


def test_a_duplicate_key_is_reported_with_both_places_and_the_first_is_kept() -> None:
    document, found = parse(SourceFile("a.yaml", "a: 1\nb: 2\na: 3\n"))
    assert document is not None
    assert plain_data(document) == {"a": 1, "b": 2}
    assert [(item.rule, item.span.start, item.related[0].span.start) for item in found] == [("duplicate-key", 10, 0)]


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("", "yaml-syntax", (1, 1)),
        ("a: b: c", "yaml-syntax", (1, 5)),
        ("a: [1, 2", "yaml-syntax", (1, 4)),
        ("a: *nobody", "yaml-syntax", (1, 4)),
        ("a: !!python/object:os.system x", "yaml-syntax", (1, 4)),
        ("a\n---\nb", "yaml-syntax", (2, 1)),
        ("a: \x07", "yaml-syntax", (1, 4)),
        ("a: \ud800", "yaml-syntax", (1, 4)),
        ("[a]: b", "yaml-syntax", (1, 1)),
        ("a: &a [*a]", "alias-bomb", (1, 8)),
        ("[" * 100 + "]" * 100, "file-too-large", (1, MAX_DEPTH + 1)),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, rule: str, place: tuple[int, int]) -> None:
    assert (refusal(text)[0], refusal(text)[2]) == (rule, place)


def test_a_large_file_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "CSafeLoader", lambda *_args, **_options: pytest.fail("the file was parsed"))
    rule, message, _ = refusal("a: " + "x" * MAX_FILE_BYTES)
    assert rule == "file-too-large"
    assert "16,000,003 bytes" in message


def test_aliases_are_never_written_out() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 60)]
    assert refusal("\n".join(lines))[0] == "alias-bomb"


def test_aliases_count_towards_depth() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, MAX_DEPTH + 2)]
    assert refusal("\n".join(lines))[0] == "alias-bomb"


def test_a_pointer_leads_to_the_innermost_value() -> None:
    source = SourceFile("a.yaml", "nodes:\n  a/b: [x, {k: value}]\n")
    document, _ = parse(source)
    assert isinstance(document, Mapping)
    nodes = document.entries["nodes"].value
    assert isinstance(nodes, Mapping)
    items = nodes.entries["a/b"].value
    assert isinstance(items, Sequence)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    assert json_pointer(Locator(document).path(inner.entries["k"].value.span)) == "/nodes/a~1b/1/k"


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*#!|>'\"%@`,? \n\t\\\x07é")))
def test_any_text_is_a_document_or_an_error(text: str) -> None:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is not None or any(item.severity == "error" for item in found)


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**9), 10**9),
        # The writer is of YAML 1.1, where 0E0 is text and needs no quotes, and there are more line ends.
        st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=12).filter(
            lambda text: isinstance(resolve(text), str)
        ),
    ),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_what_a_yaml_writer_wrote_is_read_back(value: object, flow_style: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow_style, allow_unicode=True)
    assert plain_data(read(text)) == value


@given(VALUES)
def test_plain_scalars_are_written_at_their_span(value: object) -> None:
    waiting = [read(yaml.safe_dump(value, allow_unicode=True, width=10_000))]
    while waiting:
        current = waiting.pop()
        match current:
            case Mapping():
                waiting += [entry.value for entry in current.entries.values()]
            case Sequence():
                waiting += current.items
            case Scalar(style="plain") if "\n" not in current.text:
                assert current.span.text == current.text


@pytest.mark.parametrize(
    ("text", "has_tag"),
    [
        *(("!!str 5", True), ("! on", True), ("&a !!str 5", True), ("!!str &a 5", True)),
        *(("&a on", False), ("5", False), ("'!!str 5'", False), ("a !!str", False)),
    ],
)
def test_a_text_knows_of_its_tag(text: str, *, has_tag: bool) -> None:
    document, _ = parse(SourceFile("a.yaml", f"a: {text}\n"))
    assert isinstance(document, Mapping)
    scalar = document.entries["a"].value
    assert isinstance(scalar, Scalar)
    assert scalar.has_tag is has_tag


@pytest.mark.parametrize("text", ["a: !!int 5\n", "a: !mine {b: c}\n", "a: !!binary aGk=\n"])
def test_other_tags_are_refused_as_they_are_written(text: str) -> None:
    _, (found,) = parse(SourceFile("a.yaml", text))
    assert found.message == f"the YAML tag `{text.split()[1]}` is not supported"
    assert found.help == "Leave it out. Quotes make a text of a value."


@pytest.mark.parametrize("merge", ["<<: *base", "<<: [*base, *base]", "<<: {b: 1}"])
def test_merge_keys_are_refused_by_name(merge: str) -> None:
    document, (found,) = parse(SourceFile("a.yaml", f"base: &base {{b: 1}}\na:\n  {merge}\n  c: 2\n"))
    assert document is None
    assert (found.rule, found.span.text) == ("yaml-syntax", "<<")
    assert found.message == "merge keys (`<<`) are not supported"
    assert (
        found.help
        == "YAML 1.2 has none. Write the keys out, or name the whole value with an alias: `retries: *retries`."
    )


def test_a_quoted_key_is_no_merge_key() -> None:
    document, found = parse(SourceFile("a.yaml", "'<<': 1\n"))
    assert found == []
    assert isinstance(document, Mapping)
    assert list(document.entries) == ["<<"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &b c", ["b"]),
        ("a: !!str &b c", ["b"]),
        ("a: &b [1]\nd: *b", []),
        ("a: &b 1\nc: &b 2\nd: *b", ["b"]),
        ("a: &b 1\nc: *b\nd: &b 2", ["b"]),
        ("- &a {x: &b 1}\n- *a", ["b"]),
    ],
)
def test_anchors_that_nothing_repeats_are_told(text: str, told: list[str]) -> None:
    _, found = parse(SourceFile("a.yaml", text))
    assert [(item.rule, item.span.text) for item in found] == [("unused-anchor", f"&{name}") for name in told]


def test_a_tag_before_an_anchor_stays_outside_of_the_quotes() -> None:
    source = SourceFile("a.yaml", "a: !!str &b c")
    _, (found,) = parse(source)
    (edit,) = found.fixes[0].edits
    assert (edit.span.text, edit.replacement) == ("&b c", '"&b c"')
