"""Whether a flow places calls itself: only what it reads can tell."""

from __future__ import annotations

import re

from ...leaves import Formula
from ...link import Linked
from ...source import Span

_OUTBOUND = re.compile(r"call\.direction\s*==\s*(['\"])outbound\1")


def outbound_evidence(linked: Linked) -> Span | None:
    """Where the flow reads its campaign, counts attempts, or asks whether it placed the call; None when it does not."""
    for analysis in linked.analyses:
        for reference in analysis.references:
            if reference.path[0] == "campaign" or reference.path[:2] == ("call", "attempt"):
                return analysis.place(reference.start, reference.end)
        leaf = analysis.use.leaf
        match = _OUTBOUND.search(leaf.source) if isinstance(leaf, Formula) else None
        if match is not None and isinstance(leaf, Formula):
            return leaf.place(match.start(), match.end())
    return None
