"""Vendors of structured answers on loopback: OpenAI, Azure OpenAI, Grok, Anthropic and Google, each on its own wire.

What a vendor would refuse is refused: a wrong key, and a schema outside of the part of JSON Schema that it takes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from talkif_runtime.server import serve_http

Vendor: TypeAlias = Literal["openai", "azure", "grok", "anthropic", "google"]

KEY = "vendor-key"


@dataclass(frozen=True)
class Says:
    """An answer. `stop`: why the model stopped, in the words of OpenAI."""

    text: str
    stop: Literal["stop", "length", "content_filter", "refusal"] = "stop"
    tokens: tuple[int, int] = (900, 150)
    cached_tokens: int = 0
    """Of the first ones. Anthropic is not asked to keep any."""


@dataclass(frozen=True)
class Refuses:
    """An HTTP error. `body`: None for the vendor's own form of it."""

    status: int
    body: str | None = None


@dataclass(frozen=True)
class Hangs:
    """The request is taken and not answered for as long as the client waits."""


Reply: TypeAlias = Says | Refuses | Hangs


@dataclass
class StructuredServer:
    """`replies`: given in order, the last one again and again."""

    vendor: Vendor
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    before_answering: Callable[[], Awaitable[None]] | None = None
    """What happens while the model thinks."""

    @asynccontextmanager
    async def running(self, port: int) -> AsyncIterator[str]:
        """The base URL, as the vendor's SDK wants it."""
        async with serve_http(self._app(), "127.0.0.1", port):
            yield f"http://127.0.0.1:{port}" + ("/v1" if self.vendor in ("openai", "grok") else "")

    def _app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def answer(request: Request, path: str) -> Response:
            body = await request.json()
            problem = self._problem(request, path, body)
            if problem is not None:
                return self._error(*problem)
            self.requests.append(body)
            if self.before_answering is not None:
                await self.before_answering()
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            match reply:
                case Hangs():
                    while (await request.receive())["type"] != "http.disconnect":
                        pass
                    return Response()
                case Refuses(status=status, body=None):
                    return self._error(status, "as told")
                case Refuses(status=status, body=text):
                    return Response(text, status_code=status, media_type="text/html")
                case Says():
                    return JSONResponse(self._answer(reply))
            raise AssertionError(reply)

        return app

    def _problem(self, request: Request, path: str, body: dict[str, Any]) -> tuple[int, str] | None:
        header, key = {"google": ("x-goog-api-key", KEY), "azure": ("api-key", KEY)}.get(
            self.vendor, ("authorization", f"Bearer {KEY}")
        )
        if request.headers.get(header) != key:
            return 401, "wrong key"
        match self.vendor:
            case "openai" | "grok":
                place, schema, model = path == "v1/chat/completions", _openai_schema(body), body["model"]
            case "azure":
                model = path.split("/")[2]
                place = path == f"openai/deployments/{model}/chat/completions" and "api-version" in request.query_params
                schema = _openai_schema(body)
            case "anthropic":
                place, model = path == "v1/messages" and "anthropic-version" in request.headers, body["model"]
                assert body["output_config"]["format"]["type"] == "json_schema"
                schema = body["output_config"]["format"]["schema"]
            case "google":
                model = path.removeprefix("v1/models/").removesuffix(":generateContent")
                place = path == f"v1/models/{model}:generateContent"
                assert body["generationConfig"]["responseMimeType"] == "application/json"
                schema = body["generationConfig"]["responseJsonSchema"]
        self.models.append(model)
        if not place:
            return 404, f"there is nothing at {path}"
        flaw = flaw_of(schema)
        return (400, f"invalid schema: {flaw}") if flaw else None

    def _error(self, status: int, message: str) -> JSONResponse:
        body: dict[str, Any] = {"error": {"message": message, "type": "error", "code": "as_told"}}
        if self.vendor == "anthropic":
            body = {"type": "error", "error": {"type": "api_error", "message": message}}
        elif self.vendor == "google":
            body = {"error": {"code": status, "message": message, "status": "TOLD"}}
        return JSONResponse(body, status_code=status)

    def _answer(self, said: Says) -> dict[str, Any]:
        match self.vendor:
            case "anthropic":
                stop = {"stop": "end_turn", "length": "max_tokens"}.get(said.stop, "refusal")
                return {
                    "id": "msg_1", "type": "message", "role": "assistant", "model": self.models[-1],
                    "content": [{"type": "text", "text": said.text}], "stop_reason": stop, "stop_sequence": None,
                    "usage": {"input_tokens": said.tokens[0], "output_tokens": said.tokens[1]},
                }  # fmt: skip
            case "google":
                stop = {"stop": "STOP", "length": "MAX_TOKENS"}.get(said.stop, "SAFETY")
                parts = [{"text": "Let me think.", "thought": True}, {"text": said.text}]
                usage = {"promptTokenCount": said.tokens[0], "candidatesTokenCount": said.tokens[1] - 50}
                if said.cached_tokens:
                    usage["cachedContentTokenCount"] = said.cached_tokens
                return {
                    "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": stop, "index": 0}],
                    "usageMetadata": {**usage, "thoughtsTokenCount": 50, "totalTokenCount": sum(said.tokens)},
                }
        refused = said.stop == "refusal"
        message = {"role": "assistant", "content": None if refused else said.text}
        message["refusal"] = said.text if refused else None
        stop = "stop" if refused else said.stop
        return {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_760_000_000, "model": self.models[-1],
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": stop}],
            "usage": {
                "prompt_tokens": said.tokens[0], "completion_tokens": said.tokens[1], "total_tokens": sum(said.tokens),
                "prompt_tokens_details": {"cached_tokens": said.cached_tokens, "audio_tokens": 0},
            },
        }  # fmt: skip


def _openai_schema(body: dict[str, Any]) -> dict[str, Any]:
    form = body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    schema: dict[str, Any] = form["json_schema"]["schema"]
    return schema


#: What all of the vendors take.
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "description"}


def flaw_of(schema: dict[str, Any], path: str = "$") -> str | None:
    """Why the schema is no strict one, or None."""
    if extra := schema.keys() - _KEYWORDS:
        return f"{path}: {', '.join(sorted(extra))}"
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False or schema["required"] != list(schema["properties"]):
            return f"{path}: an object that is not closed"
        for name, value in schema["properties"].items():
            if flaw := flaw_of(value, f"{path}.{name}"):
                return flaw
    if schema.get("type") == "array" and "items" not in schema:
        return f"{path}: a list of anything"
    below = [schema["items"]] if "items" in schema else schema.get("anyOf", [])
    return next((flaw for value in below if (flaw := flaw_of(value, f"{path}[]"))), None)
