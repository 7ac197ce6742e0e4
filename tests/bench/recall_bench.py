"""How many mistakes the compiler finds: every mutant of every operator. Prints a table.

python -m tests.bench.recall_bench      half an hour on two cores
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.mutation.recall import Subject, Verdict, judged, subjects

_ALL = 10_000
"""More than there are mutants of one operator and flow."""


def verdicts(subject: Subject) -> list[Verdict]:
    return list(judged(subject, each=_ALL, chance=random.Random(0)))


def main() -> None:
    tried, found, placed = Counter[str](), Counter[str](), Counter[str]()
    flows = list(subjects())
    with ProcessPoolExecutor() as pool:
        for number, (subject, of_subject) in enumerate(zip(flows, pool.map(verdicts, flows), strict=True), 1):
            print(f"{number} of {len(flows)} flows: {subject.name}, {len(of_subject)} mutants", file=sys.stderr)
            for verdict in of_subject:
                tried[verdict.operator] += 1
                found[verdict.operator] += verdict.found
                placed[verdict.operator] += verdict.placed
                if not verdict.placed:
                    wanted = sorted(verdict.mutant.rules)
                    print(f"missed  {subject.name} {verdict.operator}: {wanted} not in {verdict.rules}", flush=True)
    print(f"{'operator':<32} mutants  right rule  in its place")
    for name in tried:
        print(f"{name:<32} {tried[name]:>7}  {found[name]:>10}  {placed[name]:>12}")
    total = sum(tried.values())
    print(f"{'all':<32} {total:>7}  {sum(found.values()):>10}  {sum(placed.values()):>12}")
    print(f"recall {100 * sum(placed.values()) / total:.2f} %")


if __name__ == "__main__":
    main()
