"""Flows over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from talkif_schemas.ids import new_flow_id
from talkif_schemas.resources.flow_stats import FlowStats, StatsQuery
from talkif_schemas.resources.flow_versions import FlowDuplicate
from talkif_schemas.resources.flows import (
    Flow,
    FlowCreate,
    FlowList,
    FlowPatch,
    FlowQuery,
    FlowValidate,
    PublishedFlowList,
    PublishedFlowQuery,
    Validation,
)

from ..kit.openapi import READS_ONLY
from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, LongWork, Transaction, account_router
from . import archive, compiling, duplicate, stats, stats_store, store

router = account_router("flows", "/flows")

FlowPath = Annotated[str, Path(alias="flowId")]


@router.post("", status_code=201)
async def create_flow(body: FlowCreate, caller: Caller, tx: Transaction) -> Flow:
    return await store.insert(tx, caller.account_id, new_flow_id(), body.slug, body.name, body.description)


@router.get("")
async def list_flows(query: Annotated[FlowQuery, Query()], caller: Caller, tx: Transaction) -> FlowList:
    flows, meta = await store.list_all(tx, caller.account_id, query)
    return FlowList(flows=flows, meta=meta)


@router.get("/published")
async def list_published(
    query: Annotated[PublishedFlowQuery, Query()], caller: Caller, tx: Transaction
) -> PublishedFlowList:
    """What each environment runs: one entry for each version that gets calls there."""
    flows, meta = await store.list_published(tx, caller.account_id, query)
    return PublishedFlowList(flows=flows, meta=meta)


@router.get("/{flowId}")
async def get_flow(flow_id: FlowPath, caller: Caller, tx: Transaction) -> Flow:
    return await store.find(tx, caller.account_id, flow_id)


@router.patch("/{flowId}")
async def update_flow(
    flow_id: FlowPath,
    body: FlowPatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Flow:
    changes = body.model_dump(exclude_unset=True)
    return await store.update(tx, caller.account_id, flow_id, changes, expected_revision(if_match))


@router.delete("/{flowId}", status_code=204)
async def delete_flow(flow_id: FlowPath, caller: Caller, tx: Transaction) -> None:
    """Only a flow that was never published and is not in use; others can be archived."""
    await archive.delete(tx, caller.account_id, flow_id)


@router.post("/{flowId}/archive")
async def archive_flow(flow_id: FlowPath, caller: Caller, tx: Transaction) -> Flow:
    """Take the flow off the list and free its slug. Its versions and calls stay readable."""
    return await archive.archive(tx, caller.account_id, flow_id)


@router.post("/{flowId}/unarchive")
async def unarchive_flow(flow_id: FlowPath, caller: Caller, tx: Transaction) -> Flow:
    return await archive.unarchive(tx, caller.account_id, flow_id)


@router.post("/{flowId}/validate", openapi_extra={READS_ONLY: True})
async def validate_flow(
    flow_id: FlowPath, body: FlowValidate, caller: Caller, tx: Transaction, aside: LongWork
) -> Validation:
    """What the compiler finds in a source. Nothing is stored."""
    await store.find(tx, caller.account_id, flow_id)
    return compiling.validate(aside, body.source, body.environment)


@router.post("/{flowId}/duplicate", status_code=201)
async def duplicate_flow(
    flow_id: FlowPath, body: FlowDuplicate, caller: Caller, tx: Transaction, aside: LongWork
) -> Flow:
    """A new flow with the source of a version as its 1.0.0. No environment runs it until one is told to."""
    return await duplicate.duplicate(tx, aside, caller.account_id, flow_id, body, caller.key_id)


@router.get("/{flowId}/stats")
async def flow_stats(
    flow_id: FlowPath, query: Annotated[StatsQuery, Query()], caller: Caller, tx: Transaction
) -> FlowStats:
    """What came of the calls that the flow answered or placed."""
    await store.find(tx, caller.account_id, flow_id)
    begins, ends = await stats_store.period(tx, query)
    groups = await stats_store.groups(tx, caller.account_id, flow_id, begins, ends, query.environment)
    return FlowStats(flow_id=flow_id, from_=begins, to=ends, versions=stats.by_version(groups), **stats.counts(groups))
