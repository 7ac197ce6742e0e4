"""Environments of flows over REST: what each runs, its history, sharing out, rollback."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from talkif_schemas.resources.bodies import Environment
from talkif_schemas.resources.environments import (
    EnvironmentPut,
    Pointer,
    PointerList,
    PointerMoveList,
    PointerMoveQuery,
    PointerQuery,
)
from talkif_schemas.resources.flow_versions import FlowRollback

from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, Transaction, account_router
from . import environments, pointer_store, store

router = account_router("flows", "/flows/{flowId}")

FlowPath = Annotated[str, Path(alias="flowId")]
EnvironmentPath = Annotated[Environment, Path(alias="environment")]


@router.post("/rollback")
async def rollback_flow(flow_id: FlowPath, body: FlowRollback, caller: Caller, tx: Transaction) -> Pointer:
    """Let an environment run an earlier version again, for all calls and pinned. Calls in progress keep theirs."""
    return await environments.roll_back(tx, caller.account_id, flow_id, body, caller.key_id)


@router.get("/environments")
async def list_environments(
    flow_id: FlowPath, query: Annotated[PointerQuery, Query()], caller: Caller, tx: Transaction
) -> PointerList:
    await store.find(tx, caller.account_id, flow_id)
    pointers, meta = await pointer_store.list_all(tx, caller.account_id, flow_id, query)
    return PointerList(environments=pointers, meta=meta)


@router.get("/environments/{environment}")
async def get_environment(flow_id: FlowPath, environment: EnvironmentPath, caller: Caller, tx: Transaction) -> Pointer:
    await store.find(tx, caller.account_id, flow_id)
    return await environments.find(tx, caller.account_id, flow_id, environment)


@router.put("/environments/{environment}")
async def put_environment(
    flow_id: FlowPath,
    environment: EnvironmentPath,
    body: EnvironmentPut,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Pointer:
    """Share the calls of an environment out among versions, from the next call on. Calls in progress keep theirs."""
    return await environments.share_out(
        tx, caller.account_id, flow_id, environment, body, caller.key_id, expected_revision(if_match)
    )


@router.get("/environments/{environment}/history")
async def environment_history(
    flow_id: FlowPath,
    environment: EnvironmentPath,
    query: Annotated[PointerMoveQuery, Query()],
    caller: Caller,
    tx: Transaction,
) -> PointerMoveList:
    """Every change of what the environment runs."""
    await store.find(tx, caller.account_id, flow_id)
    moves, meta = await pointer_store.history(tx, caller.account_id, flow_id, environment, query)
    return PointerMoveList(moves=moves, meta=meta)
