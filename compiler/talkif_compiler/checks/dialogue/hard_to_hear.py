"""A sentence is too long to be followed by ear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .speech import lines, sentences, words

RULE = Rule(
    id="hard-to-hear",
    severity="info",
    summary="A sentence is too long to be followed by ear.",
    doc="""\
Listeners cannot look back. In a sentence of more than thirty words most of them have lost the beginning before the end
comes. The rule looks at everything that is spoken word for word. Of lists such as "for sales press one, for support
press two", each part counts by itself.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: say
    text: >-
      Since the parcel that you ordered last week could not be handed over to you or to any of your neighbours, it has
      been taken to the post office of your district, where it waits for you until the end of next week.
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
      We could not hand over the parcel that you ordered last week. It has been taken to the post office of your
      district. It waits for you there until the end of next week.
    next: bye
  bye: {type: end}
""",
)


_MOST_WORDS = 30
_OFFER = re.compile(r"\b(?:press|dial|say)\b", re.IGNORECASE)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for line in lines(linked):
        # A word and its blank are two characters at least.
        for start, end in sentences(line.heard) if len(line.heard) > 2 * _MOST_WORDS else ():
            count = max(len(words(part)) for part in _parts(line.heard[start:end]))
            if count > _MOST_WORDS:
                message = f"{count} words in one sentence are hard to follow by ear"
                yield RULE.at(line.place(start, end), message, help="Make two or three sentences of it.")


def _parts(sentence: str) -> list[str]:
    is_list = len(_OFFER.findall(sentence)) > 2
    return re.split(r"[;,]" if is_list else ";", sentence)
