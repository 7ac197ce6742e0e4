"""The columns of an exported file."""

from __future__ import annotations

from typing import Final

from psycopg import sql

from ..kit.download import FileFormat
from .listing import Selection

#: A single tag with semicolons has a comma after it, so that it is read as one.
_AS_TEXTS: Final = sql.SQL(
    """
    array_to_string(tags, ',') || CASE WHEN cardinality(tags) = 1 AND strpos(tags[1], ';') > 0 THEN ',' ELSE '' END
      AS tags, custom_fields::text
    """
)


def rows(selection: Selection, file_format: FileFormat) -> sql.Composed:
    """In a CSV file, tags have commas between and `customFields` is JSON."""
    lists = _AS_TEXTS if file_format == "csv" else sql.SQL("tags, custom_fields")
    return sql.SQL(
        """
        SELECT contact_id AS id, external_id, first_name, last_name, phone, email, company, timezone, timezone_source,
               language, {}, created_at, updated_at
        FROM contacts WHERE {} ORDER BY contact_id
        """
    ).format(lists, selection.condition)
