from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.linking.conditions.value_sets import ALL, NULL, ValueSet, numbers, one_of, text

BOUNDS = st.sampled_from([-1, 0, 1, 1.5, 2, 3])
SETS = st.one_of(
    st.builds(numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), BOUNDS, whole=st.booleans()),
    st.sets(st.sampled_from(["a", "b", "c"])).map(lambda words: one_of(map(text, words))),
    st.sets(st.sampled_from(["a", "b", "c"])).map(lambda words: ALL - one_of(map(text, words))),
    st.just(one_of([NULL])),
)
PROBES = [text("a"), text("b"), text("z"), NULL, -2, 0, 0.5, 1, 1.25, 1.5, 2, 2.5, 3, 99]


def holds(values: ValueSet, probe: object) -> bool:
    if isinstance(probe, tuple):
        return bool(values & one_of([probe]))
    return bool(values & numbers("==", probe, whole=False))  # type: ignore[arg-type] - the other probes are numbers


@given(SETS, SETS)
def test_sets_meet_and_differ_as_their_members_do(one: ValueSet, other: ValueSet) -> None:
    for probe in PROBES:
        assert holds(one & other, probe) == (holds(one, probe) and holds(other, probe))
        assert holds(one - other, probe) == (holds(one, probe) and not holds(other, probe))


def test_nothing_lies_between_two_whole_numbers() -> None:
    between = numbers(">", 3, whole=True) & numbers("<", 4, whole=True)
    assert not between
    assert numbers(">", 3, whole=False) & numbers("<", 4, whole=False)
    assert not numbers("==", 2.5, whole=True)
