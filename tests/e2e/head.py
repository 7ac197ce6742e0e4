"""How every flow of these tests begins."""

from __future__ import annotations

from typing import Final

HEAD: Final = """
schema: talkif.flow/v1
flow: seeded
name: Seeded
language: en-US
services:
  stt: [{provider: deepgram, model: nova-3}]
  llm: [{provider: openai, model: gpt-5-mini}]
  tts: [{provider: elevenlabs, voice: Rachel}]
"""
