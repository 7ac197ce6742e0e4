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
        "localhost", "LOCALHOST.", "a.localhost", "１２７.0.0.1", "127。0。0。1",
    ],
)  # fmt: skip
def test_what_lies_inside(host: str) -> None:
    assert is_private_address(host)


@pytest.mark.parametrize(
    "host", ["example.com", "8.8.8.8", "134744072", "[2606:4700::1111]", "localhost.example.com", "10.example.com", "a"]
)
def test_what_lies_outside_or_is_a_name(host: str) -> None:
    assert not is_private_address(host)
