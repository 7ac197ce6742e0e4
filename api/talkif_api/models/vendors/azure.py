"""Azure OpenAI: https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference, "Models - List".

It lists what the resource can deploy. The names that flows use are those of the account's own deployments, which only
Azure's management plane lists.
"""

from __future__ import annotations

from typing import Final

from talkif_compiler.catalogue import Kind, Model

from ..vendor_http import Access, Wire

_API_VERSION: Final = "2024-10-21"


class _Capabilities(Wire):
    chat_completion: bool = False


class _Model(Wire):
    id: str
    capabilities: _Capabilities


class _Models(Wire):
    data: list[_Model]


async def models(access: Access, _kind: Kind) -> tuple[Model, ...]:
    params = {"api-version": _API_VERSION}
    listed = await access.read(_Models, "/openai/models", {"api-key": access.key}, params)
    return tuple(Model(entry.id, ()) for entry in listed.data if entry.capabilities.chat_completion)
