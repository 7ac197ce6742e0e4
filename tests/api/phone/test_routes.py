"""Phone numbers over REST."""

from __future__ import annotations

import pytest

from tests.api.calls.conftest import (
    Past,
    past,  # noqa: F401 - the account with a published flow
)
from tests.api.conftest import Account, assigned, owner
from tests.api.providers.bodies import TRUNK, create

NUMBER = "+14155550100"


async def labelled(account: Account, number: str = NUMBER, label: str = "Desk") -> str:
    number_id = await assigned(account, number)
    assert (await account.send("PATCH", f"/phone/numbers/{number_id}", json={"label": label})).status_code == 200
    return number_id


async def test_a_number_is_listed_and_deleted(account: Account) -> None:
    number_id = await labelled(account)
    (listed,) = (await account.get("/phone/numbers")).json()["numbers"]
    assert listed == (await account.get(f"/phone/numbers/{number_id}")).json()
    assert (listed["number"], listed["label"], listed["flowId"]) == ("+14155550100", "Desk", None)
    assert (await account.send("DELETE", f"/phone/numbers/{number_id}")).status_code == 204
    gone = await account.get(f"/phone/numbers/{number_id}")
    assert (gone.status_code, gone.json()["code"]) == (404, "number_not_found")


@pytest.mark.parametrize("number", ["4155550100", "+1", "+1415555010012345678", "+1 (415) CALL-ME", ""])
async def test_a_number_that_is_none_is_refused(account: Account, number: str) -> None:
    response = await account.post("/phone/import", {"number": number})
    assert response.status_code == 400
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [("number", "invalid_format")]


async def test_a_number_is_found_by_what_is_known_of_it(past: Past) -> None:  # noqa: F811
    account = past.account
    desk = await labelled(account)
    await labelled(account, "+442079460101", "London 50%")
    await account.post(f"/phone/numbers/{desk}/connect-flow", {"flowId": past.flow_id})

    async def found(query: str) -> list[str]:
        answer = await account.get(f"/phone/numbers?{query}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["meta"]["total"] == len(answer.json()["numbers"])
        return [number["number"] for number in answer.json()["numbers"]]

    us, uk = "+14155550100", "+442079460101"
    assert await found("") == [us, uk]
    assert await found("connected=true") == [us]
    assert await found("connected=false") == [uk]
    assert await found(f"flowId={past.flow_id}") == [us]
    assert await found("flowId=flow_other") == []
    assert await found("q=london") == [uk]
    assert await found("q=50%25") == [uk]
    assert await found("q=%25") == [uk]
    assert await found("q=(415)%20555") == [us]
    assert await found("provider=sip") == []
    assert await found("providerId=provider_x&q=5") == []


async def test_a_label_is_changed_by_one_writer_at_a_time(account: Account) -> None:
    path = f"/phone/numbers/{await assigned(account, NUMBER)}"
    headers = {"If-Match": (await account.get(path)).headers["ETag"]}
    changed = await account.send("PATCH", path, json={"label": "Night desk"}, headers=headers)
    assert (changed.json()["label"], changed.headers["ETag"]) == ("Night desk", '"2"')
    late = await account.send("PATCH", path, json={"label": "No"}, headers=headers)
    assert late.json()["code"] == "precondition_failed"


async def test_without_an_account_of_the_platform_nothing_is_sold(account: Account) -> None:
    for answer in (
        await account.get("/phone/available?country=US"),
        await account.post("/phone/purchase", {"phoneNumber": "+14155550102"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "carrier_not_configured")


async def test_a_fixed_version_answers_whatever_the_environment_runs(past: Past) -> None:  # noqa: F811
    number_id = await assigned(past.account, NUMBER)
    path = f"/phone/numbers/{number_id}/connect-flow"
    missing = await past.account.post(path, {"flowId": past.flow_id, "version": "9.9.9"})
    assert (missing.status_code, missing.json()["code"]) == (404, "version_not_found")
    body = {"flowId": past.flow_id, "version": "1.0.0", "environment": "staging"}
    pinned = await past.account.post(path, body)
    assert (pinned.json()["version"], pinned.json()["environment"]) == ("1.0.0", "staging")
    follows = await past.account.post(path, {"flowId": past.flow_id})
    assert (follows.json()["version"], follows.json()["environment"]) == (None, "production")


async def test_a_connected_flow_answers_until_it_is_disconnected(past: Past) -> None:  # noqa: F811
    number_id = await assigned(past.account, NUMBER)
    connected = await past.account.post(f"/phone/numbers/{number_id}/connect-flow", {"flowId": past.flow_id})
    assert (connected.json()["flowId"], connected.json()["environment"]) == (past.flow_id, "production")
    async with owner(past.account.dsn) as connection:
        route = await (await connection.execute("SELECT * FROM route_number('+14155550100', 'CA1')")).fetchone()
    assert route is not None
    assert (route["version"], route["digest"]) == ("1.0.0", past.digest)
    parted = await past.account.post(f"/phone/numbers/{number_id}/disconnect-flow")
    assert (parted.json()["flowId"], parted.json()["environment"]) == (None, None)


async def test_a_flow_that_is_not_published_cannot_answer(past: Past) -> None:  # noqa: F811
    number_id = await assigned(past.account, NUMBER)
    path = f"/phone/numbers/{number_id}/connect-flow"
    response = await past.account.post(path, {"flowId": past.flow_id, "environment": "staging"})
    assert (response.status_code, response.json()["code"]) == (409, "flow_not_published")
    response = await past.account.post(path, {"flowId": "flow_none"})
    assert (response.status_code, response.json()["code"]) == (404, "flow_not_found")


async def test_a_flow_cannot_answer_a_trunk(past: Past) -> None:  # noqa: F811
    trunk = await create(past.account, TRUNK)
    answer = await past.account.post("/phone/import", {"number": NUMBER, "providerId": trunk["id"]})
    path = f"/phone/numbers/{answer.json()['id']}"
    refused = await past.account.post(f"{path}/connect-flow", {"flowId": past.flow_id})
    assert (refused.status_code, refused.json()["code"]) == (409, "number_not_answered")
    assert (await past.account.get(path)).json()["flowId"] is None


async def test_a_flow_of_another_account_cannot_answer(past: Past, stranger: Account) -> None:  # noqa: F811
    number_id = await assigned(stranger, NUMBER)
    response = await stranger.post(f"/phone/numbers/{number_id}/connect-flow", {"flowId": past.flow_id})
    assert (response.status_code, response.json()["code"]) == (404, "flow_not_found")
