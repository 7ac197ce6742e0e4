"""Which row each box stands in, and which lines have to run upwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from ...linking.digraph import Digraph

Pair: TypeAlias = tuple[str, str]


def layers(keys: Sequence[str], pairs: Iterable[Pair]) -> tuple[dict[str, int], frozenset[Pair]]:
    """(row by key, pairs that lead upwards). Of keys that nothing leads to, the first opens the picture."""
    whole = Digraph(keys)
    for origin, target in pairs:
        if origin != target:
            whole.add(origin, target)
    upwards = _closing(whole, keys)
    graph = Digraph(keys)
    for origin, target in whole.edges():
        if (origin, target) not in upwards:
            graph.add(origin, target)
    rows: dict[str, int] = {}
    # Nothing leads back any more, so each component is one key, and those that lead to it come after it.
    for (key,) in reversed(graph.components()):
        rows[key] = max((rows[before] + 1 for before in graph.predecessors(key)), default=0)
    beginnings = set(keys[1:]).difference(target for _, target in graph.edges())
    for key in beginnings:
        # Other beginnings stand right above what they lead to, so that their lines are short.
        rows[key] = max(0, min((rows[after] for after in graph.successors(key)), default=1) - 1)
    return rows, upwards


def _closing(graph: Digraph, keys: Sequence[str]) -> frozenset[Pair]:
    """Edges that close a circle when the graph is walked in depth from the first key."""
    found: set[Pair] = set()
    done: set[str] = set()
    inner = {target for _, target in graph.edges()}
    for root in [*(key for key in keys if key not in inner), *keys]:
        if root in done:
            continue
        walk = [(root, iter(graph.successors(root)))]
        open_keys = {root}
        while walk:
            key, onward = walk[-1]
            for target in onward:
                if target in open_keys:
                    found.add((key, target))
                elif target not in done:
                    walk.append((target, iter(graph.successors(target))))
                    open_keys.add(target)
                    break
            else:
                walk.pop()
                open_keys.discard(key)
                done.add(key)
    return frozenset(found)
