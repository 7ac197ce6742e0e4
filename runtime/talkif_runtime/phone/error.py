"""Why a simulated call went wrong."""

from __future__ import annotations


class PhoneError(Exception):
    """The server broke the carrier's rules, or the call did not go as the script expects. The text is for people."""
