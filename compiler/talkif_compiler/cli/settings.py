"""What the environment says to the commands."""

from __future__ import annotations

import os


def wants_no_color() -> bool:
    """https://no-color.org"""
    return bool(os.environ.get("NO_COLOR"))
