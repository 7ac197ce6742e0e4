from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.templates import lower, parse
from talkif_compiler.templates.expansion import Expansion, Place, Unit, expand
from talkif_runtime.templates import RenderError, load


def expanded(template: str, partials: Mapping[str, str]) -> Expansion:
    return expand([parse(template)], {name: parse(text) for name, text in partials.items()})


def circle(found: Expansion) -> bool:
    """True when calls lead back to where they come from."""
    return any(map(_leads_back, (found.calls, found.always)))


def _leads_back(calls: Mapping[Unit, Mapping[Unit, Place]]) -> bool:
    ways = {unit: set(called) for unit, called in calls.items()}
    while ends := [unit for unit, called in ways.items() if not any(other in ways for other in called)]:
        for unit in ends:
            del ways[unit]
    return bool(ways)


def renders(template: str, partials: Mapping[str, str], data: Mapping[str, object] = MappingProxyType({})) -> bool:
    ops = lower(parse(template), {name: parse(text) for name, text in partials.items()})
    try:
        load(ops).render(dict(data))
    except RenderError:
        return False
    return True


def chain(length: int, times: int) -> dict[str, str]:
    """Partials p0, p1 and so on, each of which contains the next one so many times."""
    links = {f"p{number}": f"{{{{> p{number + 1}}}}}" * times for number in range(length - 1)}
    return {**links, f"p{length - 1}": "x"}


@pytest.mark.parametrize(
    ("length", "times", "limit"),
    [
        (41, 2, "50,000 steps"),
        (15, 2, None),
        (16, 2, "50,000 steps"),
        (100, 1, None),
        (101, 1, "100 blocks and partials inside each other"),
        (2_000, 1, "100 blocks and partials inside each other"),
    ],
)
def test_what_partials_come_to_is_what_the_renderer_counts(length: int, times: int, limit: str | None) -> None:
    partials = chain(length, times)
    assert [excess.limit for excess in expanded("{{> p0}}", partials).excesses] == ([limit] if limit else [])
    assert renders("{{> p0}}", partials) is (limit is None)


def test_text_is_counted_with_its_partials() -> None:
    partials = {"big": "x" * 90_000}
    assert expanded("{{> big}}{{> big}}", partials).excesses == []
    (excess,) = expanded("{{> big}}{{> big}}{{> big}}", partials).excesses
    assert excess.limit == "200,000 characters"
    assert (excess.place.start, excess.place.end) == (18, 27)


def test_the_larger_branch_counts_and_a_loop_once() -> None:
    partials = {"big": "x" * 150_000}
    assert not expanded("{{#if a}}{{> big}}{{else}}{{> big}}{{/if}}", partials).excesses
    assert not expanded("{{#each a}}{{> big}}{{/each}}", partials).excesses
    assert expanded("{{> big}}{{#if a}}x{{else}}{{> big}}{{/if}}", partials).excesses


def test_one_partial_that_is_too_large_is_found_once() -> None:
    partials = chain(41, 2)
    names = {name: parse(text) for name, text in partials.items()}
    found = expand([parse("{{> p0}}"), parse("a {{> p0}}"), parse("{{> p3}}")], names)
    assert [excess.place.body.name for excess in found.excesses] == ["p25"]


def test_ever_other_inline_partials_end_the_count() -> None:
    other = "{{{{#> q{0}}}}}{{{{#*inline 'e{0}'}}}}{1}{{{{/inline}}}}{{{{/q{0}}}}}"
    partials = {f"q{number}": other.format(number + 1, "a") + other.format(number + 1, "b") for number in range(40)}
    assert len(expanded("{{> q0}}", {**partials, "q40": "x"}).excesses) == 1


def test_partials_for_a_part_of_the_data_come_to_an_end() -> None:
    assert not circle(expanded("{{> a}}", {"a": "{{#each tags}}{{> a}}{{/each}} {{#if tags}}{{> a tags}}{{/if}}"}))
    assert circle(expanded("{{> a}}", {"a": "{{#each tags}}x{{else}}{{> a}}{{/each}}"}))


