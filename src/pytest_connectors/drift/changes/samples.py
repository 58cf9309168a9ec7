"""What if the supplier's next files are like a sample? Their columns, types and dialect are the sample's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SampleColumn:
    """A column as the sample has it.

    Attributes:
        name: Its name in the sample.
        kind: Its Arrow type.
        of: The declared column whose values stand in it; empty where it is new.
        required: It holds no null, and says so.
        own: The sample's own values, in which a new column is filled, and what does not become of the type.
        filled: It holds the sample's own values alone: what stands there is no value of the declared type.
        omitted: A JSON object lacks its key where it is null.
    """

    name: str
    kind: Any = field(compare=False)
    of: str = ""
    required: bool = False
    own: tuple[Any, ...] = field(default=(), compare=False)
    filled: bool = False
    omitted: bool = False


@dataclass(frozen=True)
class SampleReplaced:
    """The objects of a dataset are like a sample: the same rows, in the sample's columns, types and dialect.

    Attributes:
        table: The dataset's declared name.
        source: The sample's file name.
        columns: What the objects hold, in its order.
        differences: What is other, in words; the first ones are said.
        words: Of which an error that names its cause holds one.
        dialect: How the objects are written.
        gzipped: They are compressed as a whole.
        zipped_keys: Whether their keys end in `.gz`; None where they end in what they ended in.
        decimal: What stands before a number's fraction in CSV.
        day_first: Days stand as 31/12/2026 in CSV.
    """

    table: str
    source: str
    columns: tuple[SampleColumn, ...]
    differences: tuple[str, ...]
    words: tuple[str, ...] = ()
    dialect: Mapping[str, Any] = field(default_factory=dict, compare=False)
    gzipped: bool = False
    zipped_keys: bool | None = None
    decimal: str = "."
    day_first: bool = False

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"objects of {self.table} are like {self.source}: {', '.join(self.differences)}"
