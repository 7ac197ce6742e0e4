"""The error of every wire format."""

from __future__ import annotations


class WireError(Exception):
    """Bytes from the other side do not follow its documented protocol."""
