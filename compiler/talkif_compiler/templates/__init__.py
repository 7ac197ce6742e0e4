"""Handlebars: parsing with exact spans, checking against a flow's names, lowering for the runtime."""

from __future__ import annotations

from .analyse import TemplateNames, TemplateProblem, analyse
from .lower import lower
from .nodes import ParsedTemplate, TemplateSyntaxError
from .parser import parse

__all__ = [
    "ParsedTemplate",
    "TemplateNames",
    "TemplateProblem",
    "TemplateSyntaxError",
    "analyse",
    "lower",
    "parse",
]
