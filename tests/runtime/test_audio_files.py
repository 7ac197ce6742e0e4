from __future__ import annotations

import asyncio
import audioop
import io
import math
import struct
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from talkif_runtime import audio_files
from talkif_runtime.audio_files import AudioError, AudioFiles, decode
from talkif_runtime.public_http import PublicHttp
from talkif_runtime.wire import g711

HOST = "cdn.example.com"
MP3 = Path(__file__).with_name("tone.mp3")


def sine(rate_hz: int, duration_ms: int = 500, frequency_hz: int = 1_000) -> list[float]:
    return [math.sin(2 * math.pi * frequency_hz * place / rate_hz) for place in range(rate_hz * duration_ms // 1_000)]


def pcm_wav(rate_hz: int, *, channels: int = 1, width: int = 2, frequency_hz: int = 1_000) -> bytes:
    samples = sine(rate_hz, frequency_hz=frequency_hz)
    if width == 1:
        frames = b"".join(bytes([round(128 + 60 * sample)]) * channels for sample in samples)
    else:
        frames = b"".join(struct.pack("<h", round(16_000 * sample)) * channels for sample in samples)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate_hz)
        out.writeframes(frames)
    return file.getvalue()


def mulaw_wav() -> bytes:
    audio = g711.encode(struct.pack("<4000h", *(round(16_000 * sample) for sample in sine(8_000))))
    head = struct.pack("<HHIIHHH", 7, 1, 8_000, 8_000, 1, 8, 0)
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(audio)) + audio
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def frequency_hz(audio: bytes) -> int:
    """By counting how often the wave crosses zero."""
    return round(audioop.cross(g711.decode(audio), 2) / 2 / (len(audio) / g711.RATE_HZ))


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("channels", "width"), [(1, 2), (2, 2), (1, 1)])
def test_wav_of_any_rate_is_the_same_tone_on_the_phone(rate_hz: int, channels: int, width: int) -> None:
    audio = decode(pcm_wav(rate_hz, channels=channels, width=width))
    assert abs(len(audio) - 4_000) <= 40
    assert abs(frequency_hz(audio) - 1_000) <= 10


def test_mulaw_stays_as_it_is() -> None:
    audio = decode(mulaw_wav())
    assert audio == mulaw_wav()[-4_000:]


def test_mp3_is_read() -> None:
    audio = decode(MP3.read_bytes())
    assert abs(frequency_hz(audio[800:-1_600]) - 1_000) <= 20


def test_what_the_phone_cannot_carry_does_not_fold_back() -> None:
    audio = decode(pcm_wav(48_000, frequency_hz=10_000))
    assert audioop.rms(g711.decode(audio), 2) < 16_000 * 0.707 / 30


@pytest.mark.parametrize("data", [b"", b"hello", b"RIFF\x10\x00\x00\x00WAVEfmt ", pcm_wav(8_000)[:44], b"\xff\xfb" * 9])
def test_what_is_no_sound_is_told(data: bytes) -> None:
    with pytest.raises(AudioError):
        decode(data)


def test_a_recording_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_files, "MAX_AUDIO_MS", 400)
    with pytest.raises(AudioError, match="longer than"):
        decode(pcm_wav(8_000))


# ---------------------------------------------------------------- fetching


class Watch:
    """A clock that stands still until the test moves it."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC)


class Shelf:
    """Files on a loopback server."""

    def __init__(self, body: bytes, status: str = "200 OK") -> None:
        self.body = body
        self.status = status
        self.requests = 0
        self.clock = Watch()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        head = f"HTTP/1.1 {self.status}\r\nContent-Length: {len(self.body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + self.body)
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AudioFiles]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        http = PublicHttp({HOST: f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
        files = AudioFiles(http, self.clock)
        try:
            yield files
        finally:
            await files.close()
            await http.close()
            server.close()


URL = f"https://{HOST}/hold.wav"


async def test_a_file_is_fetched_once_for_everybody_until_it_is_old() -> None:
    shelf = Shelf(mulaw_wav())
    async with shelf.open() as files:
        first, second = await asyncio.gather(files.load(URL), files.load(URL))
        assert first == second == await files.load(URL)
        assert shelf.requests == 1
        shelf.clock.seconds += audio_files.KEPT_S
        await files.load(URL)
        assert shelf.requests == 2


async def test_old_files_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_files, "CACHE_BYTES", 9_000)
    shelf = Shelf(mulaw_wav())
    async with shelf.open() as files:
        for name in ("a", "b", "c", "c", "b", "a"):
            await files.load(f"https://{HOST}/{name}")
    assert shelf.requests == 4


@pytest.mark.parametrize(
    ("shelf", "error"),
    [
        (Shelf(b"", "404 Not Found"), "HTTP 404"),
        (Shelf(b"", "302 Found"), "HTTP 302"),
        (Shelf(b"<html>"), "not a WAV"),
        (Shelf(b"x" * (audio_files.MAX_FILE_BYTES + 1)), "larger than"),
    ],
)
async def test_what_cannot_be_played_is_told_and_not_kept(shelf: Shelf, error: str) -> None:
    async with shelf.open() as files:
        for _ in range(2):
            with pytest.raises(AudioError, match=error):
                await files.load(URL)
    assert shelf.requests == 2


@pytest.mark.parametrize("url", ["http://cdn.example.org/a", "https://127.0.0.1/a", "https://[::1]/a", "a.wav", ""])
async def test_only_public_addresses_over_https_are_asked(url: str) -> None:
    async with Shelf(b"").open() as files:
        with pytest.raises(AudioError, match=r"only https|not a public address"):
            await files.load(url)


async def test_a_caller_who_hangs_up_does_not_take_the_file_from_others() -> None:
    shelf = Shelf(mulaw_wav())
    async with shelf.open() as files:
        gone, waiting = asyncio.create_task(files.load(URL)), asyncio.create_task(files.load(URL))
        await asyncio.sleep(0)
        gone.cancel()
        assert len(await waiting) == 4_000
    assert shelf.requests == 1
