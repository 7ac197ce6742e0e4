"""How many mistakes the compiler finds: every mutant of every operator. Prints a table.

python -m tests.bench.recall_bench
"""

from __future__ import annotations

from collections import Counter

from tests.mutation.recall import recall


def main() -> None:
    tried, found, placed = Counter[str](), Counter[str](), Counter[str]()
    for verdict in recall(each=10_000, seed=0):
        tried[verdict.operator] += 1
        found[verdict.operator] += verdict.found
        placed[verdict.operator] += verdict.placed
        if not verdict.placed:
            print(
                f"missed  {verdict.subject} {verdict.operator}: {sorted(verdict.mutant.rules)} not in {verdict.rules}"
            )
    print(f"{'operator':<32} mutants  right rule  in its place")
    for name in tried:
        print(f"{name:<32} {tried[name]:>7}  {found[name]:>10}  {placed[name]:>12}")
    total = sum(tried.values())
    print(f"{'all':<32} {total:>7}  {sum(found.values()):>10}  {sum(placed.values()):>12}")
    print(f"recall {100 * sum(placed.values()) / total:.2f} %")


if __name__ == "__main__":
    main()
