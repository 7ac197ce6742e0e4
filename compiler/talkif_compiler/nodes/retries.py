"""What `collect` and `menu` share: asking again a bounded number of times."""

from __future__ import annotations

from talkif_schemas import artifact

from ..defaults import RETRIES_MAX
from ..leaves import Count, OneOrMore, Speech
from ..lowering import Lowering
from ..record import Record


class RetryFields(Record):
    no_input: OneOrMore[Speech] | None = None
    no_match: OneOrMore[Speech] | None = None
    max: Count | None = None


def lower_retries(fields: RetryFields | None, lowering: Lowering) -> artifact.Retries:
    if fields is None:
        return artifact.Retries(max=RETRIES_MAX)
    return artifact.Retries(
        no_input=lowering.all(fields.no_input),
        no_match=lowering.all(fields.no_match),
        max=fields.max.value if fields.max else RETRIES_MAX,
    )