@pytest.mark.parametrize(
    ("partials", "is_endless"),
    [
        ({"a": "{{#if x}}{{> a x=false}}{{/if}}"}, False),
        ({"a": "{{#if x}}{{> a x=y}}{{/if}}"}, False),
        ({"a": "{{#unless x}}{{> a x=1}}{{/unless}}"}, False),
        ({"a": "{{> b x=y}}", "b": "{{#if x}}{{> a}}{{/if}}"}, False),
        ({"a": "{{#if x}}{{> b y=x}}{{/if}}", "b": "{{#if y}}{{> a x=0}}{{/if}}"}, False),
        ({"a": "{{#if x}}{{> a x=1}}{{/if}}"}, True),
        ({"a": "{{#if x}}{{> a x=x}}{{/if}}"}, True),
        ({"a": "{{#if x}}{{> a y=false}}{{/if}}"}, True),
        ({"a": "{{#if x}}{{> b y=false}}{{/if}}", "b": "{{#if x}}{{> a}}{{/if}}"}, True),
        # Whatever the data is.
        ({"a": "{{> a x=y}}"}, True),
        ({"a": "{{> b x=y}}", "b": "{{> a y=z}}"}, True),
        ({"a": "So {{> a more}}"}, True),
    ],
)
def test_what_is_passed_by_name_may_bring_it_to_an_end(partials: dict[str, str], is_endless: bool) -> None:
    assert circle(expanded("{{> a}}", partials)) is is_endless
    if is_endless:
        assert not renders("{{> a}}", partials, {"x": True, "y": True, "z": True})


def test_content_is_asked_for_before_it_is_shown() -> None:
    asked = "{{#if @partial-block}}{{> @partial-block}}{{else}}none{{/if}}"
    assert not expanded("{{> a}}", {"a": asked}).without_content
    assert not expanded(
        "{{> a}}", {"a": "{{#unless @partial-block}}none{{else}}{{> @partial-block}}{{/unless}}"}
    ).missing
    assert expanded("{{> a}}", {"a": "{{#if x}}{{> @partial-block}}{{/if}}"}).without_content


NAMES = st.sampled_from(["a", "b", "c", "i"])


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{{{{#> {0}}}}}{1}{{{{/{0}}}}}".format, NAMES, inner),
        st.builds("{{{{#*inline '{0}'}}}}{1}{{{{/inline}}}}".format, NAMES, inner),
        st.builds("{{{{#if @partial-block}}}}{0}{{{{else}}}}{1}{{{{/if}}}}".format, inner, inner),
        st.builds("{0}{1}".format, inner, inner),
    )


BODIES = st.recursive(
    st.one_of(st.just("x"), st.just("{{> @partial-block}}"), st.builds("{{{{> {0}}}}}".format, NAMES)),
    _nested,
    max_leaves=5,
)


@given(BODIES, st.dictionaries(st.sampled_from(["a", "b", "c"]), BODIES, min_size=2))
def test_what_has_no_problem_renders(template: str, partials: dict[str, str]) -> None:
    found = expanded(template, partials)
    if not (found.excesses or found.without_content or found.missing or circle(found)):
        assert renders(template, partials)


@given(NAMES, st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(NAMES, max_size=3), min_size=2))
def test_what_has_a_problem_does_not_render(first: str, calls: dict[str, list[str]]) -> None:
    partials = {name: "x" + "".join(f"{{{{> {other}}}}}" for other in called) for name, called in calls.items()}
    template = f"{{{{#*inline 'i'}}}}in{{{{/inline}}}}{{{{> {first}}}}}"
    found = expanded(template, partials)
    assert renders(template, partials) is not (bool(found.missing) or circle(found))


VALUES = st.sampled_from(["true", "false", "x", "y", "z", "0", "'no'"])
HASHES = st.dictionaries(st.sampled_from("xyz"), VALUES, max_size=2).map(
    lambda given: "".join(f" {name}={value}" for name, value in given.items())
)
CALLS = st.builds("{{{{> {0}{1}}}}}".format, st.sampled_from("ab"), HASHES)
#: Conditions that cannot contradict each other.
GUARDED = st.builds("{{{{#if {0}}}}}{1}{{{{/if}}}}".format, st.sampled_from("xyz"), CALLS)


@given(st.fixed_dictionaries({"a": GUARDED | CALLS, "b": GUARDED | CALLS}), HASHES)
def test_what_is_called_endless_is_so_for_some_data(partials: dict[str, str], passed: str) -> None:
    template = f"{{{{> a{passed}}}}}"
    data = [dict(zip("xyz", flags, strict=True)) for flags in product((True, False), repeat=3)]
    if circle(expanded(template, partials)):
        assert not all(renders(template, partials, values) for values in data)


@given(st.lists(BODIES, min_size=2, max_size=6), st.dictionaries(st.sampled_from(["a", "b", "c"]), BODIES, min_size=2))
def test_many_templates_have_the_problems_of_each(templates: list[str], partials: dict[str, str]) -> None:
    names = {name: parse(text) for name, text in partials.items()}
    together = expand([parse(template) for template in templates], names)
    alone = [expand([parse(template)], names) for template in templates]
    assert circle(together) == any(map(circle, alone))
    assert bool(together.missing) == any(found.missing for found in alone)
    assert bool(together.without_content) == any(found.without_content for found in alone)
    assert bool(together.excesses) == any(found.excesses for found in alone)
