"""Has a language model write a template. What it writes is checked, and sent back once with its mistakes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from talkif_compiler.catalogue import vendor
from talkif_schemas.errors import Conflict, TalkifError, Unavailable
from talkif_schemas.resources.templates import GeneratedTemplate, TemplateGenerate, TemplateVariable

from ..models.structured.choice import Named, choose, opened
from ..models.structured.contract import AnswerError, Exchange, StructuredLlm
from .drafting import SCHEMA, Draft, instructions, read, request

#: For both answers together.
TIMEOUT_S: Final = 60.0

_log = logging.getLogger(__name__)


async def generate(
    wanted: TemplateGenerate,
    variables: Sequence[TemplateVariable],
    keys: Mapping[str, str],
    urls: Mapping[str, str],
    today: date,
    timeout_s: float = TIMEOUT_S,
) -> GeneratedTemplate:
    """`keys`, `urls`: by vendor. Raises Conflict (no key, or the vendor refuses) and Unavailable."""
    chosen = _chosen(wanted.model, keys, urls, today)
    exchange = Exchange(instructions(variables), request(wanted), SCHEMA)
    try:
        async with (
            asyncio.timeout(timeout_s),
            opened(chosen.provider, keys[chosen.provider], urls.get(chosen.provider), timeout_s) as llm,
        ):
            draft = await _draft(llm, chosen.model, exchange, wanted.variables)
    except TimeoutError as error:
        raise Unavailable("vendor_unreachable", f"The model did not finish within {timeout_s:g} s.") from error
    except AnswerError as error:
        raise _failure(error) from error
    except ModuleNotFoundError as error:
        raise Conflict("llm_not_configured", f"The SDK of {chosen.provider} is not installed here.") from error
    return GeneratedTemplate(
        name=draft.name,
        content=draft.content,
        variables=draft.checked.variables,
        model=f"{chosen.provider}/{chosen.model}",
        warnings=list(draft.warnings),
    )


def _chosen(model: str | None, keys: Mapping[str, str], urls: Mapping[str, str], today: date) -> Named:
    """The model that is asked for; else the one that calls use, or a cheap one. Raises Conflict."""
    chosen = choose(model, keys, urls, today.isoformat())
    if chosen is None:
        whose = model.partition("/")[0] if model is not None else "any vendor of language models"
        raise Conflict("llm_not_configured", f"This deployment has no key for {whose}.")
    known = vendor("llm", chosen.provider)
    default = known.default_model if known is not None and model is None else None
    return Named(chosen.provider, default or chosen.model)


async def _draft(llm: StructuredLlm, model: str, exchange: Exchange, wanted: Sequence[str]) -> Draft:
    """Raises AnswerError, and Unavailable when the second answer will not do either."""
    answer = await llm.ask(model, exchange)
    draft = read(answer.text, wanted)
    if isinstance(draft, str):
        again = Exchange(exchange.system, exchange.message, exchange.schema, (answer.text, draft))
        draft = read((await llm.ask(model, again)).text, wanted)
    if isinstance(draft, str):
        raise Unavailable("generation_failed", f"The model wrote no valid template: {draft}")
    return draft


def _failure(error: AnswerError) -> TalkifError:
    """In words of ours: the vendor's may hold what is none of the tenant's business."""
    _log.warning("no template was written: %s", error)
    match error.code:
        case "rate_limited":
            return Unavailable("vendor_rate_limited", "The vendor of the model wants fewer requests.")
        case "refused":
            return Conflict("vendor_refused", "The model refuses to write this.")
        case "truncated":
            return Conflict("vendor_refused", "The model's answer was longer than allowed.")
        case "request_rejected":
            return Conflict("vendor_refused", "The vendor rejects the request; it may not have this model.")
        case "auth":
            return Unavailable("vendor_unreachable", "The vendor of the model does not accept this deployment's key.")
    return Unavailable("vendor_unreachable", "The vendor of the model does not answer.")
