"""What CEL says about a mistake, in the words of the flow language and with the place of the whole name or operator."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .descriptors import ObjectType
from .errors import ConditionProblem, ProblemKind
from .tokens import Token, tokenize

_ERROR = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*?)(?: \[[A-Z_]+\])?$", re.MULTILINE)
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_NO_FIELD = re.compile(r"undefined field '([^']*)' not found in struct '([^']*)'")
_NO_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '(\(.*\))'")
_FAILED_OPERATOR = re.compile(r"No matching overloads found : ([^ (]+)(\(.*\))")
_FAILED_METHOD = re.compile(r"No matching overloads found : \((.*?)\)\.(\w+)\((.*)\)")
_NO_KEY = re.compile(r'Key not found in map : "(.*)"')
_NO_LOOP = re.compile(r"expression of type '(.*)' cannot be the range of a comprehension")
_NO_SELECT = re.compile(r"expression of type '(.*)' cannot be the operand of a select operation")
_MISSING = re.compile(r"Syntax error: missing '(.*)' at '(.*)'$")
_TOO_DEEP = re.compile(r"recursion (?:limit|depth)")
#: What other languages, and texts for people, write -> what CEL does.
_FOREIGN = {
    **{"and": "&&", "or": "||", "not": "!", "&": "&&", "|": "||", "mod": "%", "is": "=="},
    **{"=": "==", "===": "==", "!==": "!=", "<>": "!=", "=>": ">=", "=<": "<="},
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚", "'"),
}
_FUNCTIONS = {
    **dict.fromkeys(("len", "length", "count"), "size"),
    **{"includes": "contains", "startswith": "startsWith", "endswith": "endsWith"},
}

_TYPE_WORDS = {
    "bool": "true or false",
    "bytes": "bytes",
    "double": "a number",
    "duration": "a duration",
    "dyn": "a value",
    "google.protobuf.Duration": "a duration",
    "google.protobuf.Timestamp": "a moment",
    "int": "a whole number",
    "null": "null",
    "string": "text",
    "timestamp": "a moment",
    "type": "a type",
    "uint": "a whole number",
}


def problems(source: str, report: str, objects: Mapping[str, ObjectType]) -> tuple[ConditionProblem, ...]:
    """In order of place; what follows a mistake of syntax is left out, because it is guesswork."""
    reader = _Reader(source, objects)
    found = [
        reader.problem(int(line), int(column), text)
        for line, column, text in _ERROR.findall(report)
        if int(line) > 0 and "*error*" not in text
    ]
    if not found:
        message = (
            "more than 32 operators or parentheses inside each other"
            if _TOO_DEEP.search(report)
            else "this is no condition"
        )
        return (ConditionProblem("syntax", message, 0, len(source)),)
    syntax = [problem for problem in found if problem.kind == "syntax"]
    return tuple(syntax[:1] or sorted(found, key=lambda problem: problem.start))


def failure(text: str) -> str:
    """Why an evaluation failed."""
    if (match := _FAILED_METHOD.search(text)) is not None:
        return _cannot_take(match[2], f"({match[1]}, {match[3]})" if match[3] else f"({match[1]})")
    if (match := _FAILED_OPERATOR.search(text)) is not None:
        return _cannot_take(match[1], match[2])
    if (match := _NO_KEY.search(text)) is not None:
        return f"there is no `{match[1]}` in the object"
    if "float division by zero" in text or "divide by zero" in text:
        return "division by zero"
    if "SELECT to non-message" in text:
        return "a value on the way to a field is no object"
    if "Iteration budget" in text:
        return "more than 10,000 rounds of loops"
    return re.sub(r"^[A-Z_]+: | \[[A-Z_]+\]$", "", text)


class _Reader:
    def __init__(self, source: str, objects: Mapping[str, ObjectType]) -> None:
        self._source = source
        self._objects = objects
        self._tokens = tokenize(source)
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]

    def problem(self, line: int, column: int, text: str) -> ConditionProblem:
        offset = self._lines[min(line, len(self._lines)) - 1] + column - 1
        if text.startswith("Syntax error") or text.startswith("reserved identifier"):
            return self._syntax(offset, text)
        if (match := _UNDECLARED.match(text)) is not None:
            return self._undeclared(offset, match[1])
        if (match := _NO_FIELD.match(text)) is not None:
            return self._no_field(offset, match[1], match[2])
        token = self._operator(offset)
        if (match := _NO_OVERLOAD.match(text)) is not None:
            return self._no_overload(token, match[1], match[2])
        if (match := _NO_SELECT.match(text)) is not None:
            member = self._after(offset)
            hint = "Write `size(…)`." if member is not None and _FUNCTIONS.get(member.text) == "size" else ""
            return self._at(member, "type", f"{_type_words(match[1])} has no fields", hint)
        if (match := _NO_LOOP.match(text)) is not None:
            return self._at(self._after(offset), "type", f"this takes a list or an object, not {_type_words(match[1])}")
        if text.startswith("has() argument"):
            return self._at(token, "type", "`has` takes a field, as in `has(vars.name)`")
        return self._at(token, "type", text)

    def _no_overload(self, token: Token | None, function: str, types: str) -> ConditionProblem:
        if token is not None and token.kind == "name" and function in ("_||_", "_&&_"):
            found = _type_words(_split(types)[1])
            return self._at(token, "type", f"the test of `{token.text}` has to be true or false, and it is {found}")
        return self._at(token, "type", _cannot_take(function, types), _overload_help(function, types))

    def _syntax(self, offset: int, text: str) -> ConditionProblem:
        token = self._token(offset)
        if (match := _MISSING.match(text)) is not None:
            return self._at(token, "syntax", f"`{match[1]}` is missing")
        if text.startswith("Syntax error: token recognition error at: ") and self._source[offset : offset + 1] in "'\"":
            return ConditionProblem("syntax", "this text is not closed", offset, len(self._source))
        if token is None or "'<EOF>'" in text.partition(" expecting ")[0]:
            return self._at(None, "syntax", "the expression ends too early")
        if text.startswith("reserved identifier"):
            return self._at(token, "syntax", f"`{token.text}` is a reserved word")
        before = self._before(token)
        token = before if before is not None and before.text == "not" else self._joined(before, token)
        meant = _FOREIGN.get(token.text, "")
        hint = f"Write `{meant}`." if meant else ""
        return self._at(token, "syntax", f"`{token.text}` cannot stand here", hint, meant=meant)

    def _joined(self, before: Token | None, token: Token) -> Token:
        """With what stands next to it, where the two are one sign in other languages."""
        for first, second in ((before, token), (token, self._after(token.start))):
            is_next = first is not None and second is not None and first.end == second.start
            if first is not None and second is not None and is_next and first.text + second.text in _FOREIGN:
                return Token("sign", first.text + second.text, first.start, second.end)
        return token

    def _undeclared(self, offset: int, name: str) -> ConditionProblem:
        token = self._token(offset)
        if token is not None and token.text == "(":
            token = self._before(token)
            meant = _FUNCTIONS.get(name.lower(), "")
            hint = f"Write `{meant}`." if meant else ""
            return self._at(token, "type", f"there is no function `{name}`", hint, meant=meant)
        # A path is reported at its last dot, and what is wrong is its first name.
        root = name.split(".")[0]
        for candidate in reversed(self._tokens):
            if candidate.start <= offset and candidate.text == root:
                token = candidate
                break
        return self._at(token, "undefined", f"there is no `{root}`", name=root)

    def _no_field(self, offset: int, name: str, message: str) -> ConditionProblem:
        token = next((token for token in self._tokens if token.start >= offset and token.text == name), None)
        owner = self._objects[message].path if message in self._objects else ()
        return self._at(token, "undefined", f"there is no `{name}` in `{'.'.join(owner)}`", name=name, owner=owner)

    def _operator(self, offset: int) -> Token | None:
        """A call is reported at its parenthesis, and what is wrong is the function."""
        token = self._token(offset)
        before = self._before(token)
        is_call = token is not None and token.text == "(" and before is not None and before.kind == "name"
        return before if is_call else token

    def _token(self, offset: int) -> Token | None:
        return next((token for token in self._tokens if token.end > offset), None)

    def _after(self, offset: int) -> Token | None:
        return next((token for token in self._tokens if token.start > offset), None)

    def _before(self, token: Token | None) -> Token | None:
        index = self._tokens.index(token) if token is not None else 0
        return self._tokens[index - 1] if index else None

    def _at(
        self,
        token: Token | None,
        kind: ProblemKind,
        message: str,
        hint: str = "",
        *,
        name: str | None = None,
        owner: tuple[str, ...] = (),
        meant: str = "",
    ) -> ConditionProblem:
        """At a token, or at the last one when something is missing after it."""
        if token is None and self._tokens:
            token = self._tokens[-1]
        start, end = (token.start, token.end) if token is not None else (0, len(self._source))
        return ConditionProblem(kind, message, start, end, name, owner, hint, meant)


def _cannot_take(function: str, types: str) -> str:
    words = [_type_words(part) for part in _split(types)]
    sign = function.replace("_", "").lstrip("@")
    if function == "_?_:_":
        return "both results have to be of one type, after a condition that is true or false"
    if function.endswith("_[_]"):
        return f"{words[0]} has no members by index"
    taken = " and ".join(words)
    return f"`{sign or function}` cannot take {taken}"


def _overload_help(function: str, types: str) -> str:
    found = _split(types)
    kinds = set(map(_unwrapped, found))
    if kinds == {"google.protobuf.Timestamp", "string"}:
        return "Turn the text into a moment with `timestamp(…)`. It takes RFC 3339, as `system.now` is."
    if "google.protobuf.Duration" in kinds and kinds & {"string", "int", "double"}:
        return "Write the duration as in `duration('90s')`."
    if "null_type" in found and any(part.startswith("list(") for part in found):
        return "A list is never null. Write `size(…) == 0`."
    if function == "_?_:_" and {"int", "double"} <= kinds:
        return "Write the whole number with a decimal point, as in `500.0`."
    if kinds == {"string", "double"}:
        return "Turn one side into the other with `double(…)` or `string(…)`."
    if kinds == {"string", "int"}:
        return "Turn one side into the other with `int(…)` or `string(…)`, or put the number in quotes."
    return ""


def _split(types: str) -> Sequence[str]:
    """The types of `(a, list(b), c)`."""
    parts, depth = [""], 0
    for character in types[1:-1]:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _unwrapped(name: str) -> str:
    match = re.fullmatch(r"wrapper\((.*)\)", name)
    return (match[1] if match is not None else name).removesuffix("_type").removesuffix("64")


def _type_words(name: str) -> str:
    name = _unwrapped(name)
    if name.startswith("list"):
        return "a list"
    return _TYPE_WORDS.get(name, "an object")
