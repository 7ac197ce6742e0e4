"""A variable or an input is named like what every call has."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from ...scope import TAKEN

RULE = Rule(
    id="hidden-namespace",
    severity="error",
    summary="A variable or an input is named like what every call has.",
    doc="""\
Templates name variables and inputs bare: `{{account}}`. A variable `account` hides the account that the call belongs
to, so `{{account.name}}` is read from the variable and prints nothing. The rule is about `account`, `call`, `campaign`,
`contact`, `inputs`, `last`, `system` and `vars`. What templates read by such a name is left open until it is renamed.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {account: {type: string}}
nodes:
  greet:
    type: collect
    into: account
    ask: "Welcome to {{account.name}}. What is your account number?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {account_number: {type: string}}
nodes:
  greet:
    type: collect
    into: account_number
    ask: "Welcome to {{account.name}}. What is your account number?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end, say: "Goodbye."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for key in (*(linked.flow.variables or {}), *(linked.flow.inputs or {})):
        if key in TAKEN:
            message = f"in templates, `{key}` would hide what every call has under this name"
            yield RULE.at(key.span, message, help="Choose a name that says more, such as what kind of value it is.")
