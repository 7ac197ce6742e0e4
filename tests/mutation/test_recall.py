"""Mistakes in valid flows are found, with the right rule and inside the node that was changed: 99 of 100 at least.

tests/bench/recall_bench.py tries every mutant and prints the figures.
"""

from __future__ import annotations

from tests.mutation.operators import OPERATORS
from tests.mutation.recall import recall


def test_mistakes_are_found_by_the_right_rule_in_the_right_place() -> None:
    verdicts = list(recall(each=1, seed=7, share=0.3))
    missed = [
        f"{verdict.subject} {verdict.operator}: expected {sorted(verdict.mutant.rules)}, found {verdict.rules}"
        for verdict in verdicts
        if not verdict.placed
    ]
    assert len(missed) <= len(verdicts) // 100, "\n".join(missed)


def test_every_operator_has_a_flow_to_work_on() -> None:
    idle = {operator.__name__ for operator in OPERATORS}
    for verdict in recall(each=1, seed=1):
        idle.discard(verdict.operator)
        if not idle:
            return
    assert not idle
