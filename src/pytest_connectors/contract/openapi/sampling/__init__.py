"""Which document would describe an API that has none? One is made of what was recorded of it."""

from pytest_connectors.contract.openapi.sampling.sampled import called, sampled

__all__ = ["called", "sampled"]
