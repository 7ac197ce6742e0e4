"""`talkif-flows publish`, `versions` and `rollback`: all of them through the REST API."""

from __future__ import annotations

from pathlib import Path

import click
import orjson
from msgspec.structs import asdict

from ..deploy.client import Client, DeployError, Target
from ..deploy.publish import send
from ..diagnostics import has_errors, in_order
from ..repository.flow_files import root_around
from .compiling import compile_paths
from .printing import print_diagnostics
from .signing import sign_option, signer
from .target import Asked, refused, target_options

_ENVIRONMENT = click.option("--env", "environment", default="production", show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_ENVIRONMENT
@click.option("--notes", default="", help="What changed, for people.")
@click.option("--bump", type=click.Choice(("patch", "minor", "major")), help="At least this much.")
@sign_option
@_JSON
@target_options
@click.pass_context
def publish(
    context: click.Context,
    asked: Asked,
    paths: tuple[Path, ...],
    environment: str,
    notes: str,
    bump: str | None,
    key: Path | None,
    as_json: bool,
) -> None:
    """Compile and publish flows. PATHS are flows, or folders that are searched for them.

    All of them are compiled first. One error, and nothing is sent.
    """
    sign = signer(key)
    flows = compile_paths(paths, environment=environment)
    diagnostics = in_order(found for flow in flows for found in flow.compilation.diagnostics)
    if has_errors(diagnostics):
        print_diagnostics(diagnostics, "text", ["flow"] * len(flows))
        context.exit(1)
    targets = {asked.target(flow.root) for flow in flows}
    if len(targets) > 1:
        raise click.UsageError("the flows are of repositories with different accounts; publish one after the other")
    try:
        with Client(targets.pop()) as client:
            for flow in flows:
                done = send(
                    client,
                    flow.artifact,
                    flow.files,
                    flow.entry,
                    environment=environment,
                    notes=notes,
                    bump=bump,
                    sign=sign,
                )
                if as_json:
                    click.echo(orjson.dumps(asdict(done)).decode())
                else:
                    news = "published" if done.is_new else "unchanged"
                    click.echo(f"{news}  {done.flow} {done.version}  {environment}  {done.digest}")
    except DeployError as error:
        raise refused(error) from error


@click.command()
@click.argument("flow")
@_JSON
@target_options
def versions(asked: Asked, flow: str, as_json: bool) -> None:
    """List the versions of FLOW, newest first."""
    try:
        with Client(_target(asked)) as client:
            found = client.versions(_flow_id(client, flow))
    except DeployError as error:
        raise refused(error) from error
    if as_json:
        click.echo(orjson.dumps(found).decode())
        return
    for version in found:
        click.echo(f"{version['version']:<10} {version['publishedAt']}  {version['digest']}  {version['notes']}")


@click.command()
@click.argument("flow")
@click.argument("version")
@_ENVIRONMENT
@click.option("--reason", required=True, help="Why, for the history.")
@target_options
def rollback(asked: Asked, flow: str, version: str, environment: str, reason: str) -> None:
    """Let ENV run an earlier VERSION of FLOW again. Calls in progress keep theirs."""
    try:
        with Client(_target(asked)) as client:
            client.rollback(_flow_id(client, flow), version, environment, reason)
    except DeployError as error:
        raise refused(error) from error
    click.echo(f"rolled back  {flow} {version}  {environment}")


def _target(asked: Asked) -> Target:
    """That of the repository around the working folder. Raises click.UsageError."""
    return asked.target(root_around(Path.cwd()))


def _flow_id(client: Client, flow: str) -> str:
    found = client.flow_id(flow)
    if found is None:
        raise DeployError("flow_not_found", f"there is no flow `{flow}` in this account")
    return found
