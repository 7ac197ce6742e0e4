"""The running API against its own description: schemathesis, with all of its checks, on an account that has things."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.api.conftest import Account, account, app, environment, files_folder, free_port, program, settings, wall
from tests.api.operations import DOCUMENT
from tests.contract.openapi.vendors import vendors

__all__ = ["account", "app", "environment", "files_folder", "free_port", "settings", "wall"]

_HERE = Path(__file__).parent / "openapi"
#: Per operation and phase.
_EXAMPLES = 3
_SEED = 1


async def test_it_does_what_it_says(account: Account, environment: dict[str, str], free_port: int) -> None:
    """And every operation succeeds at least once: what the examples name is there."""
    url = f"http://127.0.0.1:{free_port}"
    async with vendors() as where_vendors_are:
        env = {
            **environment,
            **where_vendors_are,
            "TALKIF_API_PORT": str(free_port),
            "TALKIF_RATE_BURST": "1000000",
            "TALKIF_FAILURE_BURST": "1000000",
            "TALKIF_LOG_LEVEL": "warning",
            "TALKIF_TEST_ACCOUNT": account.account_id,
            "TALKIF_TEST_KEY": account.key,
            "SCHEMATHESIS_HOOKS": "tests.contract.openapi.hooks",
        }
        async with program("api", env=env), httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=10)) as client:
            assert (await client.get(f"{url}/readyz")).is_success
            tester = await asyncio.create_subprocess_exec(
                Path(sys.executable).with_name("schemathesis"),
                f"--config-file={_HERE / 'schemathesis.toml'}",
                "run",
                f"{url}/api/v1/openapi.json",
                "--checks=all",
                "--phases=examples,coverage,fuzzing",
                f"--max-examples={_EXAMPLES}",
                f"--seed={_SEED}",
                "--continue-on-failure",
                "--no-color",
                env=env,
                cwd=_HERE.parents[2],
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said, _ = await tester.communicate()
            counted = (await client.get(f"{url}/metrics")).text
    print(said.decode())
    assert tester.returncode == 0
    done = successes(counted)
    never = [
        operation["operationId"]
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
        if (method.upper(), path) not in done
    ]
    assert never == []


def successes(exposition: str) -> set[tuple[str, str]]:
    """Method and path, as the description writes it, of all requests that were answered with 2xx."""
    return {
        (sample.labels["method"], re.sub(r":\w+}", "}", sample.labels["route"]))
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        if sample.name == "talkif_api_requests_total" and sample.labels["status"].startswith("2")
    }
