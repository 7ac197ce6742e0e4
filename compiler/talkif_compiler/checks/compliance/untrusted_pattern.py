"""The caller decides what a pattern matches."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.conditions import tokenize

from ...diagnostics import Diagnostic
from ...fields.leaves import Formula
from ...linking.link import Linked
from ...rule import Rule
from ..dataflow.pattern_arguments import patterns
from .untrusted import is_of_caller, variables_of_callers

RULE = Rule(
    id="untrusted-pattern",
    severity="error",
    summary="The caller decides what a pattern matches.",
    doc="""\
The regular expression of `matches()` is made of what the caller says. Words with a question mark or a bracket in them
mean something else as a pattern, or are none, and then the condition fails; and whoever says or spells `.*` passes the
check. Compare the texts themselves with `==`, `contains()`, `startsWith()` or `endsWith()`. The rule looks at variables
that hold free text of callers, and at `last.utterance`. A `pattern` or an `enum` makes it safe.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {code: {type: string}}
inputs: {secret: {type: string, required: true}}
nodes:
  greet: {type: collect, into: code, ask: "Your code?", next: [{on: done, to: check}, {on: gave_up, to: bye}]}
  check: {type: branch, next: [{if: inputs.secret.matches(vars.code), to: right}, {else: bye}]}
  right: {type: end, say: "That is right. Goodbye."}
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {code: {type: string}}
inputs: {secret: {type: string, required: true}}
nodes:
  greet: {type: collect, into: code, ask: "Your code?", next: [{on: done, to: check}, {on: gave_up, to: bye}]}
  check: {type: branch, next: [{if: inputs.secret == vars.code, to: right}, {else: bye}]}
  right: {type: end, say: "That is right. Goodbye."}
  bye: {type: end, say: "Goodbye."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    variables = variables_of_callers(linked)
    for analysis in linked.analyses:
        leaf = analysis.use.leaf
        if not isinstance(leaf, Formula) or "matches" not in leaf.source:
            continue
        places = [(found[0].start, found[-1].end) for found in patterns(tokenize(leaf.source))]
        for reference in analysis.references:
            is_inside = any(start <= reference.start and reference.end <= end for start, end in places)
            if is_inside and is_of_caller(reference.path, variables):
                message = f"`{'.'.join(reference.path)}` is chosen by the caller, and decides what matches"
                advice = "Compare with `==`, `contains()` or `startsWith()`."
                yield RULE.at(analysis.place(reference.start, reference.end), message, help=advice)
