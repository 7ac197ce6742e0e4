"""What each node type does at run time. A new type is one file and one line in BEHAVIOURS."""

from __future__ import annotations

from typing import Any

from .agent import Agent
from .behaviour import Behaviour
from .branch import Branch
from .collect import Collect
from .end import End
from .http import Http
from .menu import Menu
from .say import Say
from .set import Set
from .tool import Tool
from .transfer import Transfer

#: Node type -> what it does.
BEHAVIOURS: dict[str, Behaviour[Any]] = {
    "agent": Agent(),
    "branch": Branch(),
    "collect": Collect(),
    "end": End(),
    "http": Http(),
    "menu": Menu(),
    "say": Say(),
    "set": Set(),
    "tool": Tool(),
    "transfer": Transfer(),
}
