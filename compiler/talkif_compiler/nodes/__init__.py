"""Node types. A new one is one file here and one line in NODE_TYPES."""

from __future__ import annotations

from .agent import Agent
from .branch import Branch
from .collect import Collect
from .end import End
from .fields import NodeFields
from .http import Http
from .menu import Menu
from .say import Say
from .set import Set
from .tool import Tool
from .transfer import Transfer

NODE_TYPES: tuple[type[NodeFields], ...] = (Agent, Branch, Collect, End, Http, Menu, Say, Set, Tool, Transfer)

LATER_TYPES: tuple[str, ...] = (
    *("play", "extract", "switch", "hours", "wait", "split", "subflow", "jump"),
    *("message", "dnc", "dtmf", "record", "voicemail", "hangup", "note"),
)
"""Types of the language that this version does not run yet."""
