"""What requests may hold, where pydantic alone would take more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from talkif_schemas.resources.bodies import WHOLE, Flag, Moment

MOMENTS: TypeAdapter[datetime] = TypeAdapter(Moment)
FLAGS: TypeAdapter[bool] = TypeAdapter(Flag)
NUMBERS: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, le=9), WHOLE])


def test_moments_are_told_in_utc_whatever_their_offset() -> None:
    assert MOMENTS.validate_python("2026-03-02T03:38:00+18:08") == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert MOMENTS.validate_python("2026-03-02T03:38:00+18:08").tzinfo is UTC


@pytest.mark.parametrize(
    "wrong",
    [0.5, "1772357400", "2026-03-01", "2026-03-01T09:30:00", "0001-01-01T00:00:00+18:00", "2026-02-30T00:00:00Z"],
)
def test_what_is_no_moment_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        MOMENTS.validate_python(wrong)


@pytest.mark.parametrize("wrong", [0, 1, "true", "yes", None])
def test_truth_values_are_true_and_false_alone(wrong: object) -> None:
    assert FLAGS.validate_python(True)
    with pytest.raises(ValidationError):
        FLAGS.validate_python(wrong)


@pytest.mark.parametrize("wrong", [True, "3", 3.5, None, 0, 10])
def test_whole_numbers_are_numbers_within_their_bounds(wrong: object) -> None:
    assert NUMBERS.validate_python(3) == NUMBERS.validate_python(3.0) == 3
    with pytest.raises(ValidationError):
        NUMBERS.validate_python(wrong)


def test_the_bounds_of_whole_numbers_are_in_the_schema() -> None:
    assert NUMBERS.json_schema() == {"type": "integer", "minimum": 1, "maximum": 9}
