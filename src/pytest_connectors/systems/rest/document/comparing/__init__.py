"""In what do two documents differ, and would a comparison of them have called it breaking?"""

from pytest_connectors.systems.rest.document.comparing.differing import difference
from pytest_connectors.systems.rest.document.comparing.documents import Proof, compared, proven
from pytest_connectors.systems.rest.document.comparing.finding import Finding, said, worst

__all__ = ["Finding", "Proof", "compared", "difference", "proven", "said", "worst"]
