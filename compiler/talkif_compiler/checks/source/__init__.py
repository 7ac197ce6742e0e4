"""The text itself: YAML, keys, values, sizes."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    alias_bomb,
    ambiguous_scalar,
    duplicate_key,
    file_too_large,
    folded_prompt,
    hidden_characters,
    missing_field,
    suppression_without_reason,
    unknown_file,
    unknown_key,
    unknown_rule,
    unused_anchor,
    unused_suppression,
    wrong_type,
    yaml_syntax,
)

FAMILY = Family(
    "source",
    "Source and YAML",
    (
        Check(unknown_file.RULE),
        Check(yaml_syntax.RULE),
        Check(file_too_large.RULE),
        Check(hidden_characters.RULE, hidden_characters.check),
        Check(folded_prompt.RULE, folded_prompt.check),
        Check(alias_bomb.RULE),
        Check(duplicate_key.RULE),
        Check(unused_anchor.RULE, of_whole=True),
        Check(unknown_key.RULE),
        Check(missing_field.RULE),
        Check(wrong_type.RULE),
        Check(ambiguous_scalar.RULE),
        Check(suppression_without_reason.RULE),
        Check(unused_suppression.RULE),
        Check(unknown_rule.RULE),
    ),
)
