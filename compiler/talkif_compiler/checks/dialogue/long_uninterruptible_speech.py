"""Callers have to listen for a long time and cannot cut in."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix, Label
from ...fields.leaves import Spanned, Text
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.menu import Menu
from ...nodes.say import Say
from ...notices import MACHINE, RECORDED
from ...rule import Rule
from .speech import Line, duration_ms, line_of, sentences

RULE = Rule(
    id="long-uninterruptible-speech",
    severity="warning",
    summary="Callers have to listen for a long time and cannot cut in.",
    doc="""\
With `interruptible: false` nothing that the caller says or presses counts until the text is over. Regular callers know
what comes, talk into it, and are not heard. The rule estimates how long a text takes to speak, and finds those of more
than eight seconds. Notices of recording and of talking to a machine do not count: those have to be heard.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: say
    text: >-
      Welcome to the service line of the city library. We are open from Monday to Saturday, from nine in the morning
      until eight in the evening, and on Sundays until noon. You can also find all of this on our website.
    interruptible: false
    next: bye
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: say
    text: >-
      Welcome to the service line of the city library. We are open from Monday to Saturday, from nine in the morning
      until eight in the evening, and on Sundays until noon. You can also find all of this on our website.
    next: bye
  bye: {type: end}
""",
)


_LONGEST_MS = 8_000


def check(linked: Linked) -> Iterator[Diagnostic]:
    settings = linked.flow.settings
    everywhere = settings.interruptible if settings is not None else None
    for node in linked.nodes.values():
        own, texts = _spoken(node)
        flag = own or everywhere
        if flag is None or flag.value:
            continue
        for text in texts:
            line = line_of(linked, text)
            length_ms = _length_ms(line) if line is not None else 0
            if line is not None and length_ms > _LONGEST_MS:
                yield _finding(line, flag, length_ms, is_own=own is not None)


def _finding(line: Line, flag: Spanned[bool], length_ms: int, *, is_own: bool) -> Diagnostic:
    fixes = (Fix("Let callers cut in", (Edit(flag.span, "true"),), "unsafe"),) if is_own else ()
    return RULE.at(
        line.place(0, len(line.heard.rstrip())),
        f"this takes some {round(length_ms / 1_000)} seconds, and callers cannot cut in",
        related=(Label(flag.span, "because of this"),),
        help="Keep what has to be heard short, and say the rest in a node that can be interrupted.",
        fixes=fixes,
    )


def _spoken(node: NodeFields) -> tuple[Spanned[bool] | None, tuple[Text | None, ...]]:
    match node:
        case Say():
            return node.interruptible, (node.text, *(node.variants or ()))
        case Collect() | Menu():
            return node.interruptible, (node.ask,)
        case Agent():
            return node.interruptible, (node.greeting,)
    return None, ()


def _length_ms(line: Line) -> int:
    """Of the sentences that are no notices."""
    heard = line.heard
    rest = [heard[start:end] for start, end in sentences(heard)]
    return duration_ms(" ".join(text for text in rest if not RECORDED.is_in(text) and not MACHINE.is_in(text)))
