"""An HTTP request, as tools and `http` nodes write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import JsonValue

from talkif_schemas import artifact
from talkif_schemas.template_ast import Template

from ..defaults import REQUEST_TIMEOUT_MS
from ..syntax import document
from ..syntax.document import Scalar, Sequence, Value
from .bounds import FILLED_TEXT
from .leaves import Count, Data, DurationMs, Expression, Flag, Key, Leaf, Lenient, MapOf, Name, Spanned, Text, keyword
from .lowering import Lowering, sources
from .problems import Problems
from .record import Record

#: A secret of the environment, by name, or a template.
Header = Spanned[str] | Text
Body = dict[str, Any] | list[Any] | Text | None


_HEADER_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"secret": {"type": "string", "description": "Name that each environment binds"}},
            "required": ["secret"],
            "additionalProperties": False,
        },
    ]
}


def _read_header(value: Value, problems: Problems) -> Header:
    if isinstance(value, document.Mapping):
        entry = value.entries.get("secret")
        if entry is None or len(value.entries) != 1 or not isinstance(entry.value, Scalar):
            problems.wrong_type(value, "text or `{secret: name}`")
        return Spanned(entry.value.text, entry.value.span)
    if not isinstance(value, Scalar):
        problems.wrong_type(value, "text or `{secret: name}`")
    return Text(value, False, "data")


def _read_body(value: Value, problems: Problems) -> Any:
    """JSON with a `Text` in place of each string."""
    if isinstance(value, document.Mapping):
        return {key: _read_body(entry.value, problems) for key, entry in value.entries.items()}
    if isinstance(value, Sequence):
        return [_read_body(item, problems) for item in value.items]
    return Text(value, False, "data") if isinstance(value.value, str) else value.value


HeaderFields = MapOf[Annotated[Any, Leaf(_read_header, _HEADER_SCHEMA)]]


class RequestFields(Record):
    """An HTTP request. All text in it is templates."""

    method: Annotated[Spanned[str], keyword("GET", "POST", "PUT", "PATCH", "DELETE")] | None = None
    """`GET` if left out."""
    host: Name | None = None
    """Name of a host that each environment binds; `url` is then a path on it: `/orders/{{args.id}}`."""
    url: Annotated[Data, FILLED_TEXT]
    """https address, or a path on `host`. A template."""
    headers: HeaderFields | None = None
    """Text, or `{secret: name}` for a secret of the environment."""
    query: MapOf[Data] | None = None
    """Parameter of the URL -> template."""
    body: Annotated[Any, Leaf(_read_body, {})] = None
    """JSON; all text in it is templates."""
    map: MapOf[Expression] | None = None
    """Field of the result -> CEL over `last.result`. Without it, the result is the body of the answer."""
    timeout: Lenient[DurationMs] = None
    """How long to wait for the answer: `5s`."""
    retries: Lenient[Count] = None
    """How often it is sent again after a failure that may pass."""
    idempotent: Flag | None = None
    """Whether sending it twice does no harm."""

    def lower_request(self, lowering: Lowering) -> artifact.HttpRequest:
        return artifact.HttpRequest(
            method=self.method.value if self.method else "GET",
            host=lowering.host(self.host),
            url=lowering.template(self.url),
            headers=lower_headers(self.headers, lowering),
            query={str(name): lowering.template(value) for name, value in (self.query or {}).items()},
            body=_lower_body(self.body, lowering),
            map=sources(self.map),
            timeout_ms=self.timeout.value if self.timeout else REQUEST_TIMEOUT_MS,
            retries=self.retries.value if self.retries else 0,
            idempotent=self.idempotent is not None and self.idempotent.value,
        )


def lower_headers(headers: Mapping[Key, Header] | None, lowering: Lowering) -> dict[str, Template | artifact.SecretRef]:
    return {
        str(name): lowering.template(value) if isinstance(value, Text) else lowering.secret(value.value)
        for name, value in (headers or {}).items()
    }


def _lower_body(body: Any, lowering: Lowering) -> JsonValue:
    if isinstance(body, Text):
        template = lowering.template(body)
        return template.fixed if template.fixed is not None else {"$template": template.model_dump(mode="json")}
    if isinstance(body, dict):
        return {key: _lower_body(value, lowering) for key, value in body.items()}
    if isinstance(body, list):
        return [_lower_body(item, lowering) for item in body]
    return body  # type: ignore[no-any-return]
