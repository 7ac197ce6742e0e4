"""Renders parsed templates within limits. Contexts are JSON values: attributes are never touched, values never called."""

from __future__ import annotations

from .limits import Limits, RenderError
from .render import Renderer, load

__all__ = ["Limits", "RenderError", "Renderer", "load"]
