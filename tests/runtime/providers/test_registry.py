import sys
from dataclasses import replace

import pytest

from talkif_runtime.providers.llm.openai import OpenAiLlm
from talkif_runtime.providers.registry import VENDORS, Registry, Source
from talkif_runtime.providers.stt.deepgram import DeepgramStt
from talkif_schemas.artifact import ServiceRef
from talkif_schemas.callable_vendors import CALLABLE

OPENAI = ServiceRef(provider="openai", model="gpt-5-mini")


@pytest.fixture
async def registry():
    registry = Registry()
    yield registry
    await registry.close()


def test_it_has_the_vendors_that_flows_are_told_of():
    assert {kind: frozenset(vendors) for kind, vendors in VENDORS.items()} == CALLABLE


def _names(choice):
    return [ref.provider for ref, _ in choice.usable]


def test_usable_vendors_keep_their_order_and_the_offline_one_comes_last(registry):
    choice = registry.choose("llm", (OPENAI,), {"openai": "key"}, offline_allowed=True)
    assert _names(choice) == ["openai", "offline"]
    assert choice.usable[0][0] is OPENAI
    assert [provider.provider for _, provider in choice.usable] == ["openai", "offline"]
    assert choice.unusable == ()


def test_a_named_offline_vendor_keeps_its_place(registry):
    refs = (ServiceRef(provider="offline"), OPENAI)
    assert _names(registry.choose("llm", refs, {"openai": "key"}, offline_allowed=True)) == ["offline", "openai"]


@pytest.mark.parametrize(
    ("provider", "keys", "code", "says"),
    [
        ("openai", {}, "no_key", "openai has no key"),
        ("openai", {"openai": ""}, "no_key", "openai has no key"),
        ("gpt", {"gpt": "key"}, "unknown", "known: offline, openai"),
        ("offline", {}, "not_allowed", "switched off"),
    ],
)
def test_an_unusable_vendor_says_why(registry, provider, keys, code, says):
    choice = registry.choose("llm", (ServiceRef(provider=provider),), keys, offline_allowed=False)
    assert choice.usable == ()
    assert choice.unusable[0].code == code
    assert says in choice.unusable[0].detail


def test_vendors_with_a_key_are_loaded_before_the_first_call(registry, monkeypatch):
    loaded = []
    vendors = {
        name: replace(vendor, load=lambda _url, name=name: loaded.append(name) or Source(lambda _key: None))
        for name, vendor in VENDORS["llm"].items()
    }
    monkeypatch.setitem(VENDORS, "llm", vendors | {"other": vendors["openai"]})
    registry.load({"openai": "key"})
    registry.choose("llm", (OPENAI,), {"openai": "key"}, offline_allowed=False)
    assert loaded == ["openai"]


def test_a_missing_extra_is_named(registry, monkeypatch):
    monkeypatch.delitem(sys.modules, "talkif_runtime.providers.llm.openai", raising=False)
    monkeypatch.setitem(sys.modules, "openai", None)
    choice = registry.choose("llm", (OPENAI,), {"openai": "key"}, offline_allowed=False)
    assert choice.unusable[0].code == "not_installed"
    assert "pip install 'talkif-flows[openai]'" in choice.unusable[0].detail


def test_calls_share_connections_but_not_keys(registry):
    (first,) = registry.choose("llm", (OPENAI,), {"openai": "one"}, offline_allowed=False).usable
    (second,) = registry.choose("llm", (OPENAI,), {"openai": "two"}, offline_allowed=False).usable
    assert isinstance(first[1], OpenAiLlm)
    assert isinstance(second[1], OpenAiLlm)
    assert first[1]._client._client is second[1]._client._client
    assert (first[1]._client.api_key, second[1]._client.api_key) == ("one", "two")


def test_offline_models_are_loaded_once(registry):
    first = registry.choose("tts", (), {}, offline_allowed=True).usable[0][1]
    assert registry.choose("tts", (), {}, offline_allowed=True).usable[0][1] is first


def test_another_address_is_used():
    choice = Registry({"deepgram": "ws://127.0.0.1:1"}).choose(
        "stt", (ServiceRef(provider="deepgram"),), {"deepgram": "key"}, offline_allowed=False
    )
    assert isinstance(choice.usable[0][1], DeepgramStt)
    assert choice.usable[0][1]._base_url == "ws://127.0.0.1:1"
