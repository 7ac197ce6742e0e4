"""Handlebars: parsing with exact spans, checking against a flow's names, lowering for the runtime."""

from __future__ import annotations

from .analyse import Partials, analyse
from .lower import lower
from .names import TemplateNames
from .nodes import ParsedTemplate, TemplateSyntaxError
from .parser import parse

__all__ = [
    "ParsedTemplate",
    "Partials",
    "TemplateNames",
    "TemplateSyntaxError",
    "analyse",
    "lower",
    "parse",
]
