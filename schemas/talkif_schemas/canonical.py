"""Canonical JSON and digests: equal values have equal bytes on every machine.

Keys are sorted, strings are NFC, nothing is padded, and text is UTF-8. Floats that are whole numbers are written as
integers, because YAML `5` and `5.0` mean the same value to a flow.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import orjson

from .artifact import Artifact


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normal(key): _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def canonical_json(value: Any) -> bytes:
    """The one byte string for a JSON value."""
    return orjson.dumps(_normal(value), option=orjson.OPT_SORT_KEYS)


def digest(data: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def artifact_bytes(artifact: Artifact) -> bytes:
    """The stored form of an artifact; its digest is the artifact's address."""
    return canonical_json(artifact.model_dump(mode="json", exclude_defaults=True))


def load_artifact(data: bytes) -> Artifact:
    """Read what `artifact_bytes` wrote.

    Raises pydantic.ValidationError when the data is not an artifact of this format.
    """
    return Artifact.model_validate_json(data)
