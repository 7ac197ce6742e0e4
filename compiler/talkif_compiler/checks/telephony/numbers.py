"""Phone numbers that a flow dials, as far as they are written in it or bound by the environments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ...diagnostics import Label
from ...fields.leaves import NumberName, Text
from ...linking.link import Linked
from ...nodes.message import Message
from ...nodes.transfer import Transfer
from ...source import Span

#: ITU-T E.164: at most 15 digits, none of which begins with 0.
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Dialled(Struct, frozen=True):
    number: str
    """E.164."""
    span: Span
    """Where the flow names it."""
    related: tuple[Label, ...]
    """Where an environment binds it."""


def dialled(linked: Linked) -> Iterator[Dialled]:
    """What calls are transferred and messages sent to."""
    for node in linked.nodes.values():
        targets = node.to if isinstance(node, Transfer) else (node.to,) if isinstance(node, Message) else ()
        for target in targets:
            for found in meant(linked, target):
                if E164.fullmatch(found.number):
                    yield found


def meant(linked: Linked, target: Text | NumberName) -> Iterator[Dialled]:
    """Every text that a target may stand for; none for a template."""
    if isinstance(target, Text):
        written = linked.texts.get(target)
        if written is not None and "{{" not in written.content:
            yield Dialled(written.content, target.span, ())
        return
    for name, fields in ((linked.project.environments or {}) if linked.project is not None else {}).items():
        if fields is not None and linked.environment in (None, name):
            bound = (fields.numbers or {}).get(target.name.value)  # type: ignore[call-overload]
            if bound is not None:
                yield Dialled(bound.value, target.span, (Label(bound.span, f"bound here, in `{name}`"),))
