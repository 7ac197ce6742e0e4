from __future__ import annotations

import pytest

from talkif_schemas.network import network


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("2001:db8::/64", "2001:db8::/64"),
        ("::/0", "::/0"),
        ("::ffff:127.0.0.0/104", "127.0.0.0/8"),
        ("::ffff:cb00:7107", "203.0.113.7/32"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("::fffe:0:0/95", "::fffe:0:0/95"),
    ],
)
def test_ipv4_inside_of_ipv6_is_ipv4(text: str, meant: str) -> None:
    assert str(network(text)) == meant


@pytest.mark.parametrize("text", ["", "everyone", "10.0.0.1/8", "::ffff:127.0.0.1/104", "10.0.0.0/33"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"has host bits set|does not appear to be"):
        network(text)
