"""A call or message goes to a number that costs much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .numbers import dialled

RULE = Rule(
    id="premium-number",
    severity="warning",
    summary="A call or message goes to a number that costs much.",
    doc="""\
Premium-rate numbers, and those of satellite networks, cost up to several dollars a minute, which the account pays for
as long as the caller likes to stay. Frauds live on that. Most carriers refuse such numbers anyway.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+19005551234", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+14155551234", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


#: By the numbering plans: North America, then Europe and Australia by country code, then networks of no country.
_PREMIUM = re.compile(
    r"""\+(?:
      1900 | 1[2-9]\d\d976
    | 3[12]90[0269] | 3389 | 34(?:80[367]|90[57]) | 35315[1-9] | 3989 | 41(?:900|901|906) | 43(?:900|901|93[019])
    | 44(?:9|87[123]) | 46(?:900|939|944) | 48(?:70|30[0-9]) | 49(?:900|137) | 61190
    | 979
    )\d*""",
    re.VERBOSE,
)
_SATELLITE = re.compile(r"\+(?:870|881|882|883)\d*")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for found in dialled(linked):
        what = "a premium-rate number" if _PREMIUM.fullmatch(found.number) else None
        what = "a number of a satellite network" if _SATELLITE.fullmatch(found.number) else what
        if what is not None:
            message = f"{found.number} is {what}, and the account pays for it"
            yield RULE.at(found.span, message, related=found.related)
