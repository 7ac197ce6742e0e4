"""What a caller goes through."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    collect_without_gave_up,
    end_without_goodbye,
    hard_to_hear,
    irreversible_without_confirmation,
    long_uninterruptible_speech,
    needs_caller_after_hangup,
    no_voicemail_branch,
    no_way_to_a_person,
    overlapping_choices,
    reprompt_loop_without_limit,
    retries_without_escalation,
    retry_line_missing,
    retry_line_never_said,
    same_text_on_retry,
    silence_not_handled,
    silent_tool_call,
    stale_answer,
    two_questions,
    unbounded_agent,
    when_overlaps,
    words_after_question,
)

FAMILY = Family(
    "dialogue",
    "Conversation",
    (
        Check(collect_without_gave_up.RULE, collect_without_gave_up.check),
        Check(reprompt_loop_without_limit.RULE, reprompt_loop_without_limit.check),
        Check(retries_without_escalation.RULE, retries_without_escalation.check, of_whole=True),
        Check(same_text_on_retry.RULE, same_text_on_retry.check),
        Check(retry_line_missing.RULE, retry_line_missing.check),
        Check(retry_line_never_said.RULE, retry_line_never_said.check),
        Check(two_questions.RULE, two_questions.check),
        Check(words_after_question.RULE, words_after_question.check),
        Check(overlapping_choices.RULE, overlapping_choices.check),
        Check(when_overlaps.RULE, when_overlaps.check),
        Check(unbounded_agent.RULE, unbounded_agent.check),
        Check(stale_answer.RULE, stale_answer.check),
        Check(silence_not_handled.RULE, silence_not_handled.check),
        Check(irreversible_without_confirmation.RULE, irreversible_without_confirmation.check, of_whole=True),
        Check(silent_tool_call.RULE, silent_tool_call.check),
        Check(long_uninterruptible_speech.RULE, long_uninterruptible_speech.check),
        Check(hard_to_hear.RULE, hard_to_hear.check),
        Check(no_way_to_a_person.RULE, no_way_to_a_person.check, of_whole=True),
        Check(no_voicemail_branch.RULE, no_voicemail_branch.check, of_whole=True),
        Check(end_without_goodbye.RULE, end_without_goodbye.check),
        Check(needs_caller_after_hangup.RULE, needs_caller_after_hangup.check),
    ),
)
