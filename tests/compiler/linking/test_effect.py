from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.linking.effect import NO_EFFECT, Effect

BITS = st.integers(0, 15)
EFFECTS = st.builds(
    # What is copied is assigned, so that it is not kept.
    lambda keeps, fills, copied, needed: Effect(~keeps & ~copied, fills & ~copied, ((needed, copied),) * bool(copied)),
    BITS,
    BITS,
    BITS,
    BITS,
) | st.just(NO_EFFECT)


@given(EFFECTS, EFFECTS, EFFECTS, BITS)
def test_effects_in_turn_are_one_effect(one: Effect, two: Effect, three: Effect, sure: int) -> None:
    assert one.then(two).then(three).after(sure) == three.after(two.after(one.after(sure)))


def test_a_copy_has_a_value_where_what_it_is_taken_from_has_one() -> None:
    copying = Effect(keeps=~1, copies=((2, 1),))
    assert copying.after(1) == 0
    assert copying.after(2) == 3
