"""A transfer calls one of the two who are on the line already."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.leaves import Text
from ...linking.link import Linked
from ...nodes.transfer import Transfer
from ...rule import Rule
from ...templates import ParsedTemplate
from ...templates.nodes import Output, Path

RULE = Rule(
    id="transfer-to-own-number",
    severity="error",
    summary="A transfer calls one of the two who are on the line already.",
    doc="""\
`call.from` and `call.to` are the two ends of this call. One of them is the other party, whose line is busy with this
very call; the other is the flow's own number, which answers with the flow again, so that calls breed calls.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "{{call.to}}", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


_ENDS = {("call", "from"), ("call", "to")}


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        for target in node.to if isinstance(node, Transfer) else ():
            parsed = linked.texts.get(target) if isinstance(target, Text) else None
            if parsed is None or not isinstance(parsed.parsed, ParsedTemplate):
                continue
            match parsed.parsed.body:
                case [Output(expr=Path(data=False, segments=segments, start=start, end=end))] if segments in _ENDS:
                    message = f"`{'.'.join(segments)}` is on the line already: a transfer needs somebody else"
                    yield RULE.at(parsed.place(start, end), message, help="Name the number of a person or a desk.")
