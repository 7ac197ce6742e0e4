"""A line says a field of the contact that may be empty."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.analysis import Analysis
from ...linking.conditions.predicates import declared
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...rule import Rule
from ...scope import CONTACT_FIELDS, Reference, Scope, is_of_open
from ..known import presence_of
from .spoken import fills_tag, quoted, spoken

RULE = Rule(
    id="unguarded-contact-field",
    severity="warning",
    summary="A line says a field of the contact, of the metadata of the call, or of another value, that may be empty.",
    doc="""\
Every field of a contact may be empty, and of an unknown caller all of them are. The line is then spoken with a hole:
"Hi , this is Anna". Give a word for that case, say the sentence only `{{#if contact.firstName}}`, or say it behind an
edge that asks, as `if: "has(contact.firstName)"` does. `call.metadata` holds what the API caller has passed along, and
what they have not is empty as well. So may be an input, or a member of an object, that is declared `nullable: true`.
Prompts are not looked at, because a model copes.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hi {{contact.firstName}}, how are you?", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hi {{default contact.firstName 'there'}}, how are you?", next: bye}
  bye: {type: end}
""",
)

_INSTEAD = {"firstName": "there", "company": "your company"}
"""English words that fit where the field would stand."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    language = linked.flow.language
    is_english = language is None or language.value.lower().partition("-")[0] == "en"
    for text, _, analysis in spoken(linked):
        for reference in analysis.references:
            if reference.guarded or not _may_be_empty(reference.path, linked.scope):
                continue
            if _is_wrong(reference, analysis):
                continue
            if linked.once(presence_of).missing(reference.path, analysis.use) is not None:
                yield _finding(text, reference, is_english=is_english)


def _is_wrong(reference: Reference, analysis: Analysis) -> bool:
    """There is no such field, which is a finding of its own."""
    place = analysis.place(reference.start, reference.end)
    return any(problem.span.start < place.end and place.start < problem.span.end for problem in analysis.problems)


def _may_be_empty(path: tuple[str, ...], scope: Scope) -> bool:
    """`tags` is always there, if only as an empty list."""
    if path[0] in ("vars", "inputs"):
        return _is_nullable(path, scope)
    if path[0] != "contact":
        return is_of_open(path)
    return len(path) > 1 and path[1] != "tags" and path != CONTACT_FIELDS


def _is_nullable(path: tuple[str, ...], scope: Scope) -> bool:
    """That a variable has no value, and an input that nobody has to give, is a finding of its own."""
    spec = declared(path, scope)
    if spec is None or not spec.nullable:
        return False
    given = scope.inputs.get(path[1]) if path[0] == "inputs" else None
    return len(path) > 2 or (given is not None and (given.required or given.default is not None))


def _finding(text: ParsedText, reference: Reference, *, is_english: bool) -> Diagnostic:
    name = text.content[reference.start : reference.end]
    word = _INSTEAD.get(reference.path[-1]) if len(reference.path) == 2 and is_english else None
    fixes: tuple[Fix, ...] = ()
    if word is not None:
        call = f"default {name} {quoted(text, word)}"
        whole = call if fills_tag(text.content, reference.start, reference.end) else f"({call})"
        fixes = (Fix(f"Say “{word}” instead", (Edit(text.place(reference.start, reference.end), whole),), "safe"),)
    return RULE.at(
        text.place(reference.start, reference.end),
        f"`{name}` may be empty, and the line is then spoken with a hole in it",
        help=f'Write `{{{{default {name} "..."}}}}`, or put the sentence into `{{{{#if {name}}}}}...{{{{/if}}}}`.',
        fixes=fixes,
    )
