"""The one shape of every failed request, and the catalogue of what can fail."""

from __future__ import annotations

from pydantic import JsonValue

from .bodies import Body


class FieldProblem(Body):
    """One wrong field."""

    field: str
    """Path as the client wrote it, such as `scopes.0`."""
    code: str
    message: str


class Problem(Body):
    """Body of every answer that is not a success."""

    code: str
    title: str
    status: int
    detail: str
    request_id: str
    """Quote it to support; also in the header X-Request-Id."""
    errors: list[FieldProblem]
    meta: dict[str, JsonValue] = {}
    """Facts for programs, such as `retryAfterSecs` or `diagnostics`."""


class ProblemKind(Body):
    """One code of the catalogue."""

    code: str
    title: str
    status: int
    description: str


class ProblemCatalogue(Body):
    errors: list[ProblemKind]
    field_codes: list[str]
    """Codes that fields can have in `errors[].code`."""
