"""Totals that triggers keep are those that counting would give, whatever was done to the list."""

from __future__ import annotations

from talkif_api.dnc.jobs import forget_expired
from talkif_api.kit.jobs import Parts
from talkif_api.kit.kept_counts import fold_counts
from tests.api.conftest import Account, owner
from tests.api.dnc.test_routes import add, expire, later

FILTERS = ("", "reason=legal", "reason=customer_request", "reason=complaint", "source=api", "source=import",
           "reason=legal&source=import", "q=1415", "createdSince=2020-01-01T00:00:00Z")  # fmt: skip


async def check(account: Account) -> dict[str, int]:
    """Totals by filter. Each has to be the number of entries that the list shows."""
    totals = {}
    for query in FILTERS:
        page = (await account.get(f"/dnc?limit=100&{query}")).json()
        totals[query] = page["meta"]["total"]
        assert totals[query] == len(page["entries"]), query
    return totals


async def bulk(account: Account, numbers: range, **entry: str) -> None:
    entries = [{"phoneNumber": f"+1415555{number:04d}", **entry} for number in numbers]
    answer = await account.post("/dnc/bulk", {"entries": entries})
    assert answer.is_success, answer.text


async def test_a_do_not_call_list_knows_how_long_it_is(account: Account, stranger: Account, parts: Parts) -> None:
    assert set((await check(account)).values()) == {0}
    first = await add(account, "+14165551234", reason="legal")
    await add(stranger, "+14165551234", reason="legal")
    await bulk(account, range(1000, 1010), reason="legal")
    await bulk(account, range(1005, 1020), reason="complaint", expiresAt=later(hours=1))  # Five are there already.
    totals = await check(account)
    assert [totals[query] for query in FILTERS[:6]] == [21, 11, 0, 10, 1, 20]
    await account.send("DELETE", f"/dnc/{first['id']}")
    await fold_counts(parts)
    await expire(account)
    totals = await check(account)
    assert [totals[query] for query in FILTERS[:6]] == [10, 10, 0, 0, 0, 10]
    await bulk(account, range(1015, 1018), reason="customer_request")  # Of numbers that have expired.
    await forget_expired(parts)
    totals = await check(account)
    assert [totals[query] for query in FILTERS[:6]] == [13, 10, 3, 0, 0, 13]
    await fold_counts(parts)
    assert await check(account) == totals
    assert (await check(stranger))[""] == 1


async def test_a_count_is_one_row_again(account: Account, parts: Parts) -> None:
    kept = await add(account, "+14165551234")
    gone = await add(account, "+14165551235", reason="legal")
    await account.send("DELETE", f"/dnc/{gone['id']}")
    await fold_counts(parts)
    async with owner(account.dsn) as connection:
        cursor = await connection.execute("SELECT list, part, entries FROM list_counts ORDER BY list")
        rows = [tuple(row.values()) for row in await cursor.fetchall()]
    assert rows == [("dnc", "", 1), ("dnc.reason", "customer_request", 1), ("dnc.source", "api", 1)]
    await account.send("DELETE", f"/dnc/{kept['id']}")
    await fold_counts(parts)
    assert (await check(account))[""] == 0
