"""The rules that say what a change of a flow means, as data: one row is one rule, one file a surface of the flow."""

from __future__ import annotations

from typing import Final

from . import behaviour, effects, inputs, keys, notices, outputs, services
from .rule import Bump, Rule

__all__ = ["RULES", "Bump", "Rule"]

RULES: Final[tuple[Rule, ...]] = (
    *inputs.RULES,
    *outputs.RULES,
    *effects.RULES,
    *notices.RULES,
    *keys.RULES,
    *services.RULES,
    *behaviour.RULES,
)
