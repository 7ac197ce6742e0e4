"""The values that templates and conditions may read, by namespace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from .state import State


def values(state: State) -> dict[str, Any]:
    """Namespace -> values, as talkif_schemas.names types them."""
    return {
        "vars": state.vars,
        "inputs": state.inputs,
        "contact": state.contact,
        "call": state.call,
        "account": state.account,
        "campaign": state.campaign,
        "system": _system(state),
        "last": state.last,
    }


def now(state: State) -> datetime:
    """The moment of the current step, in the account's time zone."""
    return datetime.fromisoformat(state.system["now"]) + timedelta(milliseconds=state.at_ms)


def _system(state: State) -> dict[str, str]:
    moment = now(state)
    return {"now": moment.isoformat(timespec="seconds"), "date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}


def percent_encoded(value: Any) -> Any:
    """The same values with every string safe inside one URL segment, so that no value can change where a URL leads."""
    if isinstance(value, str):
        return quote(value, safe="")
    if isinstance(value, dict):
        return {key: percent_encoded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [percent_encoded(item) for item in value]
    return value
