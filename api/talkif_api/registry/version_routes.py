"""Versions of flows over REST: publish, list, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Response

from talkif_schemas.resources.bodies import PageQuery
from talkif_schemas.resources.flow_versions import (
    FlowPublish,
    VersionDetails,
    VersionList,
    VersionQuery,
    VersionSummary,
)

from ..kit.route import Caller, Transaction, account_router
from . import publish, store, version_store

router = account_router("flows", "/flows/{flowId}")

FlowPath = Annotated[str, Path(alias="flowId")]
VersionPath = Annotated[str, Path(alias="version")]


@router.post("/publish", status_code=201, responses={200: {"model": VersionSummary}})
async def publish_flow(
    flow_id: FlowPath, body: FlowPublish, caller: Caller, tx: Transaction, response: Response
) -> VersionSummary:
    """201 with a new version, or 200 with one that was there: promoted, or the running one when nothing changed but
    names, notes and layout."""
    version, is_new = await publish.publish(tx, caller.account_id, flow_id, body, caller.key_id)
    response.status_code = 201 if is_new else 200
    return version


@router.get("/versions")
async def list_versions(
    flow_id: FlowPath, page: Annotated[PageQuery, Query()], caller: Caller, tx: Transaction
) -> VersionList:
    """Newest first."""
    await store.find(tx, caller.account_id, flow_id)
    versions, meta = await version_store.list_all(tx, caller.account_id, flow_id, page)
    return VersionList(versions=versions, meta=meta)


@router.get("/versions/{version}")
async def get_version(
    flow_id: FlowPath,
    version: VersionPath,
    query: Annotated[VersionQuery, Query()],
    caller: Caller,
    tx: Transaction,
) -> VersionDetails:
    await store.find(tx, caller.account_id, flow_id)
    return await version_store.details(tx, caller.account_id, flow_id, version, query.include)
