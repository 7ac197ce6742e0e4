"""Prompt templates over REST."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Path, Query, Request

from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId, new_template_id
from talkif_schemas.resources.templates import (
    GeneratedTemplate,
    PromptTemplate,
    PromptTemplateCreate,
    PromptTemplateList,
    PromptTemplatePatch,
    PromptTemplateQuery,
    PromptTemplateVersion,
    PromptTemplateVersionList,
    PromptTemplateVersionQuery,
    ResolvedTemplate,
    TemplateGenerate,
    TemplateResolve,
    TemplateVariableList,
    TemplateVariableQuery,
)

from ..accounts import account_store
from ..kit.clock import unix_s
from ..kit.db import Connection
from ..kit.openapi import READS_ONLY
from ..kit.paging import page_of
from ..kit.revision import IfMatch, check_revision, expected_revision
from ..kit.route import Caller, LongWork, Transaction, account_router
from . import store
from .checking import Checked, Wrong, check, examine, missing_partials
from .generating import generate
from .inclusion import callers, circle
from .resolving import clock, render
from .slug import slug_of
from .variables import variables

router = account_router("templates", "/prompt-templates")
variable_router = account_router("templates", "/template-variables")

MAX_TEMPLATES: Final = 1_000
TemplatePath = Annotated[str, Path(alias="templateId")]
VersionPath = Annotated[int, Path(alias="templateVersion", ge=1, le=2**31 - 1)]


@router.post("", status_code=201)
async def create_prompt_template(body: PromptTemplateCreate, caller: Caller, tx: Transaction) -> PromptTemplate:
    """Content that is no template is refused, with line and column of each problem in `meta.problems`."""
    checked = await asyncio.to_thread(check, body.content)
    slug = body.slug or slug_of(body.name)
    await store.lock(tx, caller.account_id)
    calls = await store.calls(tx, caller.account_id)
    if len(calls) >= MAX_TEMPLATES:
        raise Conflict("template_limit_reached", f"An account has at most {MAX_TEMPLATES:,} templates.")
    _check_new(slug, calls)
    calls[slug] = frozenset(checked.partials)
    _check_circle(slug, calls)
    values = body.model_dump(exclude={"content"}) | {
        "template_id": new_template_id(),
        "slug": slug,
        "partials": list(checked.partials),
    }
    kept = await store.insert(tx, caller.account_id, values, body.content, caller.key_id)
    return _shown(kept, checked, calls)


@router.get("")
async def list_prompt_templates(
    query: Annotated[PromptTemplateQuery, Query()], caller: Caller, tx: Transaction
) -> PromptTemplateList:
    found, meta = await store.list_all(tx, caller.account_id, query)
    return PromptTemplateList(prompt_templates=found, meta=meta)


@router.post("/generate")
async def generate_prompt_template(
    body: TemplateGenerate, caller: Caller, tx: Transaction, aside: LongWork, request: Request
) -> GeneratedTemplate:
    """A draft by a language model, checked as every template is. Nothing is stored."""
    known = variables(await store.contact_fields(tx, caller.account_id))
    keys, urls = request.app.state.vendor_keys, request.app.state.vendor_urls
    today = datetime.fromtimestamp(unix_s(), UTC).date()
    # Whatever changes meanwhile: it costs money, so it is done once.
    return aside.result((generate,), lambda: generate(body, known, keys, urls, today))


@router.get("/{templateId}")
async def get_prompt_template(template_id: TemplatePath, caller: Caller, tx: Transaction) -> PromptTemplate:
    kept = await store.find(tx, caller.account_id, template_id)
    examined = await asyncio.to_thread(examine, kept.content)
    return _shown(kept, examined, await store.calls(tx, caller.account_id))


@router.patch("/{templateId}")
async def update_prompt_template(
    template_id: TemplatePath,
    body: PromptTemplatePatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> PromptTemplate:
    """Other content is a new version; versions never change. A slug that templates call cannot be changed."""
    changes: dict[str, Any] = {name: value for name, value in body.model_dump().items() if value is not None}
    content = changes.pop("content", None)
    await store.lock(tx, caller.account_id)
    before = await store.find(tx, caller.account_id, template_id, for_update=True)
    check_revision(before.summary.revision, expected_revision(if_match))
    if not changes and content is None:
        return await get_prompt_template(template_id, caller, tx)
    content = content or before.content
    checked = await asyncio.to_thread(check, content)
    calls = await store.calls(tx, caller.account_id)
    old, slug = before.summary.slug, changes.get("slug", before.summary.slug)
    if slug != old:
        _check_new(slug, calls)
        _check_unused(old, calls)
        del calls[old]
    calls[slug] = frozenset(checked.partials)
    _check_circle(slug, calls)
    changes["partials"] = list(checked.partials)
    kept = await store.update(tx, caller.account_id, before, changes, content, caller.key_id)
    return _shown(kept, checked, calls)


@router.delete("/{templateId}", status_code=204)
async def delete_prompt_template(template_id: TemplatePath, caller: Caller, tx: Transaction) -> None:
    """Refused while another template calls it; `meta.templates` names those."""
    await store.lock(tx, caller.account_id)
    kept = await store.find(tx, caller.account_id, template_id, for_update=True)
    _check_unused(kept.summary.slug, await store.calls(tx, caller.account_id))
    await store.delete(tx, caller.account_id, template_id)


@router.get("/{templateId}/versions")
async def list_prompt_template_versions(
    template_id: TemplatePath, query: Annotated[PromptTemplateVersionQuery, Query()], caller: Caller, tx: Transaction
) -> PromptTemplateVersionList:
    await store.find(tx, caller.account_id, template_id)
    versions, meta = await store.list_versions(tx, caller.account_id, template_id, query)
    return PromptTemplateVersionList(versions=versions, meta=meta)


@router.get("/{templateId}/versions/{templateVersion}")
async def get_prompt_template_version(
    template_id: TemplatePath, version_number: VersionPath, caller: Caller, tx: Transaction
) -> PromptTemplateVersion:
    await store.find(tx, caller.account_id, template_id)
    return await store.find_version(tx, caller.account_id, template_id, version_number)


@router.post("/{templateId}/resolve", openapi_extra={READS_ONLY: True})
async def resolve_prompt_template(
    template_id: TemplatePath, body: TemplateResolve, caller: Caller, tx: Transaction
) -> ResolvedTemplate:
    """The text with values in it, as a call would render it. Partials are the account's templates as they are now."""
    kept = await store.find(tx, caller.account_id, template_id)
    number, content = kept.summary.version, kept.content
    if body.version is not None:
        number = body.version
        content = (await store.find_version(tx, caller.account_id, template_id, number)).content
    template = await asyncio.to_thread(check, content)
    partials = await _reached(tx, caller.account_id, template)
    account = await account_store.find(tx, caller.account_id)
    moment = datetime.fromtimestamp(unix_s(), UTC).astimezone(ZoneInfo(account.timezone))
    own = {"account": {"name": account.name}, "system": clock(moment)}
    language = body.language or account.default_language
    rendered = await asyncio.to_thread(render, template, partials, own | body.variables, body.mode, language)
    unused = [path for path in rendered.unused if path.partition(".")[0] in body.variables]
    return ResolvedTemplate(text=rendered.text, version=number, missing=rendered.missing, unused=unused)


