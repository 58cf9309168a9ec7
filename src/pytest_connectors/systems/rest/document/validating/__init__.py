"""Does a value fit its schema, and what is wrong with one that does not?"""

from pytest_connectors.systems.rest.document.validating.problems import Problem
from pytest_connectors.systems.rest.document.validating.validators import Validators, validators_of

__all__ = ["Problem", "Validators", "validators_of"]
