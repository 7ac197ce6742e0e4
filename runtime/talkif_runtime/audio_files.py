"""Recordings that flows play: fetched from where the flow says, decoded to the audio of the phone network, and kept.

WAV (PCM, mu-law and A-law), MP3 and FLAC, at any rate, mono or stereo. A fetch is shared by the calls that wait for it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import httpx
import miniaudio

from .clock import Clock
from .public_http import PublicHttp, Refused, whole_body
from .wire import g711

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_AUDIO_MS = 30 * 60 * 1000
FETCH_TIMEOUT_S = 10.0
CACHE_BYTES = 64 * 1024 * 1024
KEPT_S = 15 * 60
"""After that a file is fetched anew, in case it was replaced."""
_DECODE_FRAMES = g711.RATE_HZ


class AudioError(Exception):
    """A recording cannot be played. The text is shown in the journal."""


class AudioFiles:
    """One per process."""

    def __init__(self, http: PublicHttp, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._kept_bytes = 0
        self._fetching: dict[str, asyncio.Task[bytes]] = {}

    async def load(self, url: str) -> bytes:
        """Mu-law. Raises AudioError."""
        kept = self._kept.get(url)
        if kept is not None and self._clock.monotonic() - kept[0] < KEPT_S:
            self._kept.move_to_end(url)
            return kept[1]
        task = self._fetching.get(url)
        if task is None:
            task = self._fetching[url] = asyncio.create_task(self._fetch(url))
            task.add_done_callback(lambda done: self._fetched(url, done))
        return await asyncio.shield(task)

    def _fetched(self, url: str, task: asyncio.Task[bytes]) -> None:
        del self._fetching[url]
        if not task.cancelled():
            task.exception()  # Everybody who wanted it may have hung up.

    async def _fetch(self, url: str) -> bytes:
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                async with self._http.client.stream("GET", url) as response:
                    if not response.is_success:
                        raise AudioError(f"HTTP {response.status_code}")
                    data = await whole_body(response, MAX_FILE_BYTES)
        except TimeoutError:
            raise AudioError(f"no answer within {FETCH_TIMEOUT_S:.0f} s") from None
        except Refused as error:
            raise AudioError(str(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise AudioError(f"{type(error).__name__}: {error}") from None
        audio = await asyncio.to_thread(decode, data)
        self._keep(url, audio)
        return audio

    def _keep(self, url: str, audio: bytes) -> None:
        before = self._kept.pop(url, None)
        self._kept[url] = (self._clock.monotonic(), audio)
        self._kept_bytes += len(audio) - (len(before[1]) if before is not None else 0)
        while self._kept_bytes > CACHE_BYTES and len(self._kept) > 1:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._kept_bytes -= len(dropped)

    async def close(self) -> None:
        fetching = list(self._fetching.values())
        for task in fetching:
            task.cancel()
        await asyncio.gather(*fetching, return_exceptions=True)


def decode(data: bytes) -> bytes:
    """A sound file as mu-law, 8,000 Hz, mono. Raises AudioError. Run it off the event loop."""
    audio = bytearray()
    try:
        stream = miniaudio.stream_memory(
            data, miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=g711.RATE_HZ, frames_to_read=_DECODE_FRAMES
        )
        for samples in stream:
            audio += g711.encode(samples.tobytes())
            if len(audio) > MAX_AUDIO_MS * g711.BYTES_PER_MS:
                raise AudioError(f"it is longer than {MAX_AUDIO_MS // 60_000} minutes")
    except miniaudio.MiniaudioError:
        raise AudioError("it is not a WAV, MP3 or FLAC file") from None
    if not audio:
        raise AudioError("there is no audio in it")
    return bytes(audio)
