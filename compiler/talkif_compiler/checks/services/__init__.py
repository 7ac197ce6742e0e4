"""The vendors of a flow."""

from __future__ import annotations

from ..family import Family

FAMILY = Family(
    "services",
    "Models, voices, recognition",
    (),
)
