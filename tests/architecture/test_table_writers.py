"""Every table has one writer, so that two programs never disagree about a row. Everybody may read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.tree import ROOT, files, source_files, syntax

#: Table -> the folder whose code writes it.
WRITERS = {
    "accounts": "api/talkif_api/accounts/",
    "api_keys": "api/talkif_api/accounts/",
    "flows": "api/talkif_api/registry/",
    "artifacts": "api/talkif_api/registry/",
    "artifact_signatures": "api/talkif_api/registry/",
    "flow_versions": "api/talkif_api/registry/",
    "flow_pointers": "api/talkif_api/registry/",
    "flow_pointer_moves": "api/talkif_api/registry/",
    "flow_canaries": "api/talkif_api/registry/",
    "phone_numbers": "api/talkif_api/phone/",
    "number_purchases": "api/talkif_api/phone/",
    "telephony_providers": "api/talkif_api/providers/",
    "dnc_entries": "api/talkif_api/dnc/",
    "schedules": "api/talkif_api/schedules/",
    "prompt_templates": "api/talkif_api/templates/",
    "prompt_template_versions": "api/talkif_api/templates/",
    "webhook_endpoints": "api/talkif_api/webhooks/",
    "webhook_messages": "api/talkif_api/webhooks/",
    "webhook_deliveries": "api/talkif_api/webhooks/",
    "webhook_attempts": "api/talkif_api/webhooks/",
    "contacts": "api/talkif_api/contacts/",
    "contact_fields": "api/talkif_api/contacts/",
    "contact_imports": "api/talkif_api/contacts/",
    "contact_import_errors": "api/talkif_api/contacts/",
    "contact_import_keys": "api/talkif_api/contacts/",
    "contact_tags": "schemas/talkif_schemas/sql/",
    "list_counts": "schemas/talkif_schemas/sql/",
    "audit_log": "api/talkif_api/kit/",
    "api_key_meters": "schemas/talkif_schemas/sql/",
    "api_key_days": "schemas/talkif_schemas/sql/",
    "api_key_addresses": "schemas/talkif_schemas/sql/",
    "failed_addresses": "schemas/talkif_schemas/sql/",
    "library_migrations": "api/talkif_api/kit/",
    "idempotency_keys": "api/talkif_api/kit/",
    "schema_migrations": "api/talkif_api/kit/",
    "calls": "runtime/talkif_runtime/",
    "call_events": "runtime/talkif_runtime/",
    "call_follow_ups": "api/talkif_api/calls/",
    "call_costs": "api/talkif_api/calls/",
    "call_quality": "api/talkif_api/calls/",
    "call_analyses": "api/talkif_api/calls/",
    "call_orders": "api/talkif_api/calls/",
}

CREATE = re.compile(r"\bCREATE TABLE (?:IF NOT EXISTS )?(\w+)", re.IGNORECASE)
RENAME = re.compile(r"\bALTER TABLE (\w+) RENAME TO (\w+)", re.IGNORECASE)
WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|UPDATE(?=\s+\w+(?:\s+(?:AS\s+)?\w+)?\s+SET\b)|COPY(?=\s+\w+[^;]*\bFROM\b))"
    r"\s+(\w+)",
    re.IGNORECASE,
)


def statements() -> Iterator[tuple[str, str]]:
    """(path, text) of everything in the programs that may be SQL."""
    for path in source_files():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value
            elif isinstance(node, ast.JoinedStr):
                yield path, "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    for path in files():
        if path.endswith(".sql") and not path.startswith("schemas/"):
            yield path, (ROOT / path).read_text(encoding="utf-8")


def test_every_table_has_a_writer() -> None:
    migrations = [path for path in files() if path.startswith("schemas/") and path.endswith(".sql")]
    tables = set()
    for path in sorted(migrations):
        text = (ROOT / path).read_text(encoding="utf-8")
        tables |= set(CREATE.findall(text))
        for before, after in RENAME.findall(text):
            tables = tables - {before} | {after}
    assert tables, "no migration creates a table: has the folder of the migrations moved?"
    assert not tables - set(WRITERS), f"say in WRITERS who writes {', '.join(sorted(tables - set(WRITERS)))}"


def test_tables_are_written_by_their_writer_alone() -> None:
    foreign = {
        f"{path} writes {table}, which belongs to {WRITERS[table]}"
        for path, text in statements()
        for table in WRITE.findall(text)
        if table in WRITERS and not path.startswith(WRITERS[table])
    }
    assert not foreign, "call the owner's function instead:\n" + "\n".join(sorted(foreign))


def test_writes_are_recognised() -> None:
    sql = "INSERT INTO a VALUES (1); update b set x = 1; UPDATE c AS k SET x = 1; DELETE FROM d; COPY e (x) FROM STDIN"
    assert WRITE.findall(sql) == ["a", "b", "c", "d", "e"]
    assert WRITE.findall("SELECT 1 FROM a FOR UPDATE OF a; COPY b TO STDOUT; update these rows and set x") == []
