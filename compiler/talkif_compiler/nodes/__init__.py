"""Node types. A new one is one file here and one line in NODE_TYPES."""

from __future__ import annotations

from .agent import Agent
from .branch import Branch
from .collect import Collect
from .dnc import Dnc
from .dtmf import Dtmf
from .end import End
from .extract import Extract
from .fields import NodeFields
from .hangup import Hangup
from .hours import Hours
from .http import Http
from .jump import Jump
from .menu import Menu
from .message import Message
from .note import Note
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

NODE_TYPES: tuple[type[NodeFields], ...] = (
    Agent,
    Branch,
    Collect,
    Dnc,
    Dtmf,
    End,
    Extract,
    Hangup,
    Hours,
    Http,
    Jump,
    Menu,
    Message,
    Note,
    Play,
    Record,
    Say,
    Set,
    Split,
    Subflow,
    Switch,
    Tool,
    Transfer,
    Voicemail,
    Wait,
)
