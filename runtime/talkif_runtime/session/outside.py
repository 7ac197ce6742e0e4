"""What flows reach beyond the call: HTTP and MCP tools, text messages, recordings to play. One per process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from talkif_runtime.audio_files import AudioFiles
from talkif_runtime.bindings import Bindings, NotBound
from talkif_runtime.carrier_logins import CarrierLogins, LoginUnavailable
from talkif_runtime.clock import Clock
from talkif_runtime.dialogue.commands import McpPlan, SendRequest, SendText
from talkif_runtime.mcp_client import McpClient
from talkif_runtime.providers.carrier.twilio import BASE_URL, TwilioApi
from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.public_http import PublicHttp
from talkif_runtime.settings import Settings
from talkif_runtime.store import OUTAGES, Store
from talkif_runtime.tool_client import ToolClient, ToolResult
from talkif_schemas.ids import CallId


@dataclass(frozen=True, slots=True)
class Outside:
    bindings: Bindings
    tools: ToolClient
    mcp: McpClient
    messages: TwilioApi
    logins: CarrierLogins
    audio: AudioFiles

    async def send(self, call_id: CallId, command: SendRequest | SendText) -> ToolResult:
        """Never raises for what the other side does. Cancelling this gives up on the answer."""
        if isinstance(command, SendText):
            return await self._send_text(call_id, command)
        if isinstance(command.plan, McpPlan):
            return await self.mcp.call(command.key, command.plan)
        return await self.tools.send(command.key, command.plan)

    async def _send_text(self, call_id: CallId, command: SendText) -> ToolResult:
        """On the account that carries the call."""
        try:
            to, sender = self.bindings.number(command.to), self.bindings.number(command.sender)
            login = await self.logins.of_call(call_id)
            if login is None:
                return ToolResult("failure", None, "the call's provider sends no messages")
            sid = await self.messages.send_message(login, to, sender, command.text)
        except (NotBound, ProviderError, LoginUnavailable) as error:
            return ToolResult("failure", None, str(error))
        except OUTAGES:
            return ToolResult("failure", None, "the database does not answer")
        return ToolResult("success", {"id": sid}, None)


@asynccontextmanager
async def reach(settings: Settings, store: Store, clock: Clock) -> AsyncIterator[Outside]:
    """For as long as the context lasts; no call may run any more when it ends."""
    http = PublicHttp(settings.tool_hosts)
    bindings = Bindings(hosts=settings.hosts, numbers=settings.numbers, secrets=settings.secrets)
    mcp, audio = McpClient(http, bindings), AudioFiles(http, clock)
    base_url = settings.vendor_urls.get("twilio", BASE_URL)
    messages = TwilioApi(base_url=base_url)
    try:
        yield Outside(bindings, ToolClient(http, bindings), mcp, messages, CarrierLogins(settings, store), audio)
    finally:
        await audio.close()
        await mcp.close()
        await messages.close()
        await http.close()
