"""Where the keys to vendors of models and voices are: the environment variables that the vendors' own SDKs read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Vendor, as flows name it -> variable.
KEY_VARIABLES: Final[Mapping[str, str]] = {
    "anthropic": "ANTHROPIC_API_KEY",
    "assemblyai": "ASSEMBLYAI_API_KEY",
    "azure": "AZURE_OPENAI_API_KEY",
    "cartesia": "CARTESIA_API_KEY",
    "deepgram": "DEEPGRAM_API_KEY",
    "elevenlabs": "ELEVENLABS_API_KEY",
    "google": "GOOGLE_API_KEY",
    "grok": "XAI_API_KEY",
    "openai": "OPENAI_API_KEY",
    "soniox": "SONIOX_API_KEY",
}

#: Vendors whose addresses may be set: those of models and voices, and the carrier.
ADDRESSED: Final = frozenset({*KEY_VARIABLES, "twilio"})


def vendor_keys(env: Mapping[str, str]) -> dict[str, str]:
    """The keys that the environment holds, by vendor."""
    return {vendor: env[name] for vendor, name in KEY_VARIABLES.items() if env.get(name)}
