"""How does what a user gives, a file, a text or a dict, become one document in the words of OpenAPI 3.1?"""

from pytest_connectors.contract.openapi.loading.files import load

__all__ = ["load"]
