"""The notice of recording can be cut off."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.menu import Menu
from ...nodes.say import Say
from ...notices import RECORDED
from ...rule import Rule
from ..dialogue.new_key import added
from ..dialogue.notices import notice_in, opening_lines
from ..dialogue.speech import Line
from ..dialogue.ways import Reach
from .recording import recording_setting

RULE = Rule(
    id="disclosure-interruptible",
    severity="warning",
    summary="The notice of recording can be cut off.",
    doc="""\
A caller who says "hello?" at the wrong moment stops the speech, and has then not heard that the call is recorded. Text
that has to be heard goes into a node with `interruptible: false`, short and on its own. The rule looks at flows with
`settings.recording: on`, and there at the first notice.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: notice
settings: {recording: on}
variables: {topic: {type: string}}
nodes:
  notice: {type: say, text: "This call is recorded.", next: greet}
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: notice
settings: {recording: on}
variables: {topic: {type: string}}
nodes:
  notice: {type: say, text: "This call is recorded.", interruptible: false, next: greet}
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    setting = recording_setting(linked)
    if setting is None:
        return
    notices: dict[str, tuple[Line, tuple[int, int]]] = {}
    for node_id, node in linked.nodes.items():
        for line in opening_lines(linked, node):
            place = notice_in(line.heard, RECORDED)
            if place is not None:
                notices[node_id] = (line, place)
    # What follows another notice only repeats it.
    untold = Reach(linked, notices)
    label = Label(setting.span, "recorded because of this")
    for node_id, (line, place) in notices.items():
        is_first = node_id == linked.graph.start or any(
            origin in untold for origin in linked.graph.links.predecessors(node_id)
        )
        node = linked.nodes[node_id]
        if is_first and _can_be_cut(linked, node):
            fixes = _fix(node) if isinstance(node, Say) else ()
            advice = "Add `interruptible: false`."
            if not isinstance(node, Say):
                advice = "Say it before, in a `say` node with `interruptible: false`."
            message = "a caller who says something now does not hear that the call is recorded"
            yield RULE.at(line.place(*place), message, related=(label,), help=advice, fixes=fixes)


def _can_be_cut(linked: Linked, node: NodeFields) -> bool:
    own: Spanned[bool] | None = node.interruptible if isinstance(node, Say | Collect | Menu | Agent) else None
    settings = linked.flow.settings
    flag = own or (settings.interruptible if settings is not None else None)
    return flag is None or flag.value


def _fix(node: Say) -> tuple[Fix, ...]:
    if node.interruptible is not None:
        return ()
    return (Fix("Add `interruptible: false`", (added(node.mapping, "type", "interruptible: false"),), "unsafe"),)
