"""Words that most contacts have are found along the list, without the index of texts."""

from __future__ import annotations

import pytest

from talkif_api.contacts import common_words, listing
from tests.api.conftest import Account


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common_words, "COUNTED", 3)
    monkeypatch.setattr(common_words, "SAMPLED", 2)


async def test_common_words_are_found_without_the_index(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("the index was asked")

    monkeypatch.setattr(listing, "_search", never)
    for number in range(8):
        await account.post(
            "/contacts", {"firstName": str(number), "company": "İnci & Acme" if number != 4 else "Other"}
        )
    for offset, found, total in ((0, "012", (4, False)), (3, "356", (7, False)), (6, "7", (7, True))):
        params = {"q": "acme İNCİ", "sort": "createdAt", "limit": 3, "offset": offset}
        page = (await account.get("/contacts", params=params)).json()
        assert "".join(contact["firstName"] for contact in page["contacts"]) == found
        assert (page["meta"]["total"], page["meta"]["totalIsExact"]) == total
    text = (await account.get("/contacts/export", params={"q": "acme", "format": "ndjson"})).text
    assert len(text.splitlines()) == 7


async def test_what_only_the_newest_or_oldest_have_is_not_common(account: Account) -> None:
    for company in ("First", "First", "Other", "Other", "Last", "Last"):
        await account.post("/contacts", {"company": company})
    for q in ("first", "last"):
        page = (await account.get("/contacts", params={"q": q, "limit": 1})).json()
        assert (page["meta"]["total"], page["meta"]["totalIsExact"], len(page["contacts"])) == (2, True, 1)
