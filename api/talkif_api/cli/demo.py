"""`talkif demo`: publish the example flows through the API and let a simulated phone call them.

Two calls overlap. The first starts on the newest version; while it talks, the flow is rolled back and the second call
is answered by the older version. The first keeps the version it started on.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx
import orjson
from rich.console import Console

from talkif_compiler.deploy.client import Client, Target
from talkif_compiler.deploy.publish import Published, publish
from talkif_compiler.repository.project import load_bundle
from talkif_runtime.phone import CallReport, InterruptAfter, Press, Say, SimulatedCarrier, Step, WaitForQuiet
from talkif_runtime.providers.tts.piper import PiperTts
from talkif_runtime.server import serve_http

from .local import LocalStack, assign_number, create_account, drop_database, free_ports, fresh_database, local_stack
from .orders import create_orders_app

NUMBER = "+14155550100"
ENVIRONMENT = "production"
_EXAMPLES = Path("flows/examples")
_FLOW = "flows/order-support.yaml"
_REMINDER = "flows/appointment-reminder.yaml"
_POLL_S = 0.25
_CALL_TIMEOUT_S = 120.0
_SAVING_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Scene:
    """One call: who calls, what they do, and what has to come of it."""

    title: str
    from_number: str
    script: tuple[Step, ...]
    outcome: str
    dial_results: tuple[Any, ...] = ()


SPOKEN = Scene(
    "A caller asks about an order, by voice, and interrupts",
    "+14155551234",
    (
        WaitForQuiet(),
        Say("I would like to check my order please"),
        WaitForQuiet(),
        Say("four one five two two one"),
        WaitForQuiet(quiet_ms=300),
        Say("how much was it"),
        InterruptAfter(spoken_ms=1_200),
        Say("no thank you goodbye"),
    ),
    "resolved",
)
KEYED = Scene(
    "A caller uses the keypad and asks for a person",
    "+14155555678",
    (WaitForQuiet(), Press("1"), WaitForQuiet(), Press("415221"), WaitForQuiet(), Press("0")),
    "escalated",
    ("completed",),
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the live transcript.")
@click.option("--examples", type=click.Path(exists=True, file_okay=False, path_type=Path), default=_EXAMPLES)
def demo(as_json: bool, examples: Path) -> None:
    """Compile and publish the example flows, call them, and show what happened. Exit code 0 only if all went well."""
    console = Console(stderr=as_json, highlight=False)
    result = asyncio.run(_run(examples, console))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    sys.exit(0 if result["ok"] else 1)


async def _run(examples: Path, console: Console) -> dict[str, Any]:
    folder = Path.cwd() / ".talkif"
    console.print("[bold]Starting[/] PostgreSQL, API and runtime on this machine …")
    dsn = await asyncio.to_thread(fresh_database, folder)
    ports, orders_port = free_ports(), free_ports().api
    hosts = {"orders.example.com": f"http://127.0.0.1:{orders_port}"}
    voice = PiperTts()
    try:
        account = await create_account(dsn, "Acme")
        async with (
            serve_http(create_orders_app(), "127.0.0.1", orders_port),
            local_stack(dsn, account, folder, ports, tool_hosts=hosts) as stack,
        ):
            return await _Demo(stack, examples, console, voice).play()
    finally:
        await voice.close()
        await asyncio.to_thread(drop_database, dsn)


class _Demo:
    def __init__(self, stack: LocalStack, examples: Path, console: Console, voice: PiperTts) -> None:
        self._stack = stack
        self._examples = examples
        self._console = console
        self._voice = voice
        self._http = httpx.AsyncClient(
            base_url=f"{stack.api_url}/api/v1/accounts/{stack.account_id}",
            headers={"Authorization": f"Bearer {stack.api_key}"},
            timeout=10.0,
        )

    async def play(self) -> dict[str, Any]:
        async with self._http:
            older, newer = await asyncio.to_thread(self._publish)
            await self._connect_number(newer.flow_id)
            first = asyncio.create_task(self._call(SPOKEN, newer.version, show=True))
            await self._until_talking(first)
            await asyncio.to_thread(self._roll_back, older)
            second = await self._call(KEYED, older.version, show=False)
            spoken = await first
            self._show_second(second, older)
            ok = spoken["ok"] and second["ok"]
            self._summary(newer, spoken, ok)
            return {
                "ok": ok,
                "flow": newer.flow,
                "version": newer.version,
                "digest": newer.digest,
                "call": spoken,
                "rollback": {"version": older.version, "digest": older.digest, "call": second},
            }

    # ------------------------------------------------------------ publishing

    def _publish(self) -> tuple[Published, Published]:
        """The reminder, then two versions of the order flow: the older one greets differently."""
        target = Target(self._stack.api_url, self._stack.account_id, self._stack.api_key)
        with Client(target) as client:
            published = [publish(client, load_bundle(self._examples, _REMINDER), _REMINDER, environment=ENVIRONMENT)]
            files = load_bundle(self._examples, _FLOW)
            before = {
                **files,
                _FLOW: files[_FLOW].replace("Welcome to {{account.name}}", "Hello from {{account.name}}"),
            }
            published.append(publish(client, before, _FLOW, environment=ENVIRONMENT))
            published.append(publish(client, files, _FLOW, environment=ENVIRONMENT))
        for item in published:
            self._console.print(f"[bold]Published[/] {item.flow} {item.version}  {item.digest[:19]}…")
        return published[1], published[2]

    def _roll_back(self, to: Published) -> None:
        target = Target(self._stack.api_url, self._stack.account_id, self._stack.api_key)
        with Client(target) as client:
            client.rollback(to.flow_id, to.version, ENVIRONMENT, "demo: the older greeting was better")
        self._console.print(f"[bold]Rolled back[/] {to.flow} to {to.version} while the call goes on")

    async def _connect_number(self, flow_id: str) -> None:
        number_id = await assign_number(self._stack, NUMBER)
        await self._post(f"/phone/numbers/{number_id}/connect-flow", {"flowId": flow_id, "environment": ENVIRONMENT})
        self._console.print(f"[bold]Connected[/] {NUMBER}\n")

    # ------------------------------------------------------------ calling

    async def _call(self, scene: Scene, version: str, *, show: bool) -> dict[str, Any]:
        if show:
            self._console.print(f"[bold]{scene.title}[/]")
        carrier = SimulatedCarrier(
            voice_url=self._stack.voice_url,
            auth_token=self._stack.twilio_auth_token,
            status_url=self._stack.status_url,
        )
        phone = asyncio.create_task(
            carrier.place_call(
                from_=scene.from_number,
                to=NUMBER,
                script=scene.script,
                speak=self._voice.synthesise,
                dial_results=scene.dial_results,
            )
        )
        async with asyncio.timeout(_CALL_TIMEOUT_S):
            call_id = await self._find_call(scene.from_number, phone)
            await self._watch(call_id, phone, show=show)
            report = await phone
            return await self._result(call_id, scene, version, report)

    async def _find_call(self, from_number: str, phone: asyncio.Task[CallReport]) -> str:
        while True:
            page = await self._get("/calls/history", {"limit": 20})
            for call in page["calls"]:
                if call["fromNumber"] == from_number:
                    return str(call["id"])
            if phone.done():
                raise click.ClickException(f"the call was not answered: {phone.result().error}")
            await asyncio.sleep(_POLL_S)

    async def _watch(self, call_id: str, phone: asyncio.Task[CallReport], *, show: bool) -> None:
        """Print each turn once it is over."""
        shown = 0
        while True:
            over = phone.done()
            turns = (await self._get(f"/calls/{call_id}/transcript"))["turns"]
            settled = len(turns) if over else len(turns) - 1
            for turn in turns[shown : max(settled, shown)]:
                if show:
                    self._print_turn(turn)
            shown = max(settled, shown)
            if over:
                return
            await asyncio.sleep(_POLL_S)

    async def _until_talking(self, call: asyncio.Task[dict[str, Any]]) -> None:
        """The first call is in progress."""
        while not call.done():
            page = await self._get("/calls/history", {"limit": 1})
            if page["calls"] and page["calls"][0]["status"] == "inprogress":
                return
            await asyncio.sleep(_POLL_S)

    async def _result(self, call_id: str, scene: Scene, version: str, report: CallReport) -> dict[str, Any]:
        """What the API says about the call once it has been saved."""
        call = await self._get(f"/calls/{call_id}")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SAVING_TIMEOUT_S):
                while not (call["endedAt"] and call["recordingAvailable"]):
                    await asyncio.sleep(_POLL_S)
                    call = await self._get(f"/calls/{call_id}")
        transcript = await self._get(f"/calls/{call_id}/transcript")
        problems = [
            problem
            for problem, wrong in (
                (report.error, report.error is not None),
                (f"the script stopped after {report.steps_done} steps", report.steps_done != len(scene.script)),
                (f"outcome {call['outcome']}, not {scene.outcome}", call["outcome"] != scene.outcome),
                (f"version {call['version']}, not {version}", call["version"] != version),
                ("no recording", not call["recordingAvailable"]),
            )
            if wrong
        ]
        return {
            "ok": not problems,
            "problems": problems,
            "id": call_id,
            "status": call["status"],
            "outcome": call["outcome"],
            "version": call["version"],
            "turns": [_plain_turn(turn) for turn in transcript["turns"]],
            "recording": str(self._stack.recordings / self._stack.account_id / f"{call_id}.wav"),
        }

    async def _get(self, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        response = await self._http.get(path, params=params)
        response.raise_for_status()
        return dict(response.json())

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        response = await self._http.post(path, json=body)
        response.raise_for_status()
        return dict(response.json())

    # ------------------------------------------------------------ showing

    def _print_turn(self, turn: dict[str, Any]) -> None:
        ours = turn["speaker"] == "ai"
        source = turn.get("source") or {}
        where = f"{source['file']}:{source['line']}" if source else ""
        timings = " ".join(f"{name[:-2]} {value} ms" for name, value in turn["metrics"].items() if value is not None)
        cut = " [yellow](interrupted)[/]" if turn.get("interrupted") else ""
        colour = "cyan" if ours else "green"
        self._console.print(
            f"  [dim]{turn['timestampMs'] / 1000:6.2f}s[/] [{colour}]{'bot   ' if ours else 'caller'}[/] "
            f"{turn['content']}{cut}"
        )
        self._console.print(f"          [dim]{where}  {timings}[/]")

    def _show_second(self, call: dict[str, Any], older: Published) -> None:
        first = next((turn["text"] for turn in call["turns"] if turn["speaker"] == "ai"), "")
        self._console.print(f"\n[bold]{KEYED.title}[/]")
        self._console.print(f"  answered by {older.flow} {call['version']}: “{first}”")
        self._console.print(f"  outcome {call['outcome']}")

    def _summary(self, newer: Published, call: dict[str, Any], ok: bool) -> None:
        waits = [turn["timings"]["voiceToVoiceMs"] for turn in call["turns"] if turn["timings"].get("voiceToVoiceMs")]
        show = self._console.print
        show("\n[bold]Summary[/]")
        show(f"  flow       {newer.flow} {newer.version}  {newer.digest}")
        show(f"  call       {call['id']}  {call['status']}, outcome {call['outcome']}")
        show(f"  latency    voice to voice per turn: {', '.join(f'{wait} ms' for wait in waits) or 'none measured'}")
        show(f"  recording  {call['recording']}")
        show("  open       `./dev up` keeps everything running and prints the addresses")
        for problem in call["problems"]:
            show(f"  [red]problem[/]    {problem}")
        show("[green]All as expected.[/]" if ok else "[red]Not as expected.[/]")


def _plain_turn(turn: dict[str, Any]) -> dict[str, Any]:
    source = turn.get("source")
    return {
        "speaker": turn["speaker"],
        "text": turn["content"],
        "node": turn.get("node"),
        "source": f"{source['file']}:{source['line']}" if source else None,
        "interrupted": turn.get("interrupted", False),
        "timings": turn["metrics"],
    }
