"""Which contacts a list shows, in which order, and how many there are: affordable with a million of them.

The page's ids are read from an index alone, however far the page is from the beginning; their rows are read after that.
Totals without filters and of one tag are kept by triggers; others are counted as far as that is affordable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from psycopg import sql

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import CountedPageMeta
from talkif_schemas.resources.contacts import Contact, ContactFilter, ContactQuery, Sort

from ..kit.db import Connection
from ..kit.kept_counts import kept_count
from ..kit.paging import COUNTED, Total, count_some, counted_meta
from .common_words import has_words, total_if_common
from .store import COLUMNS

#: Matches of a search for words that are not common which are looked up in the index. More, and so many contacts match
#: that walking along the order of the list finds a page of them soon.
SEARCHED: Final = 5_000

#: Each order and its reverse follow one index.
_ORDERS: Final[dict[Sort, sql.SQL]] = {
    "createdAt": sql.SQL("contact_id"),
    "-createdAt": sql.SQL("contact_id DESC"),
    "updatedAt": sql.SQL("updated_at, contact_id"),
    "-updatedAt": sql.SQL("updated_at DESC, contact_id DESC"),
    "lastName": sql.SQL("lower(last_name), contact_id"),
    "-lastName": sql.SQL("lower(last_name) DESC, contact_id DESC"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which contacts, as conditions on the table `contacts`."""

    condition: sql.Composable
    params: dict[str, Any]
    tagged: sql.Composable | None
    """A SELECT of the ids, when tags alone decide."""
    searched: list[str] | None
    """Words that more than SEARCHED contacts have, when they alone decide."""
    common: Total | None
    """How many have them at least, when they are common."""


async def select(connection: Connection, account_id: AccountId, wanted: ContactFilter) -> Selection:
    """The contacts that a filter leaves."""
    conditions: list[sql.Composable] = [sql.SQL("account_id = %(account_id)s")]
    conditions.append(sql.SQL("deleted_at IS NOT NULL" if wanted.deleted else "deleted_at IS NULL"))
    params: dict[str, Any] = {"account_id": account_id}
    tagged = searched = common = None
    if wanted.updated_since is not None:
        conditions.append(sql.SQL("updated_at >= %(updated_since)s"))
        params["updated_since"] = wanted.updated_since
    if tags := wanted.tag_names():
        params |= {"tags": tags} | {f"tag_{number}": tag for number, tag in enumerate(tags)}
        if wanted.deleted:
            conditions.append(sql.SQL("tags && %(tags)s" if wanted.tag_mode == "any" else "tags @> %(tags)s"))
        else:
            tagged = _tagged(wanted.tag_mode, len(tags))
            conditions.append(sql.SQL("contact_id IN ({})").format(tagged))
    if wanted.q is not None:
        found = None
        if not wanted.deleted:
            common = await total_if_common(connection, account_id, words(wanted.q))
            found = await _search(connection, words(wanted.q)) if common is None else None
        if found is not None:
            conditions.append(sql.SQL("contact_id = ANY (%(found)s)"))
            params["found"] = found
        else:
            if not (wanted.deleted or tags or wanted.updated_since):
                searched = words(wanted.q)
            named = {f"word_{number}": word for number, word in enumerate(words(wanted.q))}
            params |= named
            conditions.append(has_words(named))
    is_tags_alone = wanted.q is None and wanted.updated_since is None
    return Selection(sql.SQL(" AND ").join(conditions), params, tagged if is_tags_alone else None, searched, common)


def words(q: str) -> list[str]:
    """What a search looks for, in any case. A number in any written form is looked for as its digits."""
    digits = "".join(filter(str.isdigit, q))
    if len(digits) >= 3 and not set(q) - set("+()-./ 0123456789"):
        return [digits]
    return q.split()


def _tagged(mode: Literal["any", "all"], number_of_tags: int) -> sql.Composable:
    """A SELECT of the ids. Each tag's ids lie in order in the index, so that several are merged quickly."""
    each = [
        sql.SQL("SELECT contact_id FROM contact_tags WHERE account_id = %(account_id)s AND tag = {}").format(
            sql.Placeholder(f"tag_{number}")
        )
        for number in range(number_of_tags)
    ]
    if mode == "any":
        return sql.SQL(" UNION ").join(each)
    return sql.SQL("{}{}").format(sql.SQL(" AND contact_id IN (").join(each), sql.SQL(")" * (number_of_tags - 1)))


async def _search(connection: Connection, wanted: list[str]) -> list[str] | None:
    """Ids of all matches; None when there are too many."""
    cursor = await connection.execute("SELECT search_contacts(%s, %s) AS found", (wanted, SEARCHED + 1))
    row = await cursor.fetchone()
    assert row is not None
    return row["found"] if len(row["found"]) <= SEARCHED else None


async def list_page(
    connection: Connection, account_id: AccountId, query: ContactQuery
) -> tuple[list[Contact], CountedPageMeta]:
    selection = await select(connection, account_id, query)
    total = await _total(connection, account_id, query, selection)
    if total.is_exact and total.rows <= query.offset:
        return [], counted_meta(total, query, 0)
    order, limit, offset = query.sort, query.limit + 1, query.offset
    if total.is_exact and offset > total.rows // 2:
        order = _reverse(order)
        limit = min(limit, total.rows - offset)
        offset = total.rows - offset - limit
    contacts = await _read(connection, selection, query.sort, order, limit, offset)
    return contacts[: query.limit], counted_meta(total, query, len(contacts))


def _reverse(order: Sort) -> Sort:
    """A page beyond the middle is nearer to the end."""
    return cast(Sort, order.removeprefix("-") if order.startswith("-") else f"-{order}")


async def _read(
    connection: Connection, selection: Selection, shown: Sort, walked: Sort, limit: int, offset: int
) -> list[Contact]:
    """A page as it is found when walking in one order, shown in the other or the same."""
    if selection.tagged is not None and walked in ("createdAt", "-createdAt"):
        ids: sql.Composable = sql.SQL("SELECT contact_id FROM ({}) AS tagged").format(selection.tagged)
    else:
        ids = sql.SQL("SELECT contact_id FROM contacts WHERE {}").format(selection.condition)
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT {columns} FROM contacts
            WHERE account_id = %(account_id)s
              AND contact_id IN ({ids} ORDER BY {walked} LIMIT %(page_limit)s OFFSET %(page_offset)s)
            ORDER BY {shown}
            """
        ).format(columns=COLUMNS, ids=ids, walked=_ORDERS[walked], shown=_ORDERS[shown]),
        {**selection.params, "page_limit": limit, "page_offset": offset},
    )
    return [Contact(**row) for row in await cursor.fetchall()]


async def _total(connection: Connection, account_id: AccountId, wanted: ContactFilter, selection: Selection) -> Total:
    """Triggers count all contacts, and those with each tag."""
    tags = wanted.tag_names()
    if wanted.q is None and wanted.updated_since is None and not wanted.deleted and len(tags) <= 1:
        return Total(await kept_count(connection, account_id, "contacts", tags[0] if tags else ""))
    if selection.searched is not None and selection.common is not None:
        return selection.common
    if selection.searched is not None:
        # By the index of texts, since to look through all of them takes too long.
        found = sql.SQL("SELECT FROM unnest(search_contacts(%(words)s, %(most)s))")
        total = await count_some(connection, found, {"words": selection.searched, "most": COUNTED + 1})
        return Total(max(total.rows, SEARCHED + 1), total.is_exact)
    rows = selection.tagged or sql.SQL("SELECT FROM contacts WHERE {}").format(selection.condition)
    return await count_some(connection, rows, selection.params)
