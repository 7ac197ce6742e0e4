"""Bodies of a call's journal: for each event its name, and what it says in the fields of talkif_schemas.events."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, RootModel, create_model

from ..events import FACTS, INPUTS, Event, decode
from .bodies import Body, PageMeta, PageQuery, answered_with


class JournalEntry(Body):
    """Base of the entries, of which each name has its own."""

    seq: int
    """Place in the journal, counted up by one."""
    at_ms: int
    """Since the call was answered."""
    name: str
    """Type of the event."""
    data: Event
    """What the event says."""


def _entry(event: type[Event]) -> type[JournalEntry]:
    fields: dict[str, Any] = {
        "name": (Literal[event.__name__], Field(description="Type of the event.")),
        "data": (event, Field(description="What the event says.")),
    }
    return create_model(f"{event.__name__}Event", __base__=JournalEntry, __doc__=event.__doc__, **fields)


_ENTRIES: Final = {event.__name__: _entry(event) for event in INPUTS + FACTS}
if TYPE_CHECKING:
    _AnyEntry: TypeAlias = JournalEntry
else:
    _AnyEntry = Annotated[reduce(or_, _ENTRIES.values()), Field(discriminator="name")]


class CallEvent(RootModel[_AnyEntry]):
    """One entry of the journal; `name` says which."""


def entry(seq: int, at_ms: int, name: str, data: dict[str, Any]) -> CallEvent:
    """As the API shows what the journal stores. Raises what `decode` does."""
    return CallEvent(_ENTRIES[name](seq=seq, at_ms=at_ms, name=name, data=decode(name, data)))


class CallEventQuery(PageQuery):
    sort: Literal["seq", "-seq"] = "seq"


class CallEventList(Body):
    model_config = answered_with(
        events=[
            {"seq": 7, "atMs": 6_400, "name": "NodeEntered", "data": {"node": "offer_day", "flow": None, "visit": 1}}
        ]
    )

    events: list[CallEvent]
    meta: PageMeta
