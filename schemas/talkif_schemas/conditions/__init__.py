"""Conditions and assignments: CEL, type-checked against the names of a flow, evaluated on JSON values. https://cel.dev

tokens: the words of a source · descriptors: declared types as protobuf messages · operators: numbers of both kinds
mix · environment: compile · syntax: the tree of a source · binding: values in and out · reports: what CEL says, in the
words of the flow language.
"""

from __future__ import annotations

from .environment import MAX_SOURCE_CHARS, Condition, ConditionEnv
from .errors import ConditionFailed, ConditionProblem, ConditionSyntaxError, ProblemKind
from .tokens import PathUse, Token, paths, tokenize

__all__ = [
    "MAX_SOURCE_CHARS",
    "Condition",
    "ConditionEnv",
    "ConditionFailed",
    "ConditionProblem",
    "ConditionSyntaxError",
    "PathUse",
    "ProblemKind",
    "Token",
    "paths",
    "tokenize",
]
