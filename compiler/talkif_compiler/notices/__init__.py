"""Words by which somebody is told of something: that the call is recorded, that a machine speaks. No flow is needed."""

from __future__ import annotations

from .machine import MACHINE
from .notice import Notice
from .recorded import RECORDED

__all__ = ["MACHINE", "RECORDED", "Notice"]
