"""Which server a command talks to: options, or the environment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ..deploy.client import DeployError, Target


def target_options(*, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options; the command takes `target`, which is None when they are not required and not all given.

    A key in the environment is in no shell history.
    """

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        def option(name: str, variable: str, text: str) -> Callable[..., Any]:
            return click.option(name, envvar=variable, required=required, help=text)

        @option("--api-url", "TALKIF_API_URL", "Address of the API. [TALKIF_API_URL]")
        @option("--account", "TALKIF_ACCOUNT_ID", "Account id. [TALKIF_ACCOUNT_ID]")
        @option("--api-key", "TALKIF_API_KEY", "Better set as TALKIF_API_KEY.")
        @wraps(command)
        def wrapped(api_url: str | None, account: str | None, api_key: str | None, **options: Any) -> Any:
            given = Target(api_url, account, api_key) if api_url and account and api_key else None
            return command(target=given, **options)

        decorated: Callable[..., Any] = wrapped
        return decorated

    return add


def refused(error: DeployError) -> click.ClickException:
    """What the API said, for a terminal. Exit code 1."""
    request = f" (request {error.meta['requestId']})" if error.meta.get("requestId") else ""
    return click.ClickException(f"{error.code}: {error.detail}{request}")
