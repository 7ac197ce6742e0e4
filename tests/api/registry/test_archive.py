"""Flows leave the list: for a while, or for good."""

from __future__ import annotations

import pytest
from psycopg.errors import LockNotAvailable

from talkif_api.kit.db import Database
from talkif_api.phone.store import check_published
from talkif_api.registry.archive import archive
from talkif_schemas.resources.phone import FlowConnection
from tests.api.conftest import assigned
from tests.api.registry.conftest import Desk


async def test_an_archived_flow_can_be_read_and_not_run(desk: Desk) -> None:
    await desk.publish()
    path = f"/flows/{desk.id}"
    archived = await desk.account.post(f"{path}/archive")
    assert archived.json()["archivedAt"] is not None
    assert (await desk.account.post(f"{path}/archive")).json() == archived.json()
    assert (await desk.account.get(path)).json() == archived.json()
    assert (await desk.account.get(f"{path}/versions/1.0.0")).status_code == 200
    assert (await desk.account.get("/flows/published")).json()["flows"] == []
    refusals = [await desk.publish(), await desk.rollback("1.0.0"), await desk.share_out(v1_0_0=100)]
    assert [(answer.status_code, answer.json()["code"]) for answer in refusals] == [(409, "flow_archived")] * 3


async def test_archiving_can_be_undone(desk: Desk) -> None:
    await desk.publish()
    await desk.account.post(f"/flows/{desk.id}/archive")
    back = await desk.account.post(f"/flows/{desk.id}/unarchive")
    assert (back.status_code, back.json()["archivedAt"]) == (200, None)
    assert await desk.running() == {"production": ("1.0.0", False)}
    again = await desk.account.post(f"/flows/{desk.id}/unarchive")
    assert again.json() == back.json()


async def test_a_flow_that_answers_a_number_stays(desk: Desk) -> None:
    await desk.publish()
    number = await assigned(desk.account, "+14155550100")
    await desk.account.post(f"/phone/numbers/{number}/connect-flow", {"flowId": desk.id})
    refused = await desk.account.post(f"/flows/{desk.id}/archive")
    assert (refused.status_code, refused.json()["code"]) == (409, "flow_in_use")
    assert refused.json()["meta"] == {"numbers": [{"id": number, "number": "+14155550100"}]}
    await desk.account.post(f"/phone/numbers/{number}/disconnect-flow")
    assert (await desk.account.post(f"/flows/{desk.id}/archive")).status_code == 200


async def test_a_flow_is_not_archived_while_a_number_is_being_connected(desk: Desk) -> None:
    await desk.publish()
    database: Database = desk.account.app.state.database
    async with database.transaction(desk.account.account_id) as connecting:
        await check_published(connecting, desk.account.account_id, FlowConnection(flow_id=desk.id))
        async with database.transaction(desk.account.account_id) as archiving:
            await archiving.execute("SET LOCAL lock_timeout = '10ms'")
            with pytest.raises(LockNotAvailable):
                await archive(archiving, desk.account.account_id, desk.id)


async def test_a_slug_is_free_again_and_may_be_taken(desk: Desk) -> None:
    await desk.account.post(f"/flows/{desk.id}/archive")
    second = await desk.account.post("/flows", {"slug": "desk", "name": "Second"})
    assert second.status_code == 201
    refused = await desk.account.post(f"/flows/{desk.id}/unarchive")
    assert (refused.status_code, refused.json()["code"]) == (409, "flow_name_already_exists")
    await desk.account.send("DELETE", f"/flows/{second.json()['id']}")
    assert (await desk.account.post(f"/flows/{desk.id}/unarchive")).status_code == 200


@pytest.mark.parametrize("act", ["archive", "unarchive"])
async def test_a_flow_that_is_not_there_cannot_leave(desk: Desk, act: str) -> None:
    answer = await desk.account.post(f"/flows/flow_none/{act}")
    assert (answer.status_code, answer.json()["code"]) == (404, "flow_not_found")


async def test_only_what_was_never_published_is_deleted(desk: Desk) -> None:
    path = f"/flows/{desk.id}"
    await desk.publish()
    refused = await desk.account.send("DELETE", path)
    assert (refused.status_code, refused.json()["code"]) == (409, "flow_in_use")
    assert "Archive it" in refused.json()["detail"]
    draft = (await desk.account.post("/flows", {"slug": "draft", "name": "Draft"})).json()
    assert (await desk.account.send("DELETE", f"/flows/{draft['id']}")).status_code == 204
    for method in ("GET", "DELETE"):
        gone = await desk.account.send(method, f"/flows/{draft['id']}")
        assert (gone.status_code, gone.json()["code"]) == (404, "flow_not_found")
