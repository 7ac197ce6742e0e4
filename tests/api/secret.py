"""A word in every text that the first account stores, so that it is seen where it leaks."""

from __future__ import annotations

from typing import Final

SECRET: Final = "hushhush"
