"""Which server a command talks to: options, the environment, or the project file, in this order."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from ..deploy.client import DeployError, Target
from ..diagnostics import Diagnostic
from ..files.api_target import account_problem, address_problem
from ..files.project_file import ProjectFields, read_project
from ..repository.flow_files import ProjectError, read_inside
from ..repository.recognition import PROJECT_FILE


class Asked(Struct, frozen=True):
    """What options and the environment say. The key never comes from a file, which others can read."""

    api_url: str | None
    account: str | None
    api_key: str | None

    def target(self, root: Path) -> Target:
        """With what the project file at `root` says of the rest. Raises click.UsageError where nothing says it."""
        api_url, account = self.api_url, self.account
        if not (api_url and account):
            project, found = _project(root)
            api_url = api_url or _said(project, found, "api")
            account = account or _said(project, found, "account")
        if not api_url:
            raise click.UsageError(f"say where the API is: --api-url, TALKIF_API_URL, or `api:` in {PROJECT_FILE}")
        if not account:
            raise click.UsageError(f"say which account: --account, TALKIF_ACCOUNT_ID, or `account:` in {PROJECT_FILE}")
        if not self.api_key:
            raise click.UsageError("say the API key: TALKIF_API_KEY, or --api-key")
        return Target(api_url, account, self.api_key)


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options; the command takes them as `asked`.

    A key in the environment is in no shell history.
    """

    def option(
        name: str, variable: str, text: str, problem: Callable[[str], str | None] | None = None
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return click.option(name, envvar=variable, help=text, callback=_checked(problem) if problem else None)

    @option("--api-url", "TALKIF_API_URL", f"Address of the API. {_then('TALKIF_API_URL', 'api')}", address_problem)
    @option("--account", "TALKIF_ACCOUNT_ID", f"Account id. {_then('TALKIF_ACCOUNT_ID', 'account')}", account_problem)
    @option("--api-key", "TALKIF_API_KEY", "Better set as TALKIF_API_KEY.")
    @wraps(command)
    def wrapped(api_url: str | None, account: str | None, api_key: str | None, **options: Any) -> Any:
        return command(asked=Asked(api_url, account, api_key), **options)

    decorated: Callable[..., Any] = wrapped
    return decorated


def refused(error: DeployError) -> click.ClickException:
    """What the API said, for a terminal. Exit code 1."""
    request = f" (request {error.meta['requestId']})" if error.meta.get("requestId") else ""
    return click.ClickException(f"{error.code}: {error.detail}{request}")


def _then(variable: str, key: str) -> str:
    return f"[{variable}, then `{key}:` of {PROJECT_FILE}]"


def _checked(problem: Callable[[str], str | None]) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    def check(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
        if text is not None and (reason := problem(text)) is not None:
            raise click.BadParameter(reason)
        return text

    return check


def _project(root: Path) -> tuple[ProjectFields | None, tuple[Diagnostic, ...]]:
    try:
        text = read_inside(root, PROJECT_FILE)
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    return read_project(text) if text is not None else (None, ())


def _said(project: ProjectFields | None, found: tuple[Diagnostic, ...], key: str) -> str | None:
    """None for a key that is not written. Raises click.UsageError for one that cannot be read."""
    said = getattr(project, key, None)
    if said is not None:
        return str(said.value)
    for item in found:
        if project is None or (key in project.mapping.entries and item.span == project.mapping.entries[key].value.span):
            raise click.UsageError(f"{PROJECT_FILE}:{item.span.start_position[0]}: {item.message}")
    return None
