"""What do days, moments and spans of time look like? With teeth: on both sides of a change of the clocks."""

from __future__ import annotations

import datetime as dt
import random

from pytest_connectors.drift.hints import Hint
from pytest_connectors.drift.schema import Type

DAYS = (dt.date(2026, 3, 28), dt.date(2026, 3, 30), dt.date(2026, 10, 24), dt.date(2026, 10, 26), dt.date(2024, 2, 29))
# Microseconds as well, which milliseconds cannot say.
_PARTS = (250000, 250125, 250000, 250000, 250000)
MOMENTS = tuple(
    dt.datetime(day.year, day.month, day.day, 1, 30, 0, part)  # noqa: DTZ001 - naive
    for day, part in zip(DAYS, _PARTS, strict=True)
)
_INDIA = dt.timezone(dt.timedelta(hours=5, minutes=30))
_MICROSECONDS = 6

TEETH: dict[str, tuple[object, ...]] = {
    "date": DAYS,
    "timestamp": MOMENTS,
    "timestamptz": tuple(moment.replace(tzinfo=dt.UTC) for moment in MOMENTS),
    "time": (dt.time(0, 0), dt.time(2, 30), dt.time(23, 59, 59, 999999)),
    "timetz": (dt.time(0, 0, tzinfo=dt.UTC), dt.time(2, 30, tzinfo=_INDIA), dt.time(23, 59, 59, tzinfo=dt.UTC)),
    # No months: a driver that gives back a timedelta counts them as 30 days.
    "interval": (
        dt.timedelta(0), dt.timedelta(hours=-36), dt.timedelta(days=1), dt.timedelta(days=1),
        dt.timedelta(days=40, seconds=1, milliseconds=500),
    ),
}  # fmt: skip


def fitting(kind: Type, value: object) -> object:
    """The value cut to the type's digits of a second: 23:59:59.999999 must not become 24:00, which Python has not."""
    digits = kind.precision
    if digits is None or digits >= _MICROSECONDS or not isinstance(value, dt.datetime | dt.time):
        return value
    step = 10 ** (_MICROSECONDS - digits)
    return value.replace(microsecond=value.microsecond // step * step)


def day(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - all makers are called alike
    """A day of these years."""
    return rng.choice(DAYS) + dt.timedelta(days=rng.randrange(400))


def moment(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """A moment of these years, in UTC where the type has a zone."""
    found = rng.choice(MOMENTS) + dt.timedelta(seconds=rng.randrange(10**7))
    return fitting(kind, found.replace(tzinfo=dt.UTC) if kind.base == "timestamptz" else found)


def hour(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """A time of the day."""
    zone = dt.UTC if kind.base == "timetz" else None
    return dt.time(rng.randrange(24), rng.randrange(60), rng.randrange(60), tzinfo=zone)


def span(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """A length of time."""
    return dt.timedelta(days=rng.randrange(100), seconds=rng.randrange(86400))


MAKERS = {
    "date": day,
    "timestamp": moment,
    "timestamptz": moment,
    "time": hour,
    "timetz": hour,
    "interval": span,
}
