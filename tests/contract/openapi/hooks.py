"""What schemathesis loads: how strings of our formats look, and things for the ids in paths."""

from __future__ import annotations

from tests.contract.openapi import formats, things

__all__ = ["formats", "things"]
