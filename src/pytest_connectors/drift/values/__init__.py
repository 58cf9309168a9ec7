"""What does a value of this type look like? Ordinary values from a seeded generator, and values with teeth.

Teeth are the values on which connectors break: ties, numbers beyond 2^31 and 2^53, days on both sides of a change of
the clocks, text outside ASCII, leading zeros, the country "NA", empty arrays, ranges without an end.
"""

from pytest_connectors.drift.hints import NO_HINT, Hint
from pytest_connectors.drift.values.drawing import KNOWN_TYPES, can_generate, distinct, ordinary, teeth

__all__ = ["KNOWN_TYPES", "NO_HINT", "Hint", "can_generate", "distinct", "ordinary", "teeth"]
