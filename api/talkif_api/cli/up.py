"""`talkif up`: everything in one process, with the example flows published, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click
import orjson

from talkif_api.kit.embedded import start_postgres
from talkif_api.kit.migrate import migrate
from talkif_api.settings import database_server, load_log_settings
from talkif_compiler.deploy.client import Client, Target
from talkif_compiler.deploy.publish import publish
from talkif_compiler.repository.project import find_flows, load_bundle
from talkif_runtime.server import serve_http
from talkif_schemas.environment import SettingsError
from talkif_schemas.ids import AccountId

from .local import LocalStack, Ports, create_account, local_stack
from .logs import start_logging
from .orders import create_orders_app

_ORDERS_PORT = 8083


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(".talkif"))
@click.option(
    "--examples", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("flows/examples")
)
@click.option(
    "--port", default=8080, show_default=True, help="API; webhooks and audio listen on the two ports after it."
)
def up(folder: Path, examples: Path, port: int) -> None:
    """Run API, runtime and database on this machine, with the example flows published."""
    try:
        start_logging(load_log_settings())
        folder.mkdir(parents=True, exist_ok=True)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.BadParameter(str(error), param_hint="--folder") from None
    asyncio.run(_run(folder.absolute(), examples, Ports(port, port + 1, port + 2)))


async def _run(folder: Path, examples: Path, ports: Ports) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    dsn = database_server()
    if dsn is None:
        dsn = await asyncio.to_thread(start_postgres, folder / "postgres")
    await asyncio.to_thread(migrate, dsn)
    file = folder / "account.json"
    account = await asyncio.to_thread(_known_account, file)
    if account is None:
        account = await create_account(dsn, "Acme")
        await asyncio.to_thread(_remember, file, account)
    hosts = {"orders.example.com": f"http://127.0.0.1:{_ORDERS_PORT}"}
    async with (
        serve_http(create_orders_app(), "127.0.0.1", _ORDERS_PORT),
        local_stack(dsn, account, folder, ports, tool_hosts=hosts) as stack,
    ):
        await asyncio.to_thread(_publish, stack, examples)
        click.echo(f"API        {stack.api_url}/api/v1/accounts/{stack.account_id}")
        click.echo(f"API key    {stack.api_key}")
        click.echo(f"Reference  {stack.api_url}/docs")
        click.echo(f"OpenAPI    {stack.api_url}/api/v1/openapi.json")
        click.echo(f"Voice URL  {stack.voice_url}")
        click.echo("Ctrl-C stops everything.")
        await stop.wait()


def _known_account(file: Path) -> tuple[AccountId, str] | None:
    """The account of this folder, when it has one."""
    if not file.exists():
        return None
    known = orjson.loads(file.read_bytes())
    return AccountId(known["accountId"]), str(known["apiKey"])


def _remember(file: Path, account: tuple[AccountId, str]) -> None:
    """The key stays in the folder, readable by its owner alone."""
    file.touch(mode=0o600)
    file.write_bytes(orjson.dumps({"accountId": account[0], "apiKey": account[1]}))


def _publish(stack: LocalStack, examples: Path) -> None:
    with Client(Target(stack.api_url, stack.account_id, stack.api_key)) as client:
        for path in find_flows([examples]):
            entry = path.relative_to(examples).as_posix()
            published = publish(client, load_bundle(examples, entry), entry, environment="production")
            click.echo(f"Published  {published.flow} {published.version}  {published.digest}")
