from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.source import SourceFile, Span
from talkif_compiler.syntax.document import Locator, Mapping, Scalar, Sequence, Value, scalars
from talkif_compiler.syntax.parse import parse

SHARED = st.shared(st.lists(st.text("ab", max_size=2), max_size=3), key="shared")
VALUES = st.recursive(
    st.text("ab", max_size=3) | SHARED,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner),
    max_leaves=14,
)


def read(text: str) -> Value:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is not None, found
    return document


def first_containing(value: Value, span: Span) -> tuple[str, ...]:
    """What `Locator` finds, the long way."""
    children: list[tuple[str, Span, Value]] = []
    if isinstance(value, Mapping):
        for key, entry in value.entries.items():
            end = max(entry.key.span.end, entry.value.span.end)
            children.append((key, Span(span.source, entry.key.span.start, end), entry.value))
    elif isinstance(value, Sequence):
        children = [(str(index), item.span, item) for index, item in enumerate(value.items)]
    for step, extent, child in children:
        if extent.contains(span):
            return (step, *first_containing(child, span))
    return ()


@given(VALUES, st.booleans(), st.data())
def test_places_are_found_among_values_and_their_aliases(value: object, flow_style: bool, data: st.DataObject) -> None:
    document = read(yaml.safe_dump(value, default_flow_style=flow_style))
    length = len(document.span.source.text)
    locator = Locator(document)
    for _ in range(5):
        start = data.draw(st.integers(0, length))
        span = Span(document.span.source, start, data.draw(st.integers(start, length)))
        assert locator.path(span) == first_containing(document, span)


def test_a_place_in_another_file_is_nowhere() -> None:
    assert Locator(read("a: b\n")).path(Span(SourceFile("b.yaml", "a: b\n"), 3, 4)) == ()


def test_an_alias_is_the_value_of_its_anchor() -> None:
    document = read("a: &x {k: v}\nb: *x\n")
    assert isinstance(document, Mapping)
    shared = document.entries["b"].value
    assert isinstance(shared, Mapping)
    inner = shared.entries["k"].value
    assert isinstance(inner, Scalar)
    assert Locator(document).path(inner.span) == ("a", "k")


def test_keys_and_values_come_once_however_many_aliases_there_are() -> None:
    text = "a: {b: &x [c, d]}\ne: *x\nf: g\n"
    assert [scalar.text for scalar in scalars(read(text))] == ["a", "e", "f", "b", "c", "d", "g"]
