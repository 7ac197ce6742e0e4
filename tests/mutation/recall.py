"""How many mistakes the compiler finds, with the right rule and in the right place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_flow
from talkif_compiler.repository.flow_files import find_flows, find_root
from talkif_compiler.repository.project import load_bundle
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse
from tests.mutation.mutant import Flow, Mutant, Operator
from tests.mutation.operators import OPERATORS

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "flows" / "examples", ROOT / "flows" / "templates", ROOT / "compiler" / "talkif_compiler" / "starter")


@dataclass(frozen=True)
class Subject:
    """A valid flow, and the files around it."""

    name: str
    entry: str
    files: dict[str, str]
    flow: Flow

    def check(self, flow: Flow) -> tuple[Diagnostic, ...]:
        text = yaml.safe_dump(flow, sort_keys=False, allow_unicode=True, width=10_000)
        return check_flow({**self.files, self.entry: text}, self.entry)


@dataclass(frozen=True)
class Verdict:
    subject: str
    operator: str
    mutant: Mutant
    found: bool
    """An accepted rule found it."""
    placed: bool
    """And in the right place."""
    rules: tuple[str, ...]
    """What was found instead, or beside."""


def subjects() -> Iterator[Subject]:
    for path in find_flows([folder for folder in FOLDERS if folder.is_dir()]):
        root = find_root(path)
        entry = path.resolve().relative_to(root).as_posix()
        files = load_bundle(root, entry)
        document, _ = parse(SourceFile(entry, files[entry]))
        assert document is not None
        flow = plain_data(document)
        assert isinstance(flow, dict)
        yield Subject(path.relative_to(ROOT).as_posix(), entry, files, flow)


def judge(subject: Subject, operator: Operator, mutant: Mutant, before: frozenset[tuple[str, str]]) -> Verdict:
    new = [found for found in subject.check(mutant.flow) if (found.rule, found.message) not in before]
    right = [found for found in new if found.rule in mutant.rules]
    placed = any(_is_inside(found, mutant) for found in right)
    return Verdict(
        subject.name, operator.__name__, mutant, bool(right), placed, tuple(sorted({found.rule for found in new}))
    )


def recall(*, each: int, seed: int, share: float = 1.0) -> Iterator[Verdict]:
    """`each`: mutants of one operator and flow, at most. `share`: of the flows."""
    chance = random.Random(seed)
    for subject in subjects():
        if chance.random() > share:
            continue
        yield from judged(subject, each=each, chance=chance)


def judged(subject: Subject, *, each: int, chance: random.Random) -> Iterator[Verdict]:
    before = frozenset((found.rule, found.message) for found in subject.check(subject.flow))
    for operator in OPERATORS:
        mutants = list(operator(subject.flow))
        for mutant in chance.sample(mutants, min(each, len(mutants))):
            yield judge(subject, operator, mutant, before)


def _is_inside(found: Diagnostic, mutant: Mutant) -> bool:
    pointer = tuple(step.replace("~1", "/").replace("~0", "~") for step in (found.pointer or "").split("/")[1:])
    is_inside = any(pointer[: len(place)] == place for place in mutant.places)
    return is_inside and (not mutant.mentions or mutant.mentions in found.span.text or mutant.mentions in found.message)
