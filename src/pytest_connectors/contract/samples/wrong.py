"""What if a sample is not of the format that it should be?"""

from __future__ import annotations


class NotThatError(Exception):
    """A sample is not of its format; the text says why, as the end of a sentence."""
