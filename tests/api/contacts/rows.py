"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_api.kit.path_examples import PATH_EXAMPLES
from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

#: Tags and counts of contacts are written by triggers.
ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "contact_fields": [{
        "field_id": example_id("field"), "key": SECRET, "label": SECRET, "type": "string",
    }],
    "contacts": [{
        "contact_id": example_id("contact"), "first_name": SECRET, "phone": "+14155551234",
        "tags": [SECRET, PATH_EXAMPLES["tag"]], "custom_fields": Jsonb({"dealStage": SECRET}),
    }],
    "contact_imports": [{
        "import_id": example_id("import"), "status": "running", "file_key": f"uploads/{SECRET}",
        "options": Jsonb({"format": "csv", "dryRun": False, "duplicateStrategy": "skip", "duplicateKey": "phone"}),
    }],
    "contact_import_keys": [
        {"import_id": example_id("import"), "contact_id": example_id("contact"), "key": SECRET, "external_id": SECRET}
    ],
    "contact_import_errors": [{
        "import_id": example_id("import"), "row_number": 1, "field": SECRET, "code": "required", "message": SECRET,
    }],
}  # fmt: skip
