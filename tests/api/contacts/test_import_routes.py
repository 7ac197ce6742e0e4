"""Imports of contacts over REST."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Account

CSV = {"Content-Type": "text/csv"}


async def send(account: Account, text: str, content_type: str = "text/csv", **options: Any) -> Any:
    headers = {"Content-Type": content_type}
    return await account.send("POST", "/contacts/import", content=text.encode(), headers=headers, params=options)


async def imported(account: Account, text: str, content_type: str = "text/csv", **options: Any) -> dict[str, Any]:
    answer = await send(account, text, content_type, **options)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def counts(report: dict[str, Any]) -> tuple[int, int, int, int]:
    assert report["processed"] == sum(report[name] for name in ("created", "updated", "skipped", "failed"))
    return report["created"], report["updated"], report["skipped"], report["failed"]


async def contacts(account: Account) -> list[dict[str, Any]]:
    return list((await account.get("/contacts?sort=createdAt&limit=100")).json()["contacts"])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("uploads/**/*") if path.is_file()]


async def test_a_csv_file_becomes_contacts(account: Account, files_folder: Path) -> None:
    text = (
        "\ufeffFirst Name;LAST_NAME;Mobile;E-Mail;Tags;Deal stage;Notes\r\n"
        'Sarah;Chen;(415) 555-1234;Sarah@Example.com;"vip, gold";won;"two\r\nlines"\r\n'
        "\r\n"
        "Ana;;+33 6 12 34 56 78;;;;\r\n"
    )
    report = await imported(account, text, tags="imported", mapping=json.dumps({"E-Mail": "email"}))
    assert (report["status"], report["total"], report["errors"]) == ("completed", 2, [])
    assert counts(report) == (2, 0, 0, 0)
    sarah, ana = await contacts(account)
    assert (sarah["phone"], sarah["email"], sarah["timezone"]) == (
        "+14155551234",
        "sarah@example.com",
        "America/Los_Angeles",
    )
    assert sarah["tags"] == ["vip", "gold", "imported"]
    assert sarah["updatedAt"] == sarah["createdAt"]
    assert sarah["customFields"] == {"dealStage": "won", "notes": "two\r\nlines"}
    assert (ana["firstName"], ana["lastName"], ana["phone"], ana["tags"]) == ("Ana", None, "+33612345678", ["imported"])
    assert files(files_folder) == []


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("application/json", '[{"firstName": "A", "phone": "+14155551234"}, {"firstName": "B", "seats": 3}]'),
        ("application/x-ndjson", '{"firstName": "A", "phone": "+14155551234"}\n\n{"firstName": "B", "seats": 3}'),
    ],
)
async def test_json_files_become_contacts(account: Account, content_type: str, text: str) -> None:
    assert counts(await imported(account, text, content_type)) == (2, 0, 0, 0)
    first, second = await contacts(account)
    assert (first["phone"], second["customFields"]) == ("+14155551234", {"seats": 3})


async def test_a_form_brings_a_file_and_options(account: Account) -> None:
    answer = await account.send(
        "POST",
        "/contacts/import",
        files={"file": ("people.csv", "Name of person,number\nAna,06 12 34 56 78\n", "application/octet-stream")},
        data={"mapping": '{"Name of person": "firstName", "number": "phone"}', "defaultCountry": "FR", "tags": "a,b"},
    )
    assert answer.status_code == 200, answer.text
    (ana,) = await contacts(account)
    assert (ana["firstName"], ana["phone"], ana["tags"]) == ("Ana", "+33612345678", ["a", "b"])


async def test_two_columns_that_mean_the_same_field_are_refused_by_name(account: Account) -> None:
    text = "firstName,phone,Mobile\nA,+14155551234,+14155551235\n"
    refused = await send(account, text)
    assert (refused.status_code, refused.json()["code"]) == (400, "file_unreadable")
    assert "phone and Mobile both mean phone" in refused.json()["detail"]
    assert await contacts(account) == []
    assert counts(await imported(account, text, mapping='{"phone": null}')) == (1, 0, 0, 0)
    assert [contact["phone"] for contact in await contacts(account)] == ["+14155551235"]
    rows = json.dumps([{"phone": "+14155551236", "Mobile": ""}, {"phone": "+14155551237", "Mobile": "+14155551238"}])
    report = await imported(account, rows, "application/json")
    assert counts(report) == (1, 0, 0, 1)
    assert [(error["row"], error["field"]) for error in report["errors"]] == [(2, "phone")]


async def test_each_row_that_is_not_taken_says_why(account: Account) -> None:
    await account.post("/contact-fields", {"key": "seats", "label": "Seats", "type": "integer", "required": True})
    await account.post("/contacts", {"externalId": "taken", "customFields": {"seats": 1}})
    text = (
        "firstName,phone,externalId,timezone,Seats\n"
        "A,call me,,,1\n"
        "B,,,Mars/Base,1\n"
        "C,,taken,,1\n"
        "D,,,,many\n"
        "E,,,,\n"
        "F,,twice,,1\n"
        "G,,twice,,1\n"
        "H,,,,1,more\n"
        ",,,,1\n"
        "I,,,,2\n"
    )
    report = await imported(account, text)
    assert counts(report) == (2, 0, 0, 8)
    assert [(error["row"], error["field"], error["code"]) for error in report["errors"]] == [
        (1, "phone", "invalid_format"),
        (2, "timezone", "invalid_format"),
        (3, "externalId", "already_exists"),
        (4, "customFields.seats", "invalid_type"),
        (5, "customFields.seats", "required"),
        (7, "externalId", "already_exists"),
        (8, "", "invalid_format"),
        (9, "", "required"),
    ]
    stored = await account.get(f"/contacts/imports/{report['id']}/errors?limit=3&offset=2")
    assert ([error["row"] for error in stored.json()["errors"]], stored.json()["meta"]["total"]) == ([3, 4, 5], 8)


async def test_rows_of_contacts_that_are_there_are_skipped_put_over_them_or_new(account: Account) -> None:
    before = await account.post(
        "/contacts",
        {"phone": "+14155551234", "firstName": "Old", "company": "Acme", "tags": ["a"], "customFields": {"x": 1}},
    )
    text = "phone,firstName,tags,y\n+14155551234,New,b,2\n415 555 1234,Newer,c,\n+14155559999,Other,,\n"
    assert counts(await imported(account, text, duplicateStrategy="skip")) == (1, 0, 2, 0)
    assert counts(await imported(account, text, duplicateStrategy="update")) == (0, 3, 0, 0)
    after = (await account.get(f"/contacts/{before.json()['id']}")).json()
    assert (after["firstName"], after["company"], after["tags"]) == ("Newer", "Acme", ["a", "b", "c"])
    assert after["customFields"] == {"x": 1, "y": "2"}
    assert counts(await imported(account, text, duplicateStrategy="create")) == (3, 0, 0, 0)
    assert (await account.get("/contacts")).json()["meta"]["total"] == 5
    assert {tag["name"]: tag["contacts"] for tag in (await account.get("/contacts/tags")).json()["tags"]} == {
        "a": 1,
        "b": 2,
        "c": 2,
    }


@pytest.mark.parametrize("key", ["externalId", "email"])
async def test_contacts_are_found_by_other_keys(account: Account, key: str) -> None:
    row = {"externalId": "crm-1", "email": "a@example.com", "firstName": "A"}
    await account.post("/contacts", row)
    text = json.dumps([row | {"phone": "+33612345678"}])
    report = await imported(account, text, "application/json", duplicateStrategy="update", duplicateKey=key)
    (contact,) = await contacts(account)
    assert (counts(report), contact["phone"], contact["timezone"]) == ((0, 1, 0, 0), "+33612345678", "Europe/Paris")


async def test_an_update_never_gives_a_contact_what_it_cannot_have(account: Account) -> None:
    await account.post("/contacts", {"externalId": "taken"})
    await account.post(
        "/contacts",
        {
            "phone": "+14155551234",
            "tags": [f"t{n}" for n in range(50)],
            "customFields": {f"k{n}": n for n in range(100)},
        },
    )
    for row in ({"externalId": "taken"}, {"tags": ["one more"]}, {"oneMore": 1}):
        text = json.dumps([{"phone": "+14155551234", **row}])
        report = await imported(account, text, "application/json", duplicateStrategy="update")
        assert counts(report) == (0, 0, 0, 1), row


async def test_a_dry_run_changes_nothing(account: Account) -> None:
    report = await imported(account, "firstName,phone\nA,+14155551234\nB,no\n", dryRun=True)
    assert (report["dryRun"], counts(report)) == (True, (1, 0, 0, 1))
    assert await contacts(account) == []
    assert (await account.get("/contacts/tags")).json()["tags"] == []


@pytest.mark.parametrize(
    ("content_type", "content", "code"),
    [
        ("text/csv", "", "file_unreadable"),
        ("text/csv", "a,a\n1,2\n", "file_unreadable"),
        ("text/csv", 'firstName\n"open', "file_unreadable"),
        ("text/csv", "firstName\nJosé\n".encode("latin-1"), "file_unreadable"),
        ("text/csv", "firstName\nA\n".encode("utf-16"), "file_unreadable"),
        ("application/json", "{}", "file_unreadable"),
        ("application/json", '[{"firstName": "A"}', "file_unreadable"),
        ("application/json", '[{"firstName": "A"} {}]', "file_unreadable"),
        ("application/json", '[{"firstName": "A"},]', "file_unreadable"),
        ("application/json", '[{"firstName": "A"}] []', "file_unreadable"),
        ("text/csv; charset=windows-1252", b"firstName\nJos\x81\n", "file_unreadable"),
        ("text/csv; charset=utf-16", b"\xff\xfea", "file_unreadable"),
        ("text/csv; charset=koi8-r", "firstName\nA\n", "validation_failed"),
        ("application/pdf", "%PDF", "validation_failed"),
        ("multipart/form-data", "a", "malformed_body"),
        ("multipart/form-data; boundary=x", "--x\r\n", "malformed_body"),
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
            "malformed_body",
        ),
    ],
)
async def test_a_file_that_cannot_be_read_leaves_nothing(
    account: Account, files_folder: Path, content_type: str, content: str | bytes, code: str
) -> None:
    data = content.encode() if isinstance(content, str) else content
    answer = await account.send("POST", "/contacts/import", content=data, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text
    assert (await account.get("/contacts/imports")).json()["imports"] == []
    assert files(files_folder) == []


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("text/csv", "phone,Stage\n+14155551234,won\n"),
        ("application/json", '[{"phone": "+14155551234"}, {"Stage": "won", "\\ud800": 1}]'),
    ],
)
async def test_a_mapping_of_columns_that_are_not_there_is_refused(
    account: Account, content_type: str, text: str
) -> None:
    mapping = {"Mobil": "phone", "Stage": "customFields.dealStage", "stage": None}
    answer = await send(account, text, content_type, mapping=json.dumps(mapping))
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["mapping.Mobil", "mapping.stage"]
    assert "phone, Stage" in answer.json()["errors"][0]["message"]
    assert await contacts(account) == []


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("latin-1", "latin-1"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")],
)
async def test_a_file_is_read_in_its_charset(account: Account, charset: str, encoding: str) -> None:
    data = "firstName\nJosé\n".encode(encoding)
    content_type = f"text/csv; Charset={charset}"
    form = {"file": ("people.csv", data, content_type)}
    for answer in (
        await account.send("POST", "/contacts/import", content=data, headers={"Content-Type": content_type}),
        await account.send("POST", "/contacts/import", files=form),
    ):
        assert answer.status_code == 200, answer.text
    if charset == charset.lower() != "latin-1":
        answer = await account.send("POST", f"/contacts/import?charset={charset}", content=data, headers=CSV)
        assert answer.status_code == 200, answer.text
    assert {contact["firstName"] for contact in await contacts(account)} == {"José"}


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"mapping": "no"}, "mapping"),
        ({"mapping": '{"a": "nickname"}'}, "mapping"),
        ({"mapping": '{"a": "customFields."}'}, "mapping"),
        ({"mapping": '{"a": "customFields.a b"}'}, "mapping"),
        ({"mapping": '{"a": "id"}'}, "mapping"),
        ({"mapping": '{"a": 1}'}, "mapping"),
        ({"duplicateStrategy": "merge"}, "duplicateStrategy"),
        ({"tags": "a,,b"}, "tags"),
        ({"charset": "koi8-r"}, "charset"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_an_option_that_is_wrong_is_named(account: Account, options: dict[str, str], field: str) -> None:
    form = {"files": {"file": ("a.csv", "firstName\nA\n")}, "data": options}
    for answer in (
        await send(account, "firstName\nA\n", **options),
        await account.send("POST", "/contacts/import", **form),  # type: ignore[arg-type]
    ):
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])


async def test_a_file_that_is_sent_twice_is_imported_once(account: Account, files_folder: Path) -> None:
    key = {"Idempotency-Key": "one"}
    answers = [
        await account.send("POST", "/contacts/import", content=b"firstName\nA\n", headers=CSV | key) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len(await contacts(account)) == 1
    other = await account.send("POST", "/contacts/import", content=b"firstName\nB\n", headers=CSV | key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert files(files_folder) == []


async def test_a_large_file_that_is_sent_twice_is_kept_once(account: Account, files_folder: Path) -> None:
    text = b"firstName\n" + b"A\n" * 1_001
    for _ in range(2):
        answer = await account.send("POST", "/contacts/import", content=text, headers=CSV | {"Idempotency-Key": "one"})
        assert answer.status_code == 202
    assert len(files(files_folder)) == 1


async def test_uploads_are_bounded(account: Account, files_folder: Path) -> None:
    text = "firstName\n" + "A\n" * 150_000
    account.app.state.max_upload_bytes = 310_000
    assert (await send(account, text)).status_code == 202
    for path in files(files_folder):
        path.unlink()
    account.app.state.max_upload_bytes = 200_000
    answer = await send(account, text)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")
    assert files(files_folder) == []


async def test_what_was_exported_can_be_imported(account: Account, stranger: Account) -> None:
    await account.post(
        "/contacts",
        {
            "firstName": "=cmd()",
            "lastName": "-1",
            "company": "+Plus",
            "phone": "+14155551234",
            "externalId": "@1",
            "tags": ["a", "b"],
            "customFields": {"dealStage": "won", "seats": 3},
        },
    )
    await account.post("/contacts", {"firstName": "Other", "tags": ["c"]})
    exported = await account.get("/contacts/export?tags=a,b&tagMode=all")
    assert "'=cmd()" in exported.text
    assert "Other" not in exported.text
    assert counts(await imported(stranger, exported.text)) == (1, 0, 0, 0)
    lines = await account.get("/contacts/export?format=ndjson&q=plus")
    assert counts(await imported(stranger, lines.text, "application/x-ndjson", duplicateStrategy="create")) == (
        0,
        0,
        0,
        1,
    )
    (copy,) = await contacts(stranger)
    (original,) = (await account.get("/contacts?q=plus")).json()["contacts"]
    for name in ("id", "createdAt", "updatedAt", "timezoneSource"):
        del copy[name], original[name]
    assert copy == original


async def test_halves_of_surrogate_pairs_are_refused_row_by_row(account: Account) -> None:
    text = r'{"firstName": "A", "x": "\ud800"}' "\n" r'{"firstName": "B", "customFields": {"\ud800": "y"}}' "\n"
    report = await imported(account, text + '{"firstName": "C"}', "application/x-ndjson")
    assert counts(report) == (1, 0, 0, 2)
    assert [error["field"] for error in report["errors"]] == ["customFields.x", "customFields.?"]
    answer = await account.send(
        "POST",
        "/contacts",
        content=rb'{"firstName": "A", "customFields": {"\ud800": "\ud800"}}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "customFields.?")


async def test_keys_with_nul_are_refused_row_by_row(account: Account) -> None:
    lines = r'{"firstName": "A", "customFields": {"a\u0000": "x"}}' "\n"
    report = await imported(account, lines + '{"firstName": "C"}', "application/x-ndjson")
    assert counts(report) == (1, 0, 0, 1)
    assert [error["field"] for error in report["errors"]] == ["customFields.a?"]


async def test_tags_and_own_values_are_kept_to_the_character(account: Account) -> None:
    tags = ['say "hi"', r"back\slash", "{braces}", "NULL", "null", "é\N{GRINNING FACE}", "'"]
    own = {"text": 'tab\tline\n\\N "q" \\', "whole": 2**63, "least": -(2**63), "part": 1e-7, "yes": True}
    line = json.dumps({"firstName": "A\tB\\", "tags": tags, "customFields": own})
    report = await imported(account, line, "application/x-ndjson")
    assert counts(report) == (1, 0, 0, 0)
    (contact,) = await contacts(account)
    assert (contact["firstName"], contact["tags"], contact["customFields"]) == ("A\tB\\", tags, own)
