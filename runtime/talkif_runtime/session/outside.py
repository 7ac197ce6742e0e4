"""What flows reach beyond the call: HTTP and MCP tools, text messages, recordings to play. One per process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from talkif_runtime.audio_files import AudioFiles
from talkif_runtime.bindings import Bindings, NotBound
from talkif_runtime.clock import Clock
from talkif_runtime.dialogue.commands import McpPlan, SendRequest, SendText
from talkif_runtime.mcp_client import McpClient
from talkif_runtime.providers.carrier.twilio import BASE_URL, TwilioApi
from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.public_http import PublicHttp
from talkif_runtime.settings import Settings
from talkif_runtime.tool_client import ToolClient, ToolResult


@dataclass(frozen=True, slots=True)
class Outside:
    bindings: Bindings
    tools: ToolClient
    mcp: McpClient
    messages: TwilioApi
    audio: AudioFiles

    async def send(self, command: SendRequest | SendText) -> ToolResult:
        """Never raises for what the other side does. Cancelling this gives up on the answer."""
        if isinstance(command, SendText):
            return await self._send_text(command)
        if isinstance(command.plan, McpPlan):
            return await self.mcp.call(command.key, command.plan)
        return await self.tools.send(command.key, command.plan)

    async def _send_text(self, command: SendText) -> ToolResult:
        try:
            to, sender = self.bindings.number(command.to), self.bindings.number(command.sender)
            sid = await self.messages.send_message(to, sender, command.text)
        except (NotBound, ProviderError) as error:
            return ToolResult("failure", None, str(error))
        return ToolResult("success", {"id": sid}, None)


@asynccontextmanager
async def reach(settings: Settings, clock: Clock) -> AsyncIterator[Outside]:
    """For as long as the context lasts; no call may run any more when it ends."""
    http = PublicHttp(settings.tool_hosts)
    bindings = Bindings(hosts=settings.hosts, numbers=settings.numbers, secrets=settings.secrets)
    mcp, audio = McpClient(http, bindings), AudioFiles(http, clock)
    base_url = settings.vendor_urls.get("twilio", BASE_URL)
    messages = TwilioApi(settings.twilio_account_sid, settings.twilio_auth_token, base_url=base_url)
    try:
        yield Outside(bindings, ToolClient(http, bindings), mcp, messages, audio)
    finally:
        await audio.close()
        await mcp.close()
        await messages.close()
        await http.close()
