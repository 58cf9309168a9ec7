"""Where is a document unsound, of which an operation cannot be read?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_connectors.contract.openapi.model import Endpoint, Json
from pytest_connectors.contract.openapi.references import references
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.rest.document.rewriting import at, under
from pytest_connectors.systems.rest.proposing.finding import Successor


def unsound(successor: Successor, said: str, error: Exception) -> BadContract:
    """The error that says where the next document is no document, as far as that can be found."""
    where = successor.api.document.where
    flaw = next(_flaws(successor.api.document.root, successor.endpoint), None)
    if flaw is None:
        what = f"cannot be read where it tells of {successor.declared.operation_id!r}: {type(error).__name__}: {error}"
    else:
        what = f"cannot be read at {flaw[0]}: {flaw[1]}"
    return BadContract(f"{said}: {where} {what}. Mend the document, and rehearse it again.")


def _flaws(root: Mapping[str, Json], endpoint: Endpoint | None) -> Iterator[tuple[str, str]]:
    """What of the operation's schemas is no schema: where, and why."""
    import jsonschema_rs

    for pointer, schema in _schemas(root, endpoint):
        try:
            jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
        except jsonschema_rs.ValidationError as wrong:
            yield under(pointer, *wrong.instance_path), wrong.message
        except (ValueError, TypeError, RecursionError) as wrong:
            yield pointer, str(wrong)


def _schemas(root: Mapping[str, Json], endpoint: Endpoint | None) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Every schema that an operation reaches, by where it stands."""
    if endpoint is None:
        return
    bodies = (endpoint.body, *endpoint.replies)
    waiting = [under(one.pointer, "schema") for body in bodies if body is not None for one in body.contents]
    waiting += [under(one.pointer, "schema") for one in endpoint.parameters]
    seen: set[str] = set()
    while waiting:
        pointer = waiting.pop(0)
        schema = at(root, pointer)
        if pointer in seen or not isinstance(schema, Mapping):
            continue
        seen.add(pointer)
        yield pointer, schema
        waiting += [holder["$ref"] for holder, _ in references(schema, pointer)]
