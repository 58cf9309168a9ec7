"""What would change if a dataset's objects were like a sample? The change, and how it shows beside what is declared."""

from pytest_connectors.systems.s3.proposing.change import sampled_change
from pytest_connectors.systems.s3.proposing.telling import told

__all__ = ["sampled_change", "told"]
