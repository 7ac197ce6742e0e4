"""Prompt templates as a client of the API sees them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.conftest import Account, owner

REMINDER = 'You are calling {{default contact.firstName "there"}} to confirm their appointment.'


async def created(account: Account, name: str = "Reminder", content: str = REMINDER, **body: Any) -> dict[str, Any]:
    answer = await account.post("/prompt-templates", {"name": name, "content": content, **body})
    assert answer.status_code == 201, answer.text
    template: dict[str, Any] = answer.json()
    return template


async def patched(account: Account, template: dict[str, Any], **changes: Any) -> Any:
    return await account.send("PATCH", f"/prompt-templates/{template['id']}", json=changes)


async def test_a_template_is_created_and_read(account: Account) -> None:
    template = await created(account, "Appointment Reminder", tags=["reminders"])
    assert template["slug"] == "appointment-reminder"
    assert (template["version"], template["variables"], template["warnings"]) == (1, ["contact.firstName"], [])
    answer = await account.get(f"/prompt-templates/{template['id']}")
    assert (answer.json(), answer.headers["ETag"]) == (template, '"1"')


async def test_what_is_no_template_is_refused_with_line_and_column(account: Account) -> None:
    answer = await account.post("/prompt-templates", {"name": "x", "content": "Hi\n{{shout name}}"})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")
    assert answer.json()["errors"][0]["message"].startswith("Line 2, column 3: there is no helper `shout`")
    assert answer.json()["meta"]["problems"][0]["rule"] == "unknown-helper"
    template = await created(account)
    assert (await patched(account, template, content="{{#if x}}")).status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"slug": "No Slug"}, "slug"),
        ({"content": ""}, "content"),
        ({"content": "x" * 100_001}, "content"),
        ({"tags": ["a", "a"]}, "tags"),
        ({"kind": "x"}, "kind"),
    ],
)
async def test_wrong_fields_are_named(account: Account, change: dict[str, Any], field: str) -> None:
    answer = await account.post("/prompt-templates", {"name": "x", "content": "y"} | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


async def test_a_slug_is_taken_once(account: Account, stranger: Account) -> None:
    template = await created(account)
    again = await account.post("/prompt-templates", {"name": "REMINDER", "content": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "template_already_exists")
    await created(stranger)
    other = await created(account, "Other")
    assert (await patched(account, other, slug="reminder")).json()["code"] == "template_already_exists"
    await account.send("DELETE", f"/prompt-templates/{template['id']}")
    await created(account)


async def test_two_who_take_a_slug_at_once_do_not_both_get_it(account: Account) -> None:
    body = {"name": "Reminder", "content": "x"}
    answers = await asyncio.gather(*(account.post("/prompt-templates", body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_other_content_is_a_new_version_and_nothing_else_is(account: Account) -> None:
    template = await created(account)
    assert (await patched(account, template, name="New name", content=REMINDER)).json()["version"] == 1
    changed = (await patched(account, template, content="Short. {{plan}}")).json()
    assert (changed["version"], changed["content"], changed["variables"]) == (2, "Short. {{plan}}", ["plan"])
    assert (changed["name"], changed["revision"]) == ("New name", 3)
    path = f"/prompt-templates/{template['id']}/versions"
    listed = (await account.get(path)).json()
    assert [version["number"] for version in listed["versions"]] == [2, 1]
    assert (await account.get(f"{path}/1")).json()["content"] == REMINDER
    assert (await account.get(f"{path}/3")).json()["code"] == "version_not_found"


async def test_versions_cannot_be_changed(account: Account) -> None:
    await created(account)
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT has_table_privilege('talkif_app', 'prompt_template_versions', 'UPDATE, DELETE') AS may"
        )
        assert await cursor.fetchone() == {"may": False}


async def test_writers_that_meet_are_told(account: Account) -> None:
    template = await created(account)
    path, headers = f"/prompt-templates/{template['id']}", {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(account.send("PATCH", path, json={"content": text}, headers=headers) for text in ("a", "b"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    listed = (await account.get(path + "/versions")).json()
    assert listed["meta"]["total"] == 2


async def test_lists_are_filtered(account: Account) -> None:
    await created(account, "Reminder", description="Confirms appointments", tags=["a", "b"])
    await created(account, "Survey", tags=["b"])

    async def slugs(**query: Any) -> list[str]:
        listed = (await account.get("/prompt-templates", params=query)).json()
        return [template["slug"] for template in listed["promptTemplates"]]

    assert await slugs() == ["reminder", "survey"]
    assert await slugs(q="APPOINT") == ["reminder"]
    assert await slugs(tag="b", limit=1, offset=1) == ["survey"]
    assert await slugs(slug="survey", tag="a") == []


async def test_a_template_that_others_call_stays(account: Account) -> None:
    disclosure = await created(account, "Disclosure", "This call is recorded.")
    caller = await created(account, "Greeting", "{{> disclosure}} Hi.")
    path = f"/prompt-templates/{disclosure['id']}"
    refused = await account.send("DELETE", path)
    assert (refused.status_code, refused.json()["code"]) == (409, "template_in_use")
    assert refused.json()["meta"] == {"templates": ["greeting"]}
    assert (await patched(account, disclosure, slug="notice")).json()["code"] == "template_in_use"
    await patched(account, caller, content="Hi.")
    assert (await account.send("DELETE", path)).status_code == 204
    assert (await account.get(path)).json()["code"] == "template_not_found"


async def test_a_partial_that_is_not_there_yet_is_a_warning(account: Account) -> None:
    template = await created(account, content="{{> legal}}")
    assert [warning["rule"] for warning in template["warnings"]] == ["missing-partial"]
    await created(account, "Legal", "Recorded.")
    assert (await account.get(f"/prompt-templates/{template['id']}")).json()["warnings"] == []


async def test_no_template_comes_to_call_itself(account: Account) -> None:
    a = await created(account, "A", "{{> b}}")
    refused = await account.post("/prompt-templates", {"name": "B", "content": "{{> a}}"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "circular")
    assert "b → a → b" in refused.json()["errors"][0]["message"]
    c = await created(account, "C", "{{> a}}")
    assert (await patched(account, c, slug="b")).json()["errors"][0]["code"] == "circular"
    assert (await patched(account, a, content="{{> a}}")).json()["errors"][0]["code"] == "circular"


async def test_a_template_is_resolved_with_partials_and_values(account: Account) -> None:
    await created(account, "Hello", "Hi {{contact.firstName}}, this is {{account.name}}.")
    template = await created(account, "Reminder", "{{> hello}} See you {{date day}}.")
    path = f"/prompt-templates/{template['id']}/resolve"
    body = {"variables": {"contact": {"firstName": "Ana"}, "day": "2026-03-02", "plan": "pro"}}
    found = (await account.post(path, body)).json()
    assert found == {
        "text": "Hi Ana, this is First. See you Monday, March 2.", "version": 1, "missing": [], "unused": ["plan"],
    }  # fmt: skip
    german = (await account.post(path, body | {"language": "de-DE"})).json()
    assert "2. März" in german["text"]


async def test_a_version_is_resolved_as_it_was(account: Account) -> None:
    template = await created(account, content="One.")
    await patched(account, template, content="Two.")
    path = f"/prompt-templates/{template['id']}/resolve"
    assert (await account.post(path, {"version": 1})).json()["text"] == "One."
    assert (await account.post(path, {})).json()["text"] == "Two."
    assert (await account.post(path, {"version": 9})).json()["code"] == "version_not_found"


async def test_strict_refuses_what_is_missing(account: Account) -> None:
    template = await created(account, content="Hi {{contact.firstName}}.")
    path = f"/prompt-templates/{template['id']}/resolve"
    lenient = (await account.post(path, {})).json()
    assert (lenient["text"], lenient["missing"]) == ("Hi .", ["contact.firstName"])
    strict = await account.post(path, {"mode": "strict"})
    assert (strict.status_code, strict.json()["errors"][0]["field"]) == (400, "variables.contact.firstName")


async def test_the_clock_of_the_account_is_filled_in(account: Account) -> None:
    template = await created(account, content="{{system.now}}")
    text = (await account.post(f"/prompt-templates/{template['id']}/resolve", {})).json()["text"]
    assert text.endswith("+00:00")


async def test_resolving_changes_nothing_and_needs_no_scope_for_writing(account: Account) -> None:
    template = await created(account)
    reader = await account.with_key(scopes=["templates:read"])
    assert (await reader.post(f"/prompt-templates/{template['id']}/resolve", {})).status_code == 200
    assert (await reader.post("/prompt-templates", {"name": "x", "content": "y"})).status_code == 403


async def test_variables_name_the_accounts_own_fields(account: Account, stranger: Account) -> None:
    field = {"key": "plan", "label": "Plan", "type": "string", "description": "What they pay for"}
    assert (await account.post("/contact-fields", field)).status_code == 201
    listed = {variable["path"]: variable for variable in (await account.get("/template-variables")).json()["variables"]}
    assert listed["contact.customFields.plan"]["source"] == "custom"
    assert listed["contact.firstName"] == {
        "path": "contact.firstName", "type": "string", "nullable": True, "description": "Given name",
        "example": "Ana", "values": [], "source": "contact",
    }  # fmt: skip
    others = (await stranger.get("/template-variables")).json()["variables"]
    assert "contact.customFields.plan" not in {variable["path"] for variable in others}


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (r'{"vars": {"x": "\ud800"}}', "vars.x"),
        (r'{"vars": [1, "a\u0000b"]}', "vars.1"),
        (r'{"vars": {"\ud800": 1}}', "vars.?"),
        (r'{"\u0000": {}}', "?"),
    ],
)
async def test_values_that_no_text_can_hold_are_refused(account: Account, values: str, path: str) -> None:
    template = await created(account, content="Hi {{vars.x}}")
    answer = await account.send(
        "POST",
        f"/prompt-templates/{template['id']}/resolve",
        content=f'{{"variables": {values}}}',
        headers={"Content-Type": "application/json", "Idempotency-Key": "once"},
    )
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (400, "variables", "invalid_format")
    assert error["message"].endswith(f" at {path}")
