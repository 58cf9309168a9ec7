"""What did the contract promise of a result? `returns=` in the language of whoever wrote it: one file each."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_origin

from pytest_connectors.errors import BadContract
from pytest_connectors.verdicts.promises.arrow import ArrowPromise
from pytest_connectors.verdicts.promises.callables import CallablePromise
from pytest_connectors.verdicts.promises.pandera import PanderaPromise
from pytest_connectors.verdicts.promises.promise import Promise
from pytest_connectors.verdicts.promises.pydantic import PydanticPromise, is_model
from pytest_connectors.verdicts.promises.rows import plain_rows

__all__ = ["Promise", "plain_rows", "promise_of"]


def promise_of(returns: Any, contract: str) -> Promise | None:
    """The promise that `returns=` makes.

    Raises:
        BadContract: It is no pandera model or schema, pyarrow schema, pydantic model or plain function.
    """
    if returns is None:
        return None
    if hasattr(returns, "to_schema") and hasattr(returns, "validate"):
        return PanderaPromise(returns.to_schema())
    library = type(returns).__module__.partition(".")[0]
    if library == "pandera" and hasattr(returns, "columns"):
        return PanderaPromise(returns)
    if library == "pyarrow" and hasattr(returns, "field"):
        return ArrowPromise(returns)
    model = _listed(returns)
    if is_model(model):
        # A model of the whole result says nothing of columns by name.
        root = "root" in getattr(model, "model_fields", ())
        return CallablePromise(model.model_validate) if root else PydanticPromise(model)
    # A class, or list[int], can be called too: it would make something of the result, and judge nothing.
    made = isinstance(returns, type) or get_origin(returns) is not None
    if callable(returns) and not made and not inspect.iscoroutinefunction(returns):
        return CallablePromise(returns)
    msg = (
        f"{contract}: returns= takes a pandera model or schema, a pyarrow schema, a pydantic model, or a function of "
        f"the result that raises where it is not as promised; it is {returns!r}."
    )
    raise BadContract(msg)


def _listed(returns: Any) -> Any:
    """The model of which `list[Model]` is a list; what was given, where it is no list of one thing."""
    inner = get_args(returns)
    return inner[0] if get_origin(returns) is list and len(inner) == 1 else returns
