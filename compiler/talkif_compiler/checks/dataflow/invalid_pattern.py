"""A pattern of `matches()` is no regular expression."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.conditions import tokenize
from talkif_schemas.patterns import fault

from ...diagnostics import Diagnostic
from ...fields.leaves import Formula
from ...linking.link import Linked
from ...rule import Rule
from .pattern_arguments import literal, patterns

RULE = Rule(
    id="invalid-pattern",
    severity="error",
    summary="A pattern of `matches()` is no regular expression.",
    doc="""\
`matches()` takes patterns of [RE2](https://github.com/google/re2/wiki/Syntax), which has no lookahead and no
backreferences. With a pattern that it refuses, the condition fails on every call and counts as not true, and an
assignment leaves its variable as it was.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {code: {type: string, required: true}}
nodes:
  greet: {type: branch, next: [{if: "inputs.code.matches('^(A|B[0-9]+$')", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you. Goodbye."}
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {code: {type: string, required: true}}
nodes:
  greet: {type: branch, next: [{if: "inputs.code.matches('^(A|B)[0-9]+$')", to: thank}, {else: bye}]}
  thank: {type: end, say: "Thank you. Goodbye."}
  bye: {type: end, say: "Goodbye."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for analysis in linked.analyses:
        leaf = analysis.use.leaf
        # What is no CEL, or of the wrong type, is a finding of its own.
        if not isinstance(leaf, Formula) or "matches" not in leaf.source or analysis.problems:
            continue
        for tokens in patterns(tokenize(leaf.source)):
            pattern = literal(tokens)
            reason = fault(pattern) if pattern is not None else None
            if reason is not None:
                yield RULE.at(analysis.place(tokens[0].start, tokens[-1].end), f"RE2 refuses this pattern: {reason}")
