"""Callers answer on a recorded line before anything has told them of it."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...notices import RECORDED
from ...rule import Rule
from ..dialogue.notices import speaks_a_known_language, ways_untold
from ..dialogue.ways import shown
from .recording import recording_setting

RULE = Rule(
    id="disclosure-missing",
    severity="warning",
    summary="Callers answer on a recorded line before anything has told them of it.",
    doc="""\
With `settings.recording: on` the call is recorded from the first second. In many countries and states everyone on the
line has to know, before they say anything of substance. Some way leads to a node that listens, on which nothing has
said so. The rule looks for words of recording in what is spoken (English, German, French, Spanish, Italian, Portuguese,
Dutch); a played file, another flow, or a model that is told to say so counts as well. It is a warning, because the
carrier may have said it, or the law may not ask for it: a project that must can make it an error in talkif.yaml.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
settings: {recording: on}
variables: {topic: {type: string}}
nodes:
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
    if setting is None or not speaks_a_known_language(linked):
        return
    way = ways_untold(linked, RECORDED).way_to({node_id for node_id, node in linked.nodes.items() if node.LISTENS})
    if way is not None:
        yield RULE.at(
            linked.nodes[way[-1]].type.span,
            "the caller answers here, and nothing has said that the call is recorded",
            related=(Label(setting.span, "recorded because of this"),),
            path=shown(way),
            help='Say it first, in a node with `interruptible: false`: "This call is recorded."',
        )
