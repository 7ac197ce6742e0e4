"""Whether calls are recorded from the beginning."""

from __future__ import annotations

from ...fields.leaves import Spanned
from ...linking.link import Linked


def recording_setting(linked: Linked) -> Spanned[str] | None:
    """Where it is turned on."""
    setting = linked.flow.settings.recording if linked.flow.settings is not None else None
    return setting if setting is not None and setting.value == "on" else None
