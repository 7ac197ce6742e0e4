"""Analyses a call: what was said goes to a language model, what comes back is kept. Runs as a durable job.

No transaction is open while the model thinks. A worker that dies in between asks the model again; what is kept, charged
and told of is one answer.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.after_call import Findings
from talkif_schemas.resources.calls import Call
from talkif_schemas.transcript import Turn, transcript

from ..kit.db import Connection
from ..kit.jobs import Parts, defer
from ..models.structured.choice import Named, choose, opened
from ..models.structured.contract import Answer, AnswerError, Exchange, StructuredLlm
from ..webhooks.outbox import announce
from . import cost, report_store, store
from .analysis import PROMPT_VERSION, AnswerInvalid, Question, findings, question
from .price_book import price_book
from .usage import input_tokens

ANALYZE: Final = "calls.analyze"
#: After the last one the analysis has failed.
MAX_ATTEMPTS: Final = 8

_log = logging.getLogger(__name__)


async def ask_for(tx: Connection, account_id: AccountId, call_id: str, model: str | None = None) -> None:
    """`model`: `provider/model`; None: as the account has it."""
    request = await report_store.want_analysis(tx, account_id, call_id, model)
    await defer(tx, ANALYZE, {"call_id": call_id, "request": request})


async def analyze(parts: Parts, account_id: AccountId, call_id: str, request: int) -> None:
    """One attempt. Raises AnswerError when another one may have more luck."""
    async with parts.database.transaction(account_id) as tx:
        attempt = await report_store.begin_analysis(tx, account_id, call_id, request)
        call = await store.find_call(tx, account_id, call_id)
        if attempt is None or call is None:
            return
        turns = transcript(await store.journal(tx, account_id, call_id))
        chosen = _choose(parts, attempt.wanted_model)
        skipped = _reason_to_skip(turns, chosen)
        if skipped is not None or chosen is None:
            await report_store.finish_analysis(tx, account_id, call_id, request, "skipped", reason=skipped)
            return
        artifact = await store.artifact(tx, account_id, call.digest)
    reading = _Reading(question(artifact, turns, _facts(call)))
    failure: str | None = None
    try:
        keys, urls = parts.settings.vendor_keys, parts.settings.vendor_urls
        async with opened(chosen.provider, keys[chosen.provider], urls.get(chosen.provider)) as llm:
            await reading.read(llm, chosen.model)
    except AnswerError as error:
        if error.retryable and attempt.number < MAX_ATTEMPTS:
            raise
        failure = error.code
        _log.warning("the analysis of %s failed: %s", call_id, error)
    except AnswerInvalid as error:
        failure = "invalid_answer"
        _log.warning("the analysis of %s failed: %s %s: %s", call_id, *chosen, error)
    except ModuleNotFoundError as error:
        failure = "llm_not_configured"
        _log.warning("the analysis of %s failed: the SDK of %s is not installed: %s", call_id, chosen.provider, error)
    except Exception:
        # Whoever asked is told that there will be no answer, whatever the defect is.
        if attempt.number < MAX_ATTEMPTS:
            raise
        failure = "internal_error"
        _log.exception("the analysis of %s failed", call_id)
    async with parts.database.transaction(account_id) as tx:
        await _keep(parts, tx, account_id, call, request, chosen, reading, failure)


def _choose(parts: Parts, wanted: str | None) -> Named | None:
    today = f"{datetime.fromtimestamp(parts.clock(), UTC):%Y-%m-%d}"
    return choose(wanted, parts.settings.vendor_keys, parts.settings.vendor_urls, today)


def _reason_to_skip(turns: list[Turn], chosen: Named | None) -> str | None:
    if not any(turn.speaker == "human" for turn in turns):
        return "nothing_said"
    return "llm_not_configured" if chosen is None else None


def _facts(call: Call) -> dict[str, object]:
    return {
        "direction": call.direction,
        "durationMs": call.duration_ms,
        "endReason": call.end_reason,
        "outcomeOfTheFlow": call.outcome,
        "startedAt": call.created_at.isoformat(timespec="seconds"),
    }


class _Reading:
    """A question, its answer, and the tokens that it took."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self.found: Findings | None = None
        self.input_tokens = 0
        self.output_tokens = 0
        self.cached_tokens = 0

    async def read(self, llm: StructuredLlm, model: str) -> None:
        """An answer that does not fit is sent back once. Raises AnswerError and AnswerInvalid."""
        exchange = Exchange(self._asked.system, self._asked.message, self._asked.schema)
        answer = await self._ask(llm, model, exchange)
        try:
            self.found = findings(answer.text, self._asked.schema)
        except AnswerInvalid as problem:
            again = Exchange(exchange.system, exchange.message, exchange.schema, (answer.text, problem.told))
            answer = await self._ask(llm, model, again)
            self.found = findings(answer.text, self._asked.schema)

    async def _ask(self, llm: StructuredLlm, model: str, exchange: Exchange) -> Answer:
        answer = await llm.ask(model, exchange)
        self.input_tokens += answer.input_tokens
        self.output_tokens += answer.output_tokens
        self.cached_tokens += answer.cached_tokens
        return answer


async def _keep(
    parts: Parts,
    tx: Connection,
    account_id: AccountId,
    call: Call,
    request: int,
    chosen: Named,
    reading: _Reading,
    failure: str | None,
) -> None:
    is_latest = await report_store.finish_analysis(
        tx,
        account_id,
        call.id,
        request,
        "failed" if failure else "completed",
        reason=failure,
        findings=reading.found,
        by=chosen if reading.found is not None else None,
        prompt_version=PROMPT_VERSION if reading.found is not None else None,
    )
    if not is_latest:
        return
    if reading.input_tokens:
        book = price_book(parts.settings.prices)
        used = input_tokens(reading.input_tokens, reading.cached_tokens) | {"output_token": reading.output_tokens}
        items = cost.of_analysis(book, *chosen, used)
        await report_store.add_costs(tx, account_id, call.id, items)
    if reading.found is not None:
        analysis = await report_store.analysis(tx, account_id, call.id)
        assert analysis is not None
        told = {"callId": call.id, "flowId": call.flow_id, "version": call.version}
        await announce(
            tx, account_id, "call.analyzed", {**told, "analysis": analysis.model_dump(mode="json", by_alias=True)}
        )
