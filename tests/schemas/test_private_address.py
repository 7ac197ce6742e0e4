"""Addresses of private networks are known by every form that resolvers take."""

from __future__ import annotations

import pytest

from talkif_schemas.private_address import is_private_address


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.1.", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "1.2.3.999",
        "[::1]", "::1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1%25eth0]", "[fd00::1]", "[::]",
        "[64:ff9b::7f00:1]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
        "[::7f00:1]", "[::ffff:0:7f00:1]", "[fec0::1]", "[ff0e::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]",
        "[5f00::1]", "[4000::1]", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.1.75", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "localhost", "LOCALHOST.", "a.localhost", "１２７.0.0.1", "127。0。0。1",
    ],
)  # fmt: skip
def test_what_lies_inside(host: str) -> None:
    assert is_private_address(host)


@pytest.mark.parametrize(
    "host",
    [
        "example.com", "8.8.8.8", "134744072", "192.0.1.1", "168.63.129.17", "223.255.255.255", "localhost.example.com",
        "[2606:4700::1111]", "[2001:200::1]", "[2003::1]", "[2a00:1450::1]", "10.example.com", "a",
    ],
)  # fmt: skip
def test_what_lies_outside_or_is_a_name(host: str) -> None:
    assert not is_private_address(host)
