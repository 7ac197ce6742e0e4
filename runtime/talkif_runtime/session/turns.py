"""Who speaks: interruptions, false starts, the caller's turn and their silence. Pure.

we speak ──SpeechStarted──▶ silenced ──words──▶ the caller's turn is over, the node answers
                                └──no words, or quiet for RESUME_MS──▶ we say the rest
all played ──▶ the caller's turn ──quiet for silence_ms──▶ the node's or the flow's answer to silence
"""

from __future__ import annotations

from dataclasses import replace

from talkif_runtime.dialogue.commands import StopSpeaking
from talkif_runtime.dialogue.state import Line
from talkif_runtime.dialogue.step import Step
from talkif_runtime.nodes import BEHAVIOURS
from talkif_runtime.providers.contract import Message
from talkif_schemas.artifact import Edge
from talkif_schemas.events import SpeechInterrupted, UtteranceHeard

#: Quiet after an interruption without words that makes it a false start: a cough, a door, an echo.
RESUME_MS = 1_500
#: Silence before the node's own answer to it, when neither node nor flow says how long.
DEFAULT_SILENCE_MS = 8_000


def protected(step: Step) -> bool:
    """Whether something is being said that the caller may not interrupt."""
    return any(not utterance.interruptible for utterance in step.state.speaking)


def interrupt(step: Step) -> bool:
    """Stop speaking for the caller. False when there is nothing to stop, or it may not be stopped."""
    if not step.state.speaking or protected(step):
        return False
    step.commands.append(StopSpeaking())
    if any(utterance.text is None for utterance in step.state.speaking):
        step.cancel_model()  # It was about to be said. What a model is asked in silence goes on.
    return True


def speech_started(step: Step) -> None:
    """The caller began to speak, perhaps over us."""
    if interrupt(step):
        step.start_timer("resume", RESUME_MS, quiet=True)


def interrupted(step: Step, event: SpeechInterrupted) -> None:
    """Keep what the caller heard as what was said; the rest may be said again."""
    state = step.state
    state.speaking = tuple(entry for entry in state.speaking if entry.id != event.utterance)
    state.unheard = f"{state.unheard} {event.rest}".strip()
    lines: list[Line] = []
    known = False
    for line in state.dialogue:
        if line.utterance != event.utterance:
            lines.append(line)
            continue
        known = True
        message = line.message
        if event.heard or message.tool_calls:
            lines.append(replace(line, message=replace(message, text=event.heard)))
    state.dialogue = tuple(lines)
    if not known and event.heard:
        step.add_line(Message("assistant", event.heard), event.utterance)


def false_start(step: Step) -> None:
    """Nobody said anything after all: go on where we were cut off."""
    step.stop_timer("resume")
    rest, step.state.unheard = step.state.unheard, ""
    if BEHAVIOURS[step.node.type].RESUMES:
        step.say(rest)


def heard(step: Step, event: UtteranceHeard) -> bool:
    """Take note of an utterance. False: there is nothing for the node to answer."""
    if protected(step):
        return False
    step.stop_timer("resume")
    if not event.text.strip():
        false_start(step)
        return False
    interrupt(step)
    state = step.state
    state.unheard = ""
    state.idle_prompts = 0
    step.set_last(utterance=event.text)
    step.add_line(Message("user", event.text))
    return True


def silent(step: Step) -> None:
    """The caller said nothing in their turn: the node's answer, else the flow's idle prompts and way out."""
    if BEHAVIOURS[step.node.type].silence(step, step.node):
        return
    idle = step.program.artifact.settings.idle
    if idle is None:
        return
    if step.state.idle_prompts < len(idle.prompts):
        prompt = idle.prompts[step.state.idle_prompts]
        step.state.idle_prompts += 1
        step.say(step.render(prompt))
    else:
        step.take(Edge(kind="on", event="silence", to=idle.then), "idle")


def settle(step: Step) -> None:
    """Last thing in every step: whose turn it is now, and whether the caller's silence is being timed."""
    state = step.state
    busy = bool(state.speaking or state.request is not None or state.tools)
    if state.phase == "active" and not busy:
        BEHAVIOURS[step.node.type].quiet(step, step.node)
        stays = state.phase == "active" and step.target is None
        if stays and state.local is None and "resume" not in state.timers:
            step.end("error", note=f"{state.node} leads nowhere")
    callers_turn = state.phase == "active" and not busy and state.local is not None
    if not callers_turn or "resume" in state.timers:
        step.stop_timer("silence")
    elif "silence" not in state.timers:
        step.start_timer("silence", _silence_ms(step), quiet=True)


def _silence_ms(step: Step) -> int:
    own = BEHAVIOURS[step.node.type].silence_ms(step, step.node)
    idle = step.program.artifact.settings.idle
    return own or (idle.after_ms if idle is not None else DEFAULT_SILENCE_MS)
