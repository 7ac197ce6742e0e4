"""Conditions and assignments: CEL checked against a flow's names, with positions in the author's text."""

from __future__ import annotations

from .check import CheckedExpression, Checker, ExpressionErrors

__all__ = ["CheckedExpression", "Checker", "ExpressionErrors"]