@variable_router.get("")
async def list_template_variables(
    query: Annotated[TemplateVariableQuery, Query()], caller: Caller, tx: Transaction
) -> TemplateVariableList:
    """What templates and prompts of flows may read: the product's own names, and the account's contact fields."""
    known = variables(await store.contact_fields(tx, caller.account_id))
    found, meta = page_of(known, query, lambda variable: variable.path)
    return TemplateVariableList(variables=found, meta=meta)


def _shown(kept: store.Kept, examined: Checked | Wrong, known: Collection[str]) -> PromptTemplate:
    """A text that an earlier compiler accepted may be wrong by now: that is a warning."""
    if isinstance(examined, Wrong):
        variables, partials, warnings = list[str](), list[str](), list(examined.problems)
    else:
        variables, partials = examined.variables, list(examined.partials)
        warnings = [*examined.warnings, *missing_partials(examined, known)]
    return PromptTemplate(
        **kept.summary.model_dump(),
        content=kept.content,
        variables=variables,
        partials=partials,
        warnings=warnings,
    )


def _check_new(slug: str, calls: Collection[str]) -> None:
    if slug in calls:
        raise Conflict("template_already_exists", f"Another template of the account has the slug `{slug}`.")


def _check_unused(slug: str, calls: Mapping[str, Collection[str]]) -> None:
    if found := callers(slug, calls):
        detail = f"The template is called by {', '.join(found)}."
        raise Conflict("template_in_use", detail, meta={"templates": found})


def _check_circle(slug: str, calls: Mapping[str, Collection[str]]) -> None:
    if way := circle(slug, calls):
        problem = FieldError("content", "circular", f"The template comes to call itself: {' → '.join(way)}")
        raise Invalid("validation_failed", "The template comes to call itself.", fields=(problem,))


async def _reached(tx: Connection, account_id: AccountId, template: Checked) -> dict[str, Checked]:
    """The account's templates that a template leads to, by slug."""
    found: dict[str, Checked] = {}
    waiting = set(template.partials)
    while waiting:
        contents = await store.contents(tx, account_id, waiting)
        found |= {slug: await asyncio.to_thread(check, content) for slug, content in contents.items()}
        waiting = {name for slug in contents for name in found[slug].partials} - found.keys()
    return found
