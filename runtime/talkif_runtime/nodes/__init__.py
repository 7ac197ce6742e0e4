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
from .extract import Extract
from .hangup import Hangup
from .hours import Hours
from .http import Http
from .jump import Jump
from .menu import Menu
from .message import Message
from .play import Play
from .record import Record
from .say import Say
from .set import Set
from .split import Split
from .subflow import Subflow
from .switch import Switch
from .tool import Tool
from .transfer import Transfer
from .voicemail import Voicemail
from .wait import Wait

#: Node type -> what it does.
BEHAVIOURS: dict[str, Behaviour[Any]] = {
    "agent": Agent(),
    "branch": Branch(),
    "collect": Collect(),
    "dnc": Dnc(),
    "dtmf": Dtmf(),
    "end": End(),
    "extract": Extract(),
    "hangup": Hangup(),
    "hours": Hours(),
    "http": Http(),
    "jump": Jump(),
    "menu": Menu(),
    "message": Message(),
    "play": Play(),
    "record": Record(),
    "say": Say(),
    "set": Set(),
    "split": Split(),
    "subflow": Subflow(),
    "switch": Switch(),
    "tool": Tool(),
    "transfer": Transfer(),
    "voicemail": Voicemail(),
    "wait": Wait(),
}
