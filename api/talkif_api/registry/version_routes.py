"""Versions of flows over REST: publish, list, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Response

from talkif_schemas.errors import NotFound
from talkif_schemas.resources.flow_diffs import VersionDiff
from talkif_schemas.resources.flow_versions import (
    FlowPublish,
    GraphQuery,
    VersionDetails,
    VersionList,
    VersionListQuery,
    VersionQuery,
    VersionSummary,
)

from ..kit.route import Caller, LongWork, Transaction, account_router
from . import compiler_process, graph, publish, store, version_store
from .diff import compare

router = account_router("flows", "/flows/{flowId}")

FlowPath = Annotated[str, Path(alias="flowId")]
VersionPath = Annotated[str, Path(alias="version")]


@router.post("/publish", status_code=201, responses={200: {"model": VersionSummary}})
async def publish_flow(
    flow_id: FlowPath, body: FlowPublish, caller: Caller, tx: Transaction, aside: LongWork, response: Response
) -> VersionSummary:
    """201 with a new version, or 200 with one that was there: promoted, or the running one when nothing changed but
    names, notes and layout."""
    version, is_new = await publish.publish(tx, aside, caller.account_id, flow_id, body, caller.key_id)
    response.status_code = 201 if is_new else 200
    return version


@router.get("/versions")
async def list_versions(
    flow_id: FlowPath, query: Annotated[VersionListQuery, Query()], caller: Caller, tx: Transaction
) -> VersionList:
    await store.find(tx, caller.account_id, flow_id)
    versions, meta = await version_store.list_all(tx, caller.account_id, flow_id, query)
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


@router.get("/versions/{version}/diff/{otherVersion}")
async def diff_versions(
    flow_id: FlowPath,
    version: VersionPath,
    other: Annotated[str, Path(alias="otherVersion")],
    caller: Caller,
    tx: Transaction,
    aside: LongWork,
) -> VersionDiff:
    """What changes for those who go from the first version to the second, whichever is older."""
    await store.find(tx, caller.account_id, flow_id)
    before = await version_store.stored(tx, caller.account_id, flow_id, version)
    after = await version_store.stored(tx, caller.account_id, flow_id, other)
    return compiler_process.result(aside, compare, before, after)


@router.get(
    "/graph",
    response_class=Response,
    responses={200: {"content": {form.media_type: {} for form in graph.FORMATS.values()}}},
)
async def flow_graph(
    flow_id: FlowPath, query: Annotated[GraphQuery, Query()], caller: Caller, tx: Transaction, aside: LongWork
) -> Response:
    """A picture of a version: its nodes and the ways between them."""
    flow = await store.find(tx, caller.account_id, flow_id)
    version = query.version or flow.latest_version
    if version is None:
        raise NotFound("version_not_found", "The flow has no version yet.")
    stored = await version_store.stored(tx, caller.account_id, flow_id, version)
    return Response(graph.picture(aside, stored, query.format), media_type=graph.FORMATS[query.format].media_type)
