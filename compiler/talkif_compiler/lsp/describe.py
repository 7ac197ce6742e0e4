"""Types, helpers and rules in a few words of Markdown."""

from __future__ import annotations

from talkif_schemas.template_helpers import Helper
from talkif_schemas.types import TypeSpec

from ..rule import Rule


def type_words(spec: TypeSpec) -> str:
    """`enum: free, pro`, `list of string`."""
    if spec.type == "enum":
        return f"enum: {', '.join(spec.values)}"
    if spec.type == "list" and spec.items is not None:
        return f"list of {type_words(spec.items)}"
    return spec.type


def signature(name: str, helper: Helper) -> str:
    """`join list [scalar]`: what may be left out is in brackets, and … is what may be repeated."""
    words = [kind if position < helper.least else f"[{kind}]" for position, kind in enumerate(helper.takes)]
    if helper.repeats and words:
        words[-1] += "…"
    words += [f"[{option}={kind}]" for option, kind in helper.options.items()]
    return " ".join([name, *words])


def rule_words(rule: Rule) -> str:
    return f"**{rule.id}** ({rule.severity}): {rule.summary}\n\n{rule.doc}"
