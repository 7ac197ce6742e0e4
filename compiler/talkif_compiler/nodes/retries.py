"""What `collect` and `menu` share: asking again a bounded number of times."""

from __future__ import annotations

from talkif_schemas import artifact

from ..defaults import RETRIES_MAX
from ..fields.leaves import Count, Lenient, OneOrMore, Speech
from ..fields.lowering import Lowering
from ..fields.record import Record


class RetryFields(Record):
    no_input: OneOrMore[Speech] | None = None
    """Said when the caller says nothing, the n-th time the n-th line. Templates."""
    no_match: OneOrMore[Speech] | None = None
    """Said when the answer does not fit, the n-th time the n-th line. Templates."""
    max: Lenient[Count] = None
    """Misses after which the node gives up."""


def lower_retries(fields: RetryFields | None, lowering: Lowering) -> artifact.Retries:
    if fields is None:
        return artifact.Retries(max=RETRIES_MAX)
    return artifact.Retries(
        no_input=lowering.all(fields.no_input),
        no_match=lowering.all(fields.no_match),
        max=fields.max.value if fields.max else RETRIES_MAX,
    )
