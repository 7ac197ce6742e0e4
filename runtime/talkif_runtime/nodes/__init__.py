"""What each node type does at run time. A new type is one file and one line in BEHAVIOURS."""

from __future__ import annotations

from typing import Any

from .agent import Agent
from .behaviour import Behaviour
from .branch import Branch
from .collect import Collect
from .dnc import Dnc
from .dtmf import Dtmf
from .end import End
from .http import Http
from .menu import Menu
from .message import Message
from .play import Play
from .record import Record
from .say import Say
from .set import Set
from .tool import Tool
from .transfer import Transfer
from .voicemail import Voicemail

#: Node type -> what it does.
BEHAVIOURS: dict[str, Behaviour[Any]] = {
    "agent": Agent(),
    "branch": Branch(),
    "collect": Collect(),
    "dnc": Dnc(),
    "dtmf": Dtmf(),
    "end": End(),
    "http": Http(),
    "menu": Menu(),
    "message": Message(),
    "play": Play(),
    "record": Record(),
    "say": Say(),
    "set": Set(),
    "tool": Tool(),
    "transfer": Transfer(),
    "voicemail": Voicemail(),
}
