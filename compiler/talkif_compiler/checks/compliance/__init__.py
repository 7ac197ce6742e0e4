"""What the law and the security floor ask for."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    secret_literal,
)

FAMILY = Family(
    "compliance",
    "Compliance and security",
    (Check(secret_literal.RULE, secret_literal.check),),
)
