"""Which vendors there are, and which of those that a flow names can be used with the keys at hand.

Adapters are imported when they are first chosen, so a deployment installs the extras of its own vendors only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar, overload

from talkif_schemas.artifact import ServiceRef
from talkif_schemas.callable_vendors import OFFLINE

from .contract import Llm, Stt, Tts

SpeechKind: TypeAlias = Literal["stt", "llm", "tts"]
Provider = TypeVar("Provider", Stt, Llm, Tts)


@dataclass(frozen=True, slots=True)
class Source:
    """Makes the adapters of one vendor. They may share models and connections, which `close` gives back."""

    adapter: Callable[[str], Any]
    """Takes the key."""
    close: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """`load` imports the adapter; it takes the base URL, where None is the vendor's own address."""

    extra: str
    needs_key: bool
    load: Callable[[str | None], Source]


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a vendor of the list cannot be used."""

    ref: ServiceRef
    code: Literal["unknown", "no_key", "not_installed", "not_allowed"]
    detail: str


@dataclass(frozen=True, slots=True)
class Choice(Generic[Provider]):
    """The usable vendors of a list in its order, and what became of the rest."""

    usable: tuple[tuple[ServiceRef, Provider], ...]
    unusable: tuple[Unusable, ...]


def _deepgram(base_url: str | None) -> Source:
    from .stt.deepgram import BASE_URL, DeepgramStt

    return Source(lambda key: DeepgramStt(key, base_url=base_url or BASE_URL))


def _elevenlabs(base_url: str | None) -> Source:
    from .tts.elevenlabs import BASE_URL, ElevenLabsTts

    return Source(lambda key: ElevenLabsTts(key, base_url=base_url or BASE_URL))


def _openai(base_url: str | None) -> Source:
    from .llm.openai import BASE_URL, OpenAiLlm

    shared = OpenAiLlm("no key yet", base_url=base_url or BASE_URL)
    return Source(shared.with_key, shared.close)


def _offline_stt(_base_url: str | None) -> Source:
    from .stt.pocketsphinx import PocketsphinxStt

    shared = PocketsphinxStt()
    return Source(lambda _key: shared, shared.close)


def _offline_tts(_base_url: str | None) -> Source:
    from .tts.piper import PiperTts

    shared = PiperTts()
    return Source(lambda _key: shared, shared.close)


def _offline_llm(_base_url: str | None) -> Source:
    from .llm.offline import OfflineLlm

    return Source(lambda _key: OfflineLlm())


VENDORS: Mapping[SpeechKind, Mapping[str, Vendor]] = {
    "stt": {
        "deepgram": Vendor("server", needs_key=True, load=_deepgram),
        OFFLINE: Vendor("local", needs_key=False, load=_offline_stt),
    },
    "llm": {
        "openai": Vendor("openai", needs_key=True, load=_openai),
        OFFLINE: Vendor("local", needs_key=False, load=_offline_llm),
    },
    "tts": {
        "elevenlabs": Vendor("server", needs_key=True, load=_elevenlabs),
        OFFLINE: Vendor("local", needs_key=False, load=_offline_tts),
    },
}


class Registry:
    """One per process: adapters of all calls share its connections and models.

    `base_urls` maps a vendor's name to another address than the vendor's own, for a proxy or a test server.
    """

    def __init__(self, base_urls: Mapping[str, str] | None = None) -> None:
        self._base_urls = dict(base_urls or {})
        self._sources: dict[tuple[SpeechKind, str], Source] = {}

    @overload
    def choose(
        self, kind: Literal["stt"], refs: tuple[ServiceRef, ...], keys: Mapping[str, str], *, offline_allowed: bool
    ) -> Choice[Stt]: ...
    @overload
    def choose(
        self, kind: Literal["llm"], refs: tuple[ServiceRef, ...], keys: Mapping[str, str], *, offline_allowed: bool
    ) -> Choice[Llm]: ...
    @overload
    def choose(
        self, kind: Literal["tts"], refs: tuple[ServiceRef, ...], keys: Mapping[str, str], *, offline_allowed: bool
    ) -> Choice[Tts]: ...

    def choose(
        self, kind: SpeechKind, refs: tuple[ServiceRef, ...], keys: Mapping[str, str], *, offline_allowed: bool
    ) -> Choice[Any]:
        """`keys` maps a vendor's name to its key. The offline vendor comes last when it is allowed and not named.

        The first choice of an offline vendor loads its models, for up to a second: choose once before calls come in.
        """
        wanted = refs
        if offline_allowed and all(ref.provider != OFFLINE for ref in refs):
            wanted = (*refs, ServiceRef(provider=OFFLINE))
        usable: list[tuple[ServiceRef, Any]] = []
        unusable: list[Unusable] = []
        for ref in wanted:
            found = self._find(kind, ref, keys, offline_allowed=offline_allowed)
            if isinstance(found, Unusable):
                unusable.append(found)
            else:
                usable.append((ref, found.adapter(keys.get(ref.provider, ""))))
        return Choice(tuple(usable), tuple(unusable))

    def load(self, keys: Mapping[str, str]) -> None:
        """Import the adapters of vendors that have a key: some SDKs take a second, which no call should wait for."""
        for kind, vendors in VENDORS.items():
            for name in vendors:
                self._find(kind, ServiceRef(provider=name), keys, offline_allowed=False)

    async def close(self) -> None:
        """Give connections and models back. No adapter of this registry may be in use."""
        sources = list(self._sources.values())
        self._sources.clear()
        for source in sources:
            if source.close is not None:
                await source.close()

    def _find(
        self, kind: SpeechKind, ref: ServiceRef, keys: Mapping[str, str], *, offline_allowed: bool
    ) -> Source | Unusable:
        name = ref.provider
        vendor = VENDORS[kind].get(name)
        if vendor is None:
            known = ", ".join(sorted(VENDORS[kind]))
            return Unusable(ref, "unknown", f"there is no {kind} vendor {name!r}; known: {known}")
        if name == OFFLINE and not offline_allowed:
            return Unusable(ref, "not_allowed", f"the offline {kind} is switched off here")
        if vendor.needs_key and not keys.get(name):
            return Unusable(ref, "no_key", f"{name} has no key here")
        source = self._sources.get((kind, name))
        if source is None:
            try:
                source = vendor.load(self._base_urls.get(name))
            except ModuleNotFoundError as error:
                hint = f"pip install 'talkif-flows[{vendor.extra}]'"
                return Unusable(ref, "not_installed", f"{kind} {name} needs the module {error.name}: {hint}")
            self._sources[kind, name] = source
        return source
