"""The running API against its own description: schemathesis, with all of its checks."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx

from tests.api.conftest import Account, account, app, environment, files_folder, free_port, program, settings, wall

__all__ = ["account", "app", "environment", "files_folder", "free_port", "settings", "wall"]

_HERE = Path(__file__).parent / "openapi"
#: Per operation and phase.
_EXAMPLES = 3
_SEED = 1


async def test_it_does_what_it_says(account: Account, environment: dict[str, str], free_port: int) -> None:
    env = environment | {
        "TALKIF_API_PORT": str(free_port),
        "TALKIF_RATE_BURST": "1000000",
        "TALKIF_LOG_LEVEL": "warning",
        "TALKIF_TEST_ACCOUNT": account.account_id,
        "TALKIF_TEST_KEY": account.key,
        "SCHEMATHESIS_HOOKS": "tests.contract.openapi.formats",
    }
    url = f"http://127.0.0.1:{free_port}"
    async with program("api", env=env):
        async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=10)) as client:
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
    print(said.decode())
    assert tester.returncode == 0
