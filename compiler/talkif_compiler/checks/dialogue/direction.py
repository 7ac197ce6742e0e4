"""Whether a flow places calls itself: only what it reads and waits for can tell."""

from __future__ import annotations

import re

from ...fields.leaves import Formula
from ...linking.link import Linked
from ...nodes.voicemail import Voicemail
from ...source import Span

_OUTBOUND = re.compile(r"call\.direction\s*==\s*(['\"])outbound\1")


def outbound_evidence(linked: Linked) -> Span | None:
    """Where the flow reads its campaign, counts attempts, asks whether it placed the call, or waits for an answering
    machine; None when it does nothing of that.
    """
    return linked.once(_evidence)


def _evidence(linked: Linked) -> Span | None:
    for analysis in linked.analyses:
        for reference in analysis.references:
            if reference.path[0] == "campaign" or reference.path[:2] == ("call", "attempt"):
                return analysis.place(reference.start, reference.end)
        leaf = analysis.use.leaf
        match = _OUTBOUND.search(leaf.source) if isinstance(leaf, Formula) and "outbound" in leaf.source else None
        if match is not None and isinstance(leaf, Formula):
            return leaf.place(match.start(), match.end())
    return _answering_machine(linked)


def _answering_machine(linked: Linked) -> Span | None:
    for edge in (*linked.handlers, *(edge for node in linked.nodes.values() for edge in node.next)):
        if edge.on is not None and edge.on.value == "voicemail":
            return edge.on.span
    return next((node.type.span for node in linked.nodes.values() if isinstance(node, Voicemail)), None)
