"""Which version comes next: what changed between two artifacts, and what that means to those who rely on the flow."""

from __future__ import annotations

from .bump import Change, highest, infer_bump
from .rules import RULES

__all__ = ["RULES", "Change", "highest", "infer_bump"]
