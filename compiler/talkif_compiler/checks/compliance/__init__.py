"""What the law and the security floor ask for."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    ai_disclosure_missing,
    card_by_voice,
    disclosure_interruptible,
    disclosure_missing,
    insecure_url,
    opt_out_without_dnc,
    outbound_without_opt_out,
    secret_in_prompt,
    secret_literal,
    sensitive_data_logged,
    sensitive_data_recorded,
    untrusted_in_system_prompt,
    untrusted_in_url,
    untrusted_pattern,
    voicemail_without_callback_number,
)

FAMILY = Family(
    "compliance",
    "Compliance and security",
    (
        Check(disclosure_missing.RULE, disclosure_missing.check),
        Check(disclosure_interruptible.RULE, disclosure_interruptible.check),
        Check(ai_disclosure_missing.RULE, ai_disclosure_missing.check),
        Check(outbound_without_opt_out.RULE, outbound_without_opt_out.check, of_whole=True),
        Check(opt_out_without_dnc.RULE, opt_out_without_dnc.check),
        Check(voicemail_without_callback_number.RULE, voicemail_without_callback_number.check),
        Check(sensitive_data_logged.RULE, sensitive_data_logged.check),
        Check(sensitive_data_recorded.RULE, sensitive_data_recorded.check),
        Check(card_by_voice.RULE, card_by_voice.check),
        Check(secret_literal.RULE, secret_literal.check, of_tools=True),
        Check(secret_in_prompt.RULE, secret_in_prompt.check),
        Check(untrusted_in_system_prompt.RULE, untrusted_in_system_prompt.check),
        Check(untrusted_in_url.RULE, untrusted_in_url.check),
        Check(untrusted_pattern.RULE, untrusted_pattern.check),
        Check(insecure_url.RULE, insecure_url.check, of_tools=True),
    ),
)
