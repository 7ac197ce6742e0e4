"""`--sign`: signing what a command builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from talkif_schemas.signature import Signature

sign_option = click.option(
    "--sign",
    "key",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="TALKIF_ARTIFACT_KEY",
    help="Sign with this Ed25519 key, a PEM file. [TALKIF_ARTIFACT_KEY]",
)


def signer(key: Path | None) -> Callable[[str], Signature] | None:
    """Digest -> signature. Raises click.UsageError for a key that cannot be used."""
    if key is None:
        return None
    try:
        from talkif_schemas.signature import KeyInvalid, sign
    except ImportError as error:
        raise click.UsageError("signing needs more: pip install 'talkif-flows[sign]'") from error
    try:
        pem = key.read_bytes()
        sign("sha256:" + "0" * 64, pem)
    except OSError as error:
        raise click.UsageError(f"{key}: {error.strerror}") from error
    except KeyInvalid as error:
        raise click.UsageError(f"{key}: {error}") from error
    return lambda digest: sign(digest, pem)
