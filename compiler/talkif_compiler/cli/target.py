"""Which server a command talks to: options, or the environment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..deploy.client import DeployError, Target


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options; the command takes `target`. A key in the environment is in no shell history."""

    @click.option("--api-url", envvar="TALKIF_API_URL", required=True, help="Address of the API. [TALKIF_API_URL]")
    @click.option("--account", envvar="TALKIF_ACCOUNT_ID", required=True, help="Account id. [TALKIF_ACCOUNT_ID]")
    @click.option("--api-key", envvar="TALKIF_API_KEY", required=True, help="Better set as TALKIF_API_KEY.")
    @click.pass_context
    def wrapped(context: click.Context, /, api_url: str, account: str, api_key: str, **options: Any) -> Any:
        return context.invoke(command, target=Target(api_url, account, api_key), **options)

    wrapped.__name__ = command.__name__
    wrapped.__doc__ = command.__doc__
    wrapped.__click_params__ = [*wrapped.__click_params__, *getattr(command, "__click_params__", [])]  # type: ignore[attr-defined]
    return wrapped


def refused(error: DeployError) -> click.ClickException:
    """What the API said, for a terminal. Exit code 1."""
    request = f" (request {error.meta['requestId']})" if error.meta.get("requestId") else ""
    return click.ClickException(f"{error.code}: {error.detail}{request}")
