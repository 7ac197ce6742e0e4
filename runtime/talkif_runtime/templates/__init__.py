"""Renders parsed templates within limits. Values are JSON: attributes are never touched, nothing is called."""

from __future__ import annotations

from .limits import Limits, RenderError
from .members import Strictness
from .render import Renderer, load

__all__ = ["Limits", "RenderError", "Renderer", "Strictness", "load"]
