from __future__ import annotations

from functools import reduce
from operator import and_

from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.linking.origins import Origins

NODES = st.sampled_from("abcd")


@given(st.lists(st.tuples(NODES, st.integers(0, 15))), NODES)
def test_what_is_sure_in_all_nodes_but_one(found: list[tuple[str, int]], left_out: str) -> None:
    origins = Origins()
    sure: dict[str, int] = {}
    for node, bits in found:
        before = {name: origins.sure_but_in(name) for name in "abcd"}
        sure[node] = sure.get(node, -1) & bits
        said = origins.add(node, bits)
        # Whoever asks again only when something new is said misses nothing.
        assert said or before == {name: origins.sure_but_in(name) for name in "abcd"}
    others = [bits for node, bits in sure.items() if node != left_out]
    assert origins.sure_but_in(left_out) == (reduce(and_, others) if others else None)
    assert origins.sure == reduce(and_, sure.values(), -1)
