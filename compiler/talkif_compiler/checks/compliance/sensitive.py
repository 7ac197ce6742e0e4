"""Names of values that must not get around: cards, passwords, numbers of identity, credentials."""

from __future__ import annotations

import re
from collections.abc import Iterable

from talkif_schemas.types import TypeSpec

from ...linking.link import Linked

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: At the end of a name, so that `password_ok` and `ssn_last4` are none.
_PERSONAL = re.compile(
    r"""(?:^|_)(?:
      (?:credit|debit|payment|bank)_?card(?:_?(?:number|num|no|nr))? | card_?(?:number|num|no|nr|pan|pin)
    | cvv2? | cvc2? | card_?(?:security_?)?code | security_code
    | ssn | social_security(?:_?(?:number|num|no))? | passport_?(?:number|num|no)
    | password | passwd | passcode | passphrase
    )$""",
    re.VERBOSE,
)
_CREDENTIAL = re.compile(
    r"""(?:^|_)(?:
      api_?key | (?:access|auth|refresh|bearer|session|id)_?token | client_?secret | secret_?key | private_?key
    | credentials?
    )$""",
    re.VERBOSE,
)
_MARK = re.compile(r"\b(?:sensitive|confidential|PCI|do not log)\b", re.IGNORECASE)
_HARMLESS = frozenset({"boolean", "enum"})


def is_personal(linked: Linked, path: tuple[str, ...]) -> bool:
    """Whether a name leads to such a value of a person. A variable is also marked by its description."""
    spec = declared(linked, path)
    if spec is not None and (spec.type in _HARMLESS or _MARK.search(spec.description)):
        return spec.type not in _HARMLESS
    return _is_named(_PERSONAL, path[1:])


def is_credential(path: tuple[str, ...]) -> bool:
    return _is_named(_CREDENTIAL, path[1:])


def declared(linked: Linked, path: tuple[str, ...]) -> TypeSpec | None:
    """The type of the variable or input that a path begins with, as far as it is followed by nothing."""
    if len(path) != 2:
        return None
    if path[0] == "vars":
        return linked.scope.variables.get(path[1])
    return linked.scope.inputs.get(path[1]) if path[0] == "inputs" else None


def _is_named(pattern: re.Pattern[str], segments: Iterable[str]) -> bool:
    return any(pattern.search(_HUMP.sub("_", segment).lower().replace("-", "_")) for segment in segments)
