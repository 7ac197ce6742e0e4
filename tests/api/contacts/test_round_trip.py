"""A file of contacts that is put back leaves every contact as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.conftest import Account
from tests.api.contacts.test_import_routes import contacts, counts, imported

CONTACTS: list[dict[str, Any]] = [
    {"firstName": "Zone of the number", "phone": "+14155551201"},
    {"firstName": "Same zone, given", "phone": "+14155551202", "timezone": "America/Los_Angeles"},
    {"firstName": "Another zone", "phone": "+14155551203", "timezone": "Asia/Tokyo"},
    {"firstName": "Number of no zone", "phone": "+18005551234"},
    {"firstName": "Zone without a number", "externalId": "zone", "timezone": "Europe/Paris"},
    {"firstName": "First of a family", "phone": "+14155551210", "tags": ["a"], "customFields": {"x": 1}},
    {"firstName": "Second of a family", "phone": "+14155551210", "tags": ["b"], "customFields": {"y": 2}},
    {"tags": ["semi;colon", "two words", 'say "hi"', "'=x", "{a}", "[1]"], "email": "Tags@Example.com"},
    {"firstName": "One tag", "tags": ["semi;colon"]},
    *({"firstName": name, "lastName": name, "company": name, "externalId": name} for name in (
        "'=x", "=x", "''=x", "'x", "+cmd", "'+cmd", "'-5", "-5", "'", "''", '"quoted"', "comma, semi; tab\tend",
        "two\r\nlines", "one\rline", "\x1cseparator\x1f", "NULL", "0", "true",
    )),
    {"firstName": "Own", "language": "pt-BR", "customFields": {
        "empty": "", "spaces": "  a ", "formula": "=x", "guarded": "'=x", "yes": True, "whole": 2**53 + 1,
        "part": 0.1 + 0.2, "least": 1e-7, "digits": "007", "null": "null", "json": '{"a": 1}', "lines": "a\r\nb",
    }},
]  # fmt: skip
#: Say when a contact was written, and how often.
WRITTEN = ("updatedAt", "revision")


@pytest.mark.parametrize("content_type", ["text/csv", "application/x-ndjson", "application/json"])
async def test_a_file_that_is_put_back_changes_no_contact(account: Account, content_type: str) -> None:
    for body in CONTACTS:
        answer = await account.post("/contacts", body)
        assert answer.status_code == 201, answer.text
    before = await contacts(account)
    if content_type == "application/json":
        text = json.dumps(before)
    else:
        file_format = {"text/csv": "csv", "application/x-ndjson": "ndjson"}[content_type]
        text = (await account.get(f"/contacts/export?format={file_format}")).text
    for dry_run in (True, False):
        report = await imported(
            account, text, content_type, duplicateStrategy="update", duplicateKey="id", dryRun=dry_run
        )
        assert (report["errors"], counts(report)) == ([], (0, len(before), 0, 0))
    after = await contacts(account)
    assert (after[0]["timezoneSource"], after[1]["timezoneSource"]) == ("number", "given")
    for contact in (*before, *after):
        for name in WRITTEN:
            del contact[name]
    assert after == before


@pytest.mark.parametrize("contact_id", ["7", "contact_\0", 7, "contact_" + "0" * 32])
async def test_a_row_with_the_id_of_no_contact_is_refused(account: Account, contact_id: object) -> None:
    text = json.dumps([{"id": contact_id, "firstName": "A"}, {"firstName": "B"}])
    for strategy in ("skip", "update"):
        for dry_run in (True, False):
            report = await imported(
                account, text, "application/json", duplicateStrategy=strategy, duplicateKey="id", dryRun=dry_run
            )
            assert (counts(report), [error["field"] for error in report["errors"]]) == ((1, 0, 0, 1), ["id"])
    assert counts(await imported(account, text, "application/json")) == (2, 0, 0, 0)
