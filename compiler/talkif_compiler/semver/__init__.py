"""Which version comes next: what changed between two artifacts, and what that means to those who rely on the flow."""

from .bump import Change, highest, infer_bump
from .rules import Bump

__all__ = ["Bump", "Change", "highest", "infer_bump"]
