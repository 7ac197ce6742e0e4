"""How secrets of endpoints are sealed: each opens for its own endpoint alone."""

from __future__ import annotations

from talkif_schemas.sealed import Sealer


def seal_secret(sealer: Sealer, endpoint_id: str, secret: str) -> bytes:
    return sealer.seal(secret, _place(endpoint_id))


def open_secret(sealer: Sealer, endpoint_id: str, sealed: bytes) -> str:
    """Raises SealBroken."""
    return sealer.open(sealed, _place(endpoint_id))


def _place(endpoint_id: str) -> str:
    return f"webhook_endpoints.secret/{endpoint_id}"
