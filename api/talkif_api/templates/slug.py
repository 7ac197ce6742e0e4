"""A name as a slug: letters without their accents, and dashes."""

from __future__ import annotations

import re
import unicodedata

from talkif_schemas.errors import FieldError, Invalid

_MAX_CHARS = 64


def slug_of(name: str) -> str:
    """Raises Invalid for a name without a Latin letter to begin with."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    slug = re.sub(r"^[^a-z]+", "", slug)[:_MAX_CHARS].rstrip("-")
    if not slug:
        problem = FieldError("slug", "required", "The name has no Latin letters to make a slug of")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return slug
