"""The columns of an exported file."""

from __future__ import annotations

from psycopg import sql

from ..kit.download import FileFormat
from .listing import Selection


def rows(selection: Selection, file_format: FileFormat) -> sql.Composed:
    """In a CSV file, tags have commas between and `customFields` is JSON."""
    lists = "array_to_string(tags, ',') AS tags, custom_fields::text" if file_format == "csv" else "tags, custom_fields"
    return sql.SQL(
        """
        SELECT contact_id AS id, external_id, first_name, last_name, phone, email, company, timezone, language, {},
               created_at, updated_at
        FROM contacts WHERE {} ORDER BY contact_id
        """
    ).format(sql.SQL(lists), selection.condition)
