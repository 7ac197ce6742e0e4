"""The body of every answer that is not a success, and the catalogue of its codes."""

from __future__ import annotations

from typing import Any

from .bodies import Body


class ProblemField(Body):
    """One wrong field of a request."""

    field: str
    """Path of the field as the client wrote it, such as `scopes.0`; empty for the body as a whole."""
    code: str
    """`required` · `unknown_field` · `invalid_format` · `invalid_type` · `invalid_value` · `out_of_range` ·
    `too_long` · `too_short`"""
    message: str


class Problem(Body):
    code: str
    """Stable; listed by `GET /api/v1/errors`."""
    title: str
    status: int
    detail: str
    request_id: str
    """Also in the header X-Request-Id."""
    errors: list[ProblemField] = []
    meta: dict[str, Any] = {}


class CatalogueEntry(Body):
    code: str
    category: str
    status: int
    title: str
    description: str


class Catalogue(Body):
    errors: list[CatalogueEntry]
