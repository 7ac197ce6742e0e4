"""Recording starts before the caller has been told."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.record import Record
from ...notices import RECORDED
from ...rule import Rule
from ..dialogue.notices import speaks_a_known_language, ways_untold
from ..dialogue.ways import shown

RULE = Rule(
    id="recording-before-consent",
    severity="error",
    summary="Recording starts before the caller has been told.",
    doc="""\
Some way leads to a `record` node that starts, on which nothing has said that the call is recorded, or has asked for it
("May I record what you tell me?"). In many countries and states that is an offence. The rule looks for such sentences
in what is spoken (English, German, French, Spanish, and by words in Italian, Portuguese, Dutch); a played file, another
flow, or a model that is told to say so counts as well. An order that is recorded, or a message, does not.
Flows that record from the beginning (`settings.recording: on`) are the matter of `disclosure-missing`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: record}
  record: {type: record, action: start, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello. From now on this call is recorded.", interruptible: false, next: record}
  record: {type: record, action: start, next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    starts = [id_ for id_, node in linked.nodes.items() if isinstance(node, Record) and node.action.value == "start"]
    settings = linked.flow.settings
    is_on = settings is not None and settings.recording is not None and settings.recording.value == "on"
    if not starts or is_on or not speaks_a_known_language(linked):
        return
    reach = ways_untold(linked, RECORDED)
    for start in starts:
        way = reach.way_to({start})
        if way is not None:
            advice = 'Say it first, in a node with `interruptible: false`: "This call is recorded."'
            span = linked.nodes[start].type.span
            yield RULE.at(span, "nothing has told the caller of the recording", path=shown(way), help=advice)
