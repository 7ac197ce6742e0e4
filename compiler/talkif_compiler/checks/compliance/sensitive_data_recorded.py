"""A card number, a password or the like is spoken or typed while the call is recorded."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.record import Record
from ...rule import Rule
from ..dialogue.ways import Reach, shown
from .recording import recording_setting
from .sensitive import is_personal

RULE = Rule(
    id="sensitive-data-recorded",
    severity="warning",
    summary="A card number, a password or the like is spoken or typed while the call is recorded.",
    doc="""\
The recording then holds what nobody may keep: the rules of the card industry forbid it for card codes altogether, and
the tones of keys can be turned back into digits. Pause the recording before the question, and resume it after the
answer. The rule looks at flows with `settings.recording: on` and at variables with names such as `card_number`, `cvv`,
`ssn` or `password`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: notice
settings: {recording: on}
variables: {card_number: {type: string}}
nodes:
  notice: {type: say, text: "This call is recorded.", interruptible: false, next: ask}
  ask:
    type: collect
    into: card_number
    ask: "Please key in your card number."
    input: dtmf
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end, say: "Your card ends in {{default card_number 'nothing'}}."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: notice
settings: {recording: on}
variables: {card_number: {type: string}}
nodes:
  notice: {type: say, text: "This call is recorded.", interruptible: false, next: pause}
  pause: {type: record, action: pause, next: ask}
  ask:
    type: collect
    into: card_number
    ask: "Please key in your card number."
    input: dtmf
    next: [{on: done, to: resume}, {on: gave_up, to: resume}]
  resume: {type: record, action: resume, next: bye}
  bye: {type: end, say: "Your card ends in {{default card_number 'nothing'}}."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    setting = recording_setting(linked)
    if setting is None:
        return
    breaks = {id_ for id_, node in linked.nodes.items() if isinstance(node, Record) and node.action.value in _BREAKS}
    reach = Reach(linked, breaks)
    for node_id, node in linked.nodes.items():
        if isinstance(node, Collect) and is_personal(linked, ("vars", node.into.value)):
            way = reach.way_to({node_id})
            if way is not None:
                yield RULE.at(
                    node.into.span,
                    f"`{node.into.value}` is on the recording of the call",
                    related=(Label(setting.span, "recorded because of this"),),
                    path=shown(way),
                    help="Go through `{type: record, action: pause}` first, and `action: resume` afterwards.",
                )


_BREAKS = frozenset({"pause", "stop"})
