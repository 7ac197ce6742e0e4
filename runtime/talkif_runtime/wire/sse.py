"""Server-sent events, as they come in pieces (WHATWG HTML, section 9.2). Only their data is kept."""

from __future__ import annotations


class EventReader:
    """Lines end in LF or CRLF; a lone CR, which nobody sends, does not end one."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []

    def push(self, piece: bytes) -> list[bytes]:
        """The data of the events that this piece completes."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        events = []
        for line in lines:
            line = line.removesuffix(b"\r")
            if line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            elif not line and self._data:
                events.append(b"\n".join(self._data))
                self._data.clear()
        return events
