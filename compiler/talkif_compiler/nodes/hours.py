"""`hours`: decides by the time of day."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Name
from ..fields.lowering import Lowering
from ..fields.opening_hours import OpeningFields
from ..fields.problems import Problems
from .fields import NodeFields


class Hours(NodeFields, OpeningFields):
    """Decides by the time of day: `open` or `closed`."""

    TYPE: ClassVar[str] = "hours"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("open", "closed"), ("open", "closed"))
    INSTANT: ClassVar[bool] = True

    schedule: Name | None = None
    """Name of a schedule of the project, instead of `windows`."""

    def verify(self, problems: Problems) -> None:
        super().verify(problems)
        if self.schedule is None and self.windows is None:
            problems.report("missing-field", "`windows` is missing", self.type.span, help="Or name a `schedule`.")
        for key in ("windows", "closed_on", "holidays"):
            if self.schedule is not None and key in self.mapping.entries:
                message = f"`{key}` is part of the schedule `{self.schedule.value}`"
                problems.report("wrong-type", message, self.mapping.entries[key].key.span, help=f"Remove `{key}`.")

    def lower(self, lowering: Lowering) -> artifact.HoursNode:
        opening = lowering.hours(self.schedule, self)
        return artifact.HoursNode(type="hours", opening=opening, **self.shared(lowering))
