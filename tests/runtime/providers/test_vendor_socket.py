import asyncio
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import serve

from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.providers.vendor_socket import MAX_MESSAGE_BYTES, VendorSocket
from tests.contract.sinks import TIMEOUT_S, Watched, nothing_left_behind


class Listener(Watched):
    """Everything that the socket reports."""

    def __init__(self, tick_s=60.0):
        super().__init__()
        self.messages = []
        self.errors = []
        self.ticks = 0
        self.socket = VendorSocket(
            "stt", "test", on_message=self._message, on_lost=self._lost, on_tick=self._tick, tick_s=tick_s
        )

    def _message(self, message):
        self.messages.append(message)
        self.notify()

    def _lost(self, error):
        self.errors.append(error)
        self.notify()

    def _tick(self):
        self.ticks += 1
        self.notify()


@asynccontextmanager
async def peer(behave):
    async with serve(behave, "127.0.0.1", 0, close_timeout=0.2) as server:
        host, port = server.sockets[0].getsockname()[:2]
        yield f"ws://{host}:{port}"


async def test_a_message_in_fragments_is_one_message():
    async def behave(connection):
        await connection.send(['{"wo', 'rds":', " 3}"])
        await connection.send('{"words": 4}')
        await connection.wait_closed()

    async with nothing_left_behind(), peer(behave) as url:
        listener = Listener()
        await listener.socket.connect(url, {}, TIMEOUT_S)
        await listener.until(lambda: len(listener.messages) == 2)
        assert listener.messages == [{"words": 3}, {"words": 4}]
        await listener.socket.close()


# picows may cut off a single frame of this size before it is here.
@pytest.mark.parametrize(("fragments", "codes"), [(3, {"protocol"}), (1, {"protocol", "dropped"})])
async def test_a_message_without_end_is_refused(fragments, codes):
    async def behave(connection):
        message = '"' + "x" * MAX_MESSAGE_BYTES + '"'
        step = len(message) // fragments + 1
        await connection.send([message[start : start + step] for start in range(0, len(message), step)])
        await connection.wait_closed()

    async with nothing_left_behind(), peer(behave) as url:
        listener = Listener()
        await listener.socket.connect(url, {}, TIMEOUT_S)
        await listener.until(lambda: bool(listener.errors))
        assert listener.messages == []
        assert not listener.socket.is_open
        await listener.socket.close()
        assert len(listener.errors) == 1
        assert listener.errors[0].code in codes


async def test_a_peer_that_has_nothing_to_say_but_answers_pings_is_kept():
    async def behave(connection):
        await connection.wait_closed()

    async with nothing_left_behind(), peer(behave) as url:
        listener = Listener(tick_s=0.05)
        await listener.socket.connect(url, {}, TIMEOUT_S)
        await listener.until(lambda: listener.ticks == 8)
        assert listener.errors == []
        assert listener.socket.is_open
        await listener.socket.close()
        assert not listener.socket.is_open


async def test_the_request_carries_the_headers():
    seen = []

    async def behave(connection):
        seen.append(connection.request.headers["Authorization"])
        await connection.wait_closed()

    async with peer(behave) as url:
        listener = Listener()
        await listener.socket.connect(url, {"Authorization": "Token key"}, TIMEOUT_S)
        listener.socket.send_json(b"{}")
        await listener.socket.close()
    assert seen == ["Token key"]


async def test_an_answer_that_is_no_websocket_is_a_protocol_error():
    async def behave(_reader, writer):
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
        await writer.drain()
        writer.close()

    async with nothing_left_behind(), await asyncio.start_server(behave, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()[:2]
        listener = Listener()
        with pytest.raises(ProviderError) as caught:
            await listener.socket.connect(f"ws://{host}:{port}", {}, TIMEOUT_S)
        assert (caught.value.code, caught.value.retryable) == ("protocol", False)
        assert not listener.socket.is_open
        assert listener.errors == []
