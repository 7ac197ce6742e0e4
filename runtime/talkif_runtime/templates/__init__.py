"""Renders parsed templates within limits. Values are JSON: attributes are never touched, nothing is called."""

from __future__ import annotations

from .limits import Limits, PartialMissing, RenderError
from .members import Strictness
from .render import Renderer, load

__all__ = ["Limits", "PartialMissing", "RenderError", "Renderer", "Strictness", "load"]
