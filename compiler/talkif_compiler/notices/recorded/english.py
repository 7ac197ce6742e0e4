"""Telling of a recording, or asking for it, in English.

Records are kept and messages are recorded as well, so what is recorded has to be the call, or what is said in it.
"""

from __future__ import annotations

_CALL = r"(?:(?:phone|telephone|video) )?(?:calls?|conversations?|lines?|interview|chat|discussion|session|voice)\b"
_THE_CALL = rf"(?:this|the|our|your|all|these|every|each|both) (?:\w++ ){{0,2}}?{_CALL}"
_RECORDED = r"(?:recorded|taped)\b"
_END = r"\s*+(?:[.!?,;:]|$)"
_ON = rf"(?:{_END}| (?:for|so|from|now|while|if|because|or|please|then)\b)"
_WITHIN = r"(?:(?!(?:,|\band) (?:your|my|his|her|their|the) ).)"
"""No other thing begins, which is then what is recorded: "Thank you for the call, your order is recorded"."""
_FILED = r"(?! (?:in (?:your|our|the|his|her|my)|as|under|at|on)\b)"
"""It is recorded, but in a file."""

WORDS = "record|tape"
SAID = (
    rf"\b{_CALL}{_WITHIN}{{0,100}}?\b(?:is|are|be|being|gets?|getting) (?:[\w,]++ ){{0,4}}?{_RECORDED}",
    rf"\b(?:recorded|recording|taped) {_CALL}",
    rf"\b(?:you|we|I|this|everything|that|which|us)(?:['’]re)? (?:[\w'’]++ ){{0,6}}?"
    rf"(?:are|is|am|be|being|getting) (?:(?!an? |the )\w++ ){{0,2}}?{_RECORDED}{_FILED}",
    rf"\b(?:you|we)['’]re (?:\w++ ){{0,2}}?{_RECORDED}{_FILED}",
    rf"\b(?:record(?:s|ed|ing)?|tape) (?:(?:and|or) \w++ )?"
    rf"(?:{_THE_CALL}|(?:phone )?(?:calls|conversations)\b|(?:what|everything|all) (?:that )?(?:you|we|is)\b)",
    rf"\b(?:I|we|to|will|may|can|be|['’]ll) record(?:ing)? (?:you|us|everything|this|both of us)\b"
    rf"(?:{_END}| (?:for|so|from|now|while)\b)",
    rf"\b(?:may|can|could|might|shall|should|if) (?:I|we) (?:\w++ )?record(?:ed)?(?: (?:it|this|that|you|us))?{_ON}",
    rf"\b(?:agree|consents?|object|mind|permission|allow|okay|ok|fine|comfortable|right)\b.{{0,40}}?"
    rf"(?:\b(?:to|with|if|about) (?:\w++ ){{0,3}}?(?:recorded|recording)\b|\brecording of {_THE_CALL})",
    rf"\b(?:consent|permission) to record{_ON}",
    r"\brecording (?:has (?:now |just )?(?:started|begun)|starts|begins|is (?:now )?(?:on|running|in progress))\b",
    r"\b(?:start|starting|begin|beginning|turn on|turning on|switch on) (?:the|a|our) (?:call )?recording\b",
)
DENIED = (
    r"(?:\b(?:not|never|no|nothing|without|neither|nor|cannot|stop|stopped|stopping|paused?)\b|n['’]t\b)"
    r" (?:(?:be|been|being|going to|get|have|ever|yet|currently|longer|also|even|you say|is|are|will|the|we) ){0,4}"
    r"(?:record\w*|taped)\b",
)
