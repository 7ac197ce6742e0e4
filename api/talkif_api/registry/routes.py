"""Flows over REST."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query, Response

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId, new_flow_id
from talkif_schemas.resources.bodies import PageQuery
from talkif_schemas.resources.flows import (
    Flow,
    FlowCreate,
    FlowList,
    FlowPublish,
    FlowRollback,
    FlowValidate,
    Pointer,
    PointerList,
    PublishedFlowList,
    Validation,
    VersionDetails,
    VersionList,
    VersionSummary,
)

from ..kit.db import Connection
from ..kit.route import Caller, Transaction, account_router
from . import publish, store

router = account_router("flows", "/flows")

FlowPath = Annotated[str, Path(alias="flowId")]
VersionPath = Annotated[str, Path(alias="version")]
Page = Annotated[PageQuery, Query()]
_MISSING: Final = "There is no such flow."


@router.post("", status_code=201)
async def create_flow(body: FlowCreate, caller: Caller, tx: Transaction) -> Flow:
    flow = await store.insert_flow(tx, caller.account_id, new_flow_id(), body.slug, body.name, body.description)
    if flow is None:
        raise Conflict("flow_name_already_exists", f"The account has a flow `{body.slug}` already.")
    return flow


@router.get("")
async def list_flows(page: Page, caller: Caller, tx: Transaction) -> FlowList:
    flows, meta = await store.list_flows(tx, caller.account_id, page)
    return FlowList(flows=flows, meta=meta)


@router.get("/published")
async def list_published(page: Page, caller: Caller, tx: Transaction) -> PublishedFlowList:
    """What each environment runs."""
    flows, meta = await store.list_published(tx, caller.account_id, page)
    return PublishedFlowList(flows=flows, meta=meta)


@router.get("/{flowId}")
async def get_flow(flow_id: FlowPath, caller: Caller, tx: Transaction) -> Flow:
    return await _flow(tx, caller.account_id, flow_id)


@router.post("/{flowId}/validate")
async def validate_flow(flow_id: FlowPath, body: FlowValidate, caller: Caller, tx: Transaction) -> Validation:
    """Compile without publishing."""
    await _flow(tx, caller.account_id, flow_id)
    return await publish.validate(body.source.entry, body.source.files)


@router.post("/{flowId}/publish", status_code=201, responses={200: {"model": VersionSummary}})
async def publish_flow(
    flow_id: FlowPath, body: FlowPublish, caller: Caller, tx: Transaction, response: Response
) -> VersionSummary:
    """201 with a new version, or 200 with the running one when nothing changed but names, notes and layout."""
    version, is_new = await publish.publish(tx, caller.account_id, flow_id, body, caller.key_id)
    response.status_code = 201 if is_new else 200
    return version


@router.get("/{flowId}/versions")
async def list_versions(flow_id: FlowPath, page: Page, caller: Caller, tx: Transaction) -> VersionList:
    """Newest first."""
    await _flow(tx, caller.account_id, flow_id)
    versions, meta = await store.list_versions(tx, caller.account_id, flow_id, page)
    return VersionList(versions=versions, meta=meta)


@router.get("/{flowId}/versions/{version}")
async def get_version(flow_id: FlowPath, version: VersionPath, caller: Caller, tx: Transaction) -> VersionDetails:
    details = await store.version_details(tx, caller.account_id, flow_id, version)
    if details is None:
        raise NotFound("version_not_found", "The flow has no such version.")
    return details


@router.post("/{flowId}/rollback")
async def rollback_flow(flow_id: FlowPath, body: FlowRollback, caller: Caller, tx: Transaction) -> Pointer:
    """Let an environment run an earlier version again, pinned until the next publish. Calls in progress keep theirs."""
    if await store.find_flow(tx, caller.account_id, flow_id, lock=True) is None:
        raise NotFound("flow_not_found", _MISSING)
    if await store.find_version(tx, caller.account_id, flow_id, body.version) is None:
        raise NotFound("version_not_found", f"The flow has no version {body.version}.")
    if await store.pointed_at(tx, caller.account_id, flow_id, body.environment) is None:
        raise Conflict("flow_not_published", f"The flow has no version in {body.environment}.")
    return await store.move_pointer(
        tx,
        caller.account_id,
        flow_id,
        body.environment,
        body.version,
        act="rollback",
        actor=caller.key_id,
        reason=body.reason,
    )


@router.get("/{flowId}/environments")
async def list_environments(flow_id: FlowPath, caller: Caller, tx: Transaction) -> PointerList:
    await _flow(tx, caller.account_id, flow_id)
    return PointerList(environments=await store.list_pointers(tx, caller.account_id, flow_id))


async def _flow(connection: Connection, account_id: AccountId, flow_id: str) -> Flow:
    flow = await store.find_flow(connection, account_id, flow_id)
    if flow is None:
        raise NotFound("flow_not_found", _MISSING)
    return flow
