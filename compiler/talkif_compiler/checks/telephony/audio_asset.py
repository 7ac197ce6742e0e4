"""A recording cannot be played to a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.play import Play
from ...rule import Rule

RULE = Rule(
    id="audio-asset",
    severity="warning",
    summary="A recording cannot be played to a phone.",
    doc="""\
`play` fetches WAV and MP3 audio by https. Another kind of file, or a path instead of an address, ends in silence on the
call. Addresses that do not end in a kind of file are not judged.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: play, audio: "https://cdn.example.com/welcome.ogg", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: play, audio: "https://cdn.example.com/welcome.mp3", next: bye}
  bye: {type: end}
""",
)


_ADVICE = "Use an https address of WAV or MP3 audio."
_SCHEME = re.compile(r"(?:https?://|\{\{)", re.IGNORECASE)
_KIND = re.compile(r"\.(?P<kind>[A-Za-z0-9]{2,5})$")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        text = linked.texts.get(node.audio) if isinstance(node, Play) else None
        if text is None:
            continue
        address = text.content.strip()
        if not _SCHEME.match(address):
            yield RULE.at(text.text.span, f"`{address}` is no address that audio can be fetched from", help=_ADVICE)
        elif "?" not in address:
            kind = _KIND.search(address.rpartition("/")[2])
            if kind is not None and kind["kind"].lower() not in ("wav", "mp3"):
                yield RULE.at(text.text.span, f"`.{kind['kind']}` files cannot be played", help=_ADVICE)
