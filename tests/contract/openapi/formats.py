"""What schemathesis writes into strings whose format is ours. It loads this file itself."""

from __future__ import annotations

import schemathesis
from hypothesis import strategies as st

from talkif_schemas.time_zones import time_zones

_HTTPS = r"https://[a-z]{1,20}\.example\.com/[a-z0-9]{0,20}"
_NUMBER = r"\+1 ?\(?[2-9][0-9]{2}\)? ?[2-9][0-9]{2}-?[0-9]{4}"

#: Format in the description -> what is written.
_FORMATS = {
    "cidr": st.one_of(
        st.ip_addresses(v=4).map(lambda address: f"{address}/32"),
        st.ip_addresses(v=6).map(lambda address: f"{address}/128"),
    ),
    # The second is that of things nobody has changed yet.
    "etag": st.sampled_from(["*", '"1"']),
    "https-url": st.from_regex(_HTTPS, fullmatch=True),
    "iana-timezone": st.sampled_from(sorted(time_zones())),
    "phone-number": st.from_regex(_NUMBER, fullmatch=True),
}

for name, strategy in _FORMATS.items():
    schemathesis.openapi.format(name, strategy)
