"""Everything that a template may read: the product's own names with their types, and the account's contact fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from talkif_schemas.names import NAMESPACES
from talkif_schemas.resources.templates import TemplateVariable, VariableSource
from talkif_schemas.types import TypeSpec

#: Path -> a value as a call may have it. What the account defines is not here.
EXAMPLES: Final[Mapping[str, Any]] = {
    "contact.firstName": "Ana",
    "contact.lastName": "Silva",
    "contact.phone": "+14155550123",
    "contact.email": "ana@example.com",
    "contact.company": "Acme",
    "contact.timezone": "America/New_York",
    "contact.language": "en-US",
    "contact.tags": ["vip"],
    "contact.customFields": {"plan": "pro"},
    "call.id": "call_01981f2e9b7c7d3f8a4b5c6d7e8f9a0b",
    "call.direction": "outbound",
    "call.from": "+14155550100",
    "call.to": "+14155550123",
    "call.startedAt": "2026-03-02T15:04:05Z",
    "call.attempt": 1,
    "call.metadata": {"dealId": "deal_456"},
    "account.name": "Acme",
    "campaign.id": "campaign_01981f2e9b7c7d3f8a4b5c6d7e8f9a0b",
    "campaign.name": "Spring reminders",
    "system.now": "2026-03-02T10:04:05-05:00",
    "system.date": "2026-03-02",
    "system.time": "10:04",
    "last.utterance": "Yes, please.",
    "last.result": {"status": "shipped"},
    "last.error": "timeout",
}
_FIELD_EXAMPLES: Final[Mapping[str, Any]] = {
    "string": "text",
    "number": 12.5,
    "integer": 3,
    "boolean": True,
    "date": "2026-03-02",
    "datetime": "2026-03-02T15:04:05Z",
    "url": "https://example.com",
    "email": "ana@example.com",
}


def variables(contact_fields: Sequence[Mapping[str, Any]]) -> list[TemplateVariable]:
    """`contact_fields`: key, label, type, options and description of each."""
    own: list[TemplateVariable] = []
    sources: dict[str, VariableSource] = {
        "contact": "contact", "call": "call", "account": "account", "campaign": "campaign", "system": "system",
        "last": "last",
    }  # fmt: skip
    for namespace, spec in NAMESPACES.items():
        own += [_variable(path, leaf, sources[namespace]) for path, leaf in _leaves(namespace, spec)]
    return own + list(_custom(contact_fields))


def _leaves(path: str, spec: TypeSpec) -> Iterator[tuple[str, TypeSpec]]:
    if not spec.properties:
        yield path, spec
    for name, member in spec.properties.items():
        yield from _leaves(f"{path}.{name}", member)


def _variable(path: str, spec: TypeSpec, source: VariableSource) -> TemplateVariable:
    return TemplateVariable(
        path=path,
        type=spec.type,
        nullable=spec.nullable,
        description=spec.description,
        example=EXAMPLES[path],
        values=list(spec.values),
        source=source,
    )


def _custom(fields: Iterable[Mapping[str, Any]]) -> Iterator[TemplateVariable]:
    for field in fields:
        options = list(field["options"])
        yield TemplateVariable(
            path=f"contact.customFields.{field['key']}",
            type=field["type"],
            nullable=True,
            description=field["description"] or field["label"],
            example=options[0] if options else _FIELD_EXAMPLES[field["type"]],
            values=options,
            source="custom",
        )
