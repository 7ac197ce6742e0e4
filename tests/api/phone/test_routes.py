"""Phone numbers over REST."""

from __future__ import annotations

import pytest

from tests.api.calls.conftest import (
    Past,
    past,  # noqa: F401 - the account with a published flow
)
from tests.api.conftest import Account, owner

NUMBER = {"number": "+14155550100", "provider": "managed_twilio", "label": "Desk"}


async def imported(account: Account) -> str:
    response = await account.post("/phone/import", NUMBER)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def test_a_number_is_imported_listed_and_deleted(account: Account) -> None:
    number_id = await imported(account)
    (listed,) = (await account.get("/phone/numbers")).json()["numbers"]
    assert listed == (await account.get(f"/phone/numbers/{number_id}")).json()
    assert (listed["number"], listed["label"], listed["flowId"]) == ("+14155550100", "Desk", None)
    assert (await account.send("DELETE", f"/phone/numbers/{number_id}")).status_code == 204
    gone = await account.get(f"/phone/numbers/{number_id}")
    assert (gone.status_code, gone.json()["code"]) == (404, "number_not_found")


@pytest.mark.parametrize("number", ["4155550100", "+1", "+1415555010012345678", "+1 (415) CALL-ME", ""])
async def test_a_number_that_is_none_is_refused(account: Account, number: str) -> None:
    response = await account.post("/phone/import", {**NUMBER, "number": number})
    assert response.status_code == 400
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [("number", "invalid_format")]


async def test_a_number_rings_in_one_account(account: Account, stranger: Account) -> None:
    await imported(account)
    for other in (account, stranger):
        response = await other.post("/phone/import", NUMBER)
        assert (response.status_code, response.json()["code"]) == (409, "number_already_exists")


async def test_a_connected_flow_answers_until_it_is_disconnected(past: Past) -> None:  # noqa: F811
    number_id = await imported(past.account)
    connected = await past.account.post(f"/phone/numbers/{number_id}/connect-flow", {"flowId": past.flow_id})
    assert (connected.json()["flowId"], connected.json()["environment"]) == (past.flow_id, "production")
    async with owner(past.account.dsn) as connection:
        route = await (await connection.execute("SELECT * FROM route_number('+14155550100', 'CA1')")).fetchone()
    assert route is not None
    assert (route["version"], route["digest"]) == ("1.0.0", past.digest)
    parted = await past.account.post(f"/phone/numbers/{number_id}/disconnect-flow")
    assert (parted.json()["flowId"], parted.json()["environment"]) == (None, None)


async def test_a_flow_that_is_not_published_cannot_answer(past: Past) -> None:  # noqa: F811
    number_id = await imported(past.account)
    path = f"/phone/numbers/{number_id}/connect-flow"
    response = await past.account.post(path, {"flowId": past.flow_id, "environment": "staging"})
    assert (response.status_code, response.json()["code"]) == (409, "flow_not_published")
    response = await past.account.post(path, {"flowId": "flow_none"})
    assert (response.status_code, response.json()["code"]) == (404, "flow_not_found")


async def test_a_flow_of_another_account_cannot_answer(past: Past, stranger: Account) -> None:  # noqa: F811
    number_id = await imported(stranger)
    response = await stranger.post(f"/phone/numbers/{number_id}/connect-flow", {"flowId": past.flow_id})
    assert (response.status_code, response.json()["code"]) == (404, "flow_not_found")
