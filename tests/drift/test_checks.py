"""Simple CHECK constraints are understood, as the server words them; others are left to the server."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pytest_connectors.drift.checks import hints_of, joined
from pytest_connectors.drift.values import Hint


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("CHECK ((amount >= (0)::numeric))", {"amount": Hint(minimum=0)}),
        ("CHECK ((price > (0)::numeric))", {"price": Hint(minimum=1)}),
        ("CHECK (((quantity >= 1) AND (quantity <= 20)))", {"quantity": Hint(minimum=1, maximum=20)}),
        ("CHECK ((score < ('0.5'::numeric)::double precision))", {"score": Hint(maximum=-0.5)}),
        ("CHECK ((status = ANY (ARRAY['new'::text, 'it''s'::text])))", {"status": Hint(allowed=("new", "it's"))}),
        (
            "CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))",
            {"status": Hint(allowed=("a", "b"))},
        ),
        ("CHECK (((a > 1) OR (b > 2)))", {}),
        ("CHECK ((starts < ends))", {}),
    ],
)
def test_bounds_and_choices(check: str, expected: dict[str, Hint]) -> None:
    """What PostgreSQL's own wording of a constraint says of a column."""
    assert hints_of([check]) == expected


def test_two_sources_are_joined_to_the_narrower() -> None:
    """A CHECK and a promise both hold."""
    one, other = {"a": Hint(minimum=1, maximum=9)}, {"a": Hint(minimum=3, unique=True), "b": Hint(maximum=2)}
    assert joined(one, other) == {"a": Hint(minimum=3, maximum=9, unique=True), "b": Hint(maximum=2)}


def test_whole_numbers_are_choices_too() -> None:
    """A list of numbers is understood in the server's words, and no part of another number is taken for one."""
    assert hints_of(["CHECK ((stars = ANY (ARRAY[(1)::bigint, '-2'::integer, 3])))"])["stars"].allowed == (1, -2, 3)
    halves = hints_of(["CHECK ((share = ANY (ARRAY[0.5, 1.5])))"])["share"].allowed
    assert halves == (Decimal("0.5"), Decimal("1.5"))
