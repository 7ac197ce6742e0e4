"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "prompt_templates": [{"template_id": example_id("template"), "slug": "secret", "name": SECRET}],
    "prompt_template_versions": [{
        "template_id": example_id("template"), "number": 1, "content": SECRET, "created_by": example_id("key"),
    }],
}  # fmt: skip
