"""What this environment gives for the names that flows leave open: hosts, phone numbers, secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Literal, TypeAlias

from talkif_schemas.artifact import Artifact, NumberRef, SecretRef

Kind: TypeAlias = Literal["host", "number", "secret"]


class NotBound(Exception):
    """The environment has no value for a name. The text is shown in the journal."""

    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(f"the {kind} {name} is not bound here")
        self.kind = kind
        self.name = name


class Bindings:
    """Names of hosts and numbers are written as in settings: upper case, `_` for `-`."""

    def __init__(
        self,
        *,
        hosts: Mapping[str, str] | None = None,
        numbers: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        self._hosts = dict(hosts or {})
        self._numbers = dict(numbers or {})
        self._secrets = dict(secrets or {})

    def url(self, host: str | None, url: str) -> str:
        """`url`, or when a host is named, the path `url` on it. Raises NotBound."""
        if host is None:
            return url
        origin = self._hosts.get(setting_name(host))
        if origin is None:
            raise NotBound("host", host)
        return f"{origin}/{url.lstrip('/')}"

    def number(self, number: str | NumberRef) -> str:
        """Raises NotBound."""
        if isinstance(number, str):
            return number
        bound = self._numbers.get(setting_name(number.number))
        if bound is None:
            raise NotBound("number", number.number)
        return bound

    def numbers(self, numbers: Iterable[str | NumberRef]) -> tuple[str, ...]:
        """Those that are bound, in order."""
        found = []
        for number in numbers:
            with suppress(NotBound):
                found.append(self.number(number))
        return tuple(found)

    def headers(self, headers: Mapping[str, str | SecretRef]) -> dict[str, str]:
        """With the values of secrets. Raises NotBound."""
        return {
            name: self._secret(value.secret) if isinstance(value, SecretRef) else value
            for name, value in headers.items()
        }

    def _secret(self, name: str) -> str:
        if name not in self._secrets:
            raise NotBound("secret", name)
        return self._secrets[name]

    def missing(self, artifact: Artifact) -> Iterator[tuple[Kind, str]]:
        """What a flow, or a flow that it leads to, needs and does not find here."""
        flows = [artifact, *artifact.flows.values()]
        yield from (("host", name) for name in _named(flows, "hosts") if setting_name(name) not in self._hosts)
        yield from (("number", name) for name in _named(flows, "numbers") if setting_name(name) not in self._numbers)
        yield from (("secret", name) for name in _named(flows, "secrets") if name not in self._secrets)


def setting_name(name: str) -> str:
    return name.upper().replace("-", "_")


def _named(flows: list[Artifact], field: str) -> list[str]:
    return sorted({name for flow in flows for name in getattr(flow, field)})
