"""SQL of prompt templates and their versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from talkif_schemas.errors import NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.templates import (
    PromptTemplateQuery,
    PromptTemplateSummary,
    PromptTemplateVersion,
    PromptTemplateVersionQuery,
    PromptTemplateVersionSummary,
)

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.paging import read_page

_COLUMNS: Final = sql.SQL("template_id AS id, slug, name, description, tags, version, created_at, updated_at, revision")
_ORDERS: Final = {
    "createdAt": ("created_at", "template_id"),
    "updatedAt": ("updated_at", "template_id"),
    "name": ("lower(name)", "template_id"),
    "slug": ("slug",),
}
_FILTERS: Final = {
    "q": sql.SQL("position(lower(%(q)s) IN lower(name || ' ' || slug || ' ' || description)) > 0"),
    "tag": sql.SQL("%(tag)s = ANY (tags)"),
    "slug": sql.SQL("slug = %(slug)s"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A template with the text that counts now."""

    summary: PromptTemplateSummary
    content: str


async def lock(connection: Connection, account_id: AccountId) -> None:
    """Until the transaction ends nobody changes which templates there are and what they call."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('templates ' || %s, 0))", (account_id,))


async def calls(connection: Connection, account_id: AccountId) -> dict[str, frozenset[str]]:
    """Slug of every template -> the names that it calls."""
    cursor = await connection.execute(
        "SELECT slug, partials FROM prompt_templates WHERE account_id = %s AND deleted_at IS NULL", (account_id,)
    )
    return {row["slug"]: frozenset(row["partials"]) for row in await cursor.fetchall()}


async def insert(
    connection: Connection, account_id: AccountId, values: Mapping[str, Any], content: str, actor: str
) -> Kept:
    """`values`: by column."""
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO prompt_templates (template_id, account_id, slug, name, description, tags, partials)
            VALUES (%(template_id)s, %(account_id)s, %(slug)s, %(name)s, %(description)s, %(tags)s, %(partials)s)
            RETURNING {}
            """
        ).format(_COLUMNS),
        {**values, "account_id": account_id},
    )
    row = await cursor.fetchone()
    assert row is not None
    summary = PromptTemplateSummary(**row)
    await _insert_version(connection, account_id, summary, content, actor)
    return Kept(summary, content)


async def list_all(
    connection: Connection, account_id: AccountId, query: PromptTemplateQuery
) -> tuple[list[PromptTemplateSummary], PageMeta]:
    condition, params = where(account_id, query, _FILTERS)
    select = sql.SQL("SELECT {} FROM prompt_templates WHERE deleted_at IS NULL AND {}").format(_COLUMNS, condition)
    rows, meta = await read_page(connection, select, params, query, _ORDERS)
    return [PromptTemplateSummary(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, template_id: str, *, for_update: bool = False) -> Kept:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL(
            "SELECT {} FROM prompt_templates WHERE account_id = %s AND template_id = %s AND deleted_at IS NULL {}"
        ).format(_COLUMNS, sql.SQL("FOR UPDATE" if for_update else "")),
        (account_id, template_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("template_not_found", "There is no such template.")
    summary = PromptTemplateSummary(**row)
    version = await find_version(connection, account_id, template_id, summary.version)
    return Kept(summary, version.content)


async def update(
    connection: Connection,
    account_id: AccountId,
    before: Kept,
    changes: Mapping[str, Any],
    content: str,
    actor: str,
) -> Kept:
    """`changes`: new values by column. Other content is a new version."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE prompt_templates SET
              slug = %(slug)s, name = %(name)s, description = %(description)s, tags = %(tags)s,
              version = %(version)s, partials = %(partials)s,
              updated_at = now(), revision = revision + 1
            WHERE account_id = %(account_id)s AND template_id = %(id)s RETURNING {}
            """
        ).format(_COLUMNS),
        {
            **before.summary.model_dump(),
            **changes,
            "account_id": account_id,
            "version": before.summary.version + (content != before.content),
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    summary = PromptTemplateSummary(**row)
    if content != before.content:
        await _insert_version(connection, account_id, summary, content, actor)
    return Kept(summary, content)


async def delete(connection: Connection, account_id: AccountId, template_id: str) -> None:
    """Its versions stay, and its slug is free."""
    await connection.execute(
        "UPDATE prompt_templates SET deleted_at = now() WHERE account_id = %s AND template_id = %s",
        (account_id, template_id),
    )


async def list_versions(
    connection: Connection, account_id: AccountId, template_id: str, query: PromptTemplateVersionQuery
) -> tuple[list[PromptTemplateVersionSummary], PageMeta]:
    select = sql.SQL(
        """
        SELECT number, created_at, created_by FROM prompt_template_versions
        WHERE account_id = %(account_id)s AND template_id = %(template_id)s
        """
    )
    params = {"account_id": account_id, "template_id": template_id}
    rows, meta = await read_page(connection, select, params, query, {"number": ("number",)})
    return [PromptTemplateVersionSummary(**row) for row in rows], meta


async def find_version(
    connection: Connection, account_id: AccountId, template_id: str, number: int
) -> PromptTemplateVersion:
    """Raises NotFound."""
    cursor = await connection.execute(
        """
        SELECT number, created_at, created_by, content FROM prompt_template_versions
        WHERE account_id = %s AND template_id = %s AND number = %s
        """,
        (account_id, template_id, number),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("version_not_found", "The template has no such version.")
    return PromptTemplateVersion(**row)


async def contents(connection: Connection, account_id: AccountId, slugs: Collection[str]) -> dict[str, str]:
    """The texts that count now, of those templates that are there."""
    cursor = await connection.execute(
        """
        SELECT t.slug, v.content FROM prompt_templates t
        JOIN prompt_template_versions v ON v.template_id = t.template_id AND v.number = t.version
        WHERE t.account_id = %s AND t.slug = ANY (%s) AND t.deleted_at IS NULL
        """,
        (account_id, list(slugs)),
    )
    return {row["slug"]: row["content"] for row in await cursor.fetchall()}


async def contact_fields(connection: Connection, account_id: AccountId) -> Sequence[Mapping[str, Any]]:
    """The fields that the account defines for its contacts: key, label, type, options, description."""
    cursor = await connection.execute(
        "SELECT key, label, type, options, description FROM contact_fields WHERE account_id = %s ORDER BY key",
        (account_id,),
    )
    return await cursor.fetchall()


async def _insert_version(
    connection: Connection, account_id: AccountId, summary: PromptTemplateSummary, content: str, actor: str
) -> None:
    await connection.execute(
        """
        INSERT INTO prompt_template_versions (template_id, account_id, number, content, created_by)
        VALUES (%s, %s, %s, %s, %s)
        """,
        (summary.id, account_id, summary.version, content, actor),
    )
