import pytest

from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.providers.stt.pocketsphinx import PocketsphinxStt
from talkif_runtime.wire import g711


async def test_a_failing_decoder_is_reported_and_works_again():
    stt = PocketsphinxStt(workers=1)
    with pytest.raises(ProviderError) as caught:
        await stt.decode(b"", "speech")
    assert (caught.value.code, caught.value.retryable) == ("unavailable", True)
    _, confidence = await stt.decode(g711.silence(1_000), "speech")
    assert 0 <= confidence <= 1
    await stt.close()
