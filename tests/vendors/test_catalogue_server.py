"""The vendors' own SDKs as judges of the lists that our server gives. For some there is no SDK among the tools."""

from __future__ import annotations

import openai
from deepgram import AsyncDeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from elevenlabs import AsyncElevenLabs

from tests.vendors.catalogue_server import KEY, catalogue_server


async def test_openai_reads_its_list() -> None:
    async with catalogue_server() as server, openai.AsyncOpenAI(api_key=KEY, base_url=server.urls["openai"]) as client:
        assert "gpt-9-new" in [model.id async for model in client.models.list()]


async def test_elevenlabs_reads_its_lists_and_hears_a_sample() -> None:
    async with catalogue_server() as server:
        client = AsyncElevenLabs(api_key=KEY, base_url=server.urls["elevenlabs"])
        first = await client.voices.search(page_size=100)
        rest = await client.voices.search(page_size=100, next_page_token=first.next_page_token)
        names = [voice.name for voice in (*first.voices, *rest.voices)]
        assert (names, rest.has_more) == (["Rachel", "River", "Our founder"], False)
        assert (await client.models.list())[0].can_do_text_to_speech
        spoken = client.text_to_speech.convert("21m00Tcm4TlvDq8ikWAM", text="Hi.", model_id="eleven_flash_v2_5")
        assert b"".join([piece async for piece in spoken]) == b"ID3Hi."


async def test_deepgram_reads_its_list() -> None:
    async with catalogue_server() as server:
        url = server.urls["deepgram"]
        places = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
        client = AsyncDeepgramClient(api_key=KEY, environment=places)
        listed = await client.manage.v1.models.list()
    assert listed.stt is not None
    assert listed.tts is not None
    assert (listed.stt[0].canonical_name, listed.stt[0].streaming) == ("nova-3", True)
    assert listed.tts[0].metadata is not None
    assert listed.tts[0].metadata.accent == "American"
