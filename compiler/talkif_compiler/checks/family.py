"""Rules that belong together: one folder of `checks`, and one heading of the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from ..diagnostics import Diagnostic
from ..linking.link import Linked
from ..rule import Rule


class Check(Struct, frozen=True):
    rule: Rule
    run: Callable[[Linked], Iterator[Diagnostic]] | None = None
    """None for a rule that another stage finds, such as those that read the file."""
    of_tools: bool = False
    """It is also asked of a file of tools by itself: what it finds there does not depend on the flows that use it."""
    of_whole: bool = False
    """It says that something is missing from the flow; it is not asked when there are parts that cannot be read."""


class Family(Struct, frozen=True):
    id: str
    """Name of the folder."""
    title: str
    checks: tuple[Check, ...]
