"""The one shape of every failed request, and the catalogue of what can fail."""

from __future__ import annotations

from pydantic import JsonValue

from .bodies import Body, answered_with


class FieldProblem(Body):
    """One wrong field."""

    model_config = answered_with(
        field="phone", code="invalid_format", message="Phone number expected, such as +14155551234"
    )

    field: str
    """Path as the client wrote it, such as `scopes.0`."""
    code: str
    """One of `fieldCodes` in the catalogue of errors."""
    message: str


class Problem(Body):
    """Body of every answer that is not a success."""

    code: str
    """For programs; the catalogue at `GET /api/v1/errors` says what each means."""
    title: str
    """The code in words."""
    status: int
    """Of the HTTP answer."""
    detail: str
    """What happened here, for people."""
    request_id: str
    """Quote it to support; also in the header X-Request-Id."""
    errors: list[FieldProblem]
    """Fields that are wrong; empty where it is not about fields."""
    meta: dict[str, JsonValue] = {}
    """Facts for programs, such as `retryAfterSecs` or `diagnostics`."""


class ProblemKind(Body):
    """One code of the catalogue."""

    model_config = answered_with(
        code="not_found", title="Not Found", status=404, description="There is no such thing in this account."
    )

    code: str
    """For programs; it never changes."""
    title: str
    """The code in words."""
    status: int
    """Of the HTTP answer."""
    description: str
    """What it means."""


class ProblemCatalogue(Body):
    model_config = answered_with(fieldCodes=["invalid_format", "required"])

    errors: list[ProblemKind]
    """In the order of their codes."""
    field_codes: list[str]
    """Codes that fields can have in `errors[].code`."""
