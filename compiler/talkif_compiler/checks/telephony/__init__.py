"""Keys, numbers, transfers."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    audio_asset,
    caller_id_invalid,
    country_not_allowed,
    dtmf_conflict,
    dtmf_handler_hidden,
    dtmf_prefix_conflict,
    hold_without_timeout,
    invalid_ssml,
    long_silence,
    max_call_too_short,
    menu_duplicate_key,
    premium_number,
    recording_before_consent,
    terminator_in_digits,
    transfer_number_invalid,
    transfer_to_own_number,
    unspeakable_text,
    warm_transfer_without_briefing,
)

FAMILY = Family(
    "telephony",
    "Telephony",
    (
        Check(menu_duplicate_key.RULE, menu_duplicate_key.check),
        Check(dtmf_conflict.RULE, dtmf_conflict.check),
        Check(dtmf_handler_hidden.RULE, dtmf_handler_hidden.check),
        Check(dtmf_prefix_conflict.RULE, dtmf_prefix_conflict.check),
        Check(terminator_in_digits.RULE, terminator_in_digits.check),
        Check(transfer_number_invalid.RULE, transfer_number_invalid.check),
        Check(caller_id_invalid.RULE, caller_id_invalid.check),
        Check(country_not_allowed.RULE, country_not_allowed.check),
        Check(premium_number.RULE, premium_number.check),
        Check(transfer_to_own_number.RULE, transfer_to_own_number.check),
        Check(warm_transfer_without_briefing.RULE, warm_transfer_without_briefing.check),
        Check(max_call_too_short.RULE, max_call_too_short.check),
        Check(hold_without_timeout.RULE, hold_without_timeout.check),
        Check(long_silence.RULE, long_silence.check),
        Check(recording_before_consent.RULE, recording_before_consent.check),
        Check(unspeakable_text.RULE, unspeakable_text.check),
        Check(invalid_ssml.RULE, invalid_ssml.check),
        Check(audio_asset.RULE, audio_asset.check),
    ),
)
