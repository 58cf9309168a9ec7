"""In what do two operations differ beside their schemas: paths, parameters, media types, statuses, headers?"""

from __future__ import annotations

from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import reference
from pytest_connectors.systems.rest.document.comparing.sides import REQUEST, RESPONSE, Place
from pytest_connectors.systems.rest.document.comparing.walking import Walk
from pytest_connectors.systems.rest.document.rewriting import at, followed, under

Root = Mapping[str, Json]
_HOPS = 16


def item_at(root: Root, path: str) -> Mapping[str, Json] | None:
    """A path item, its `$ref` followed; None where there is none."""
    node = at(root, followed(root, under("#/paths", path)))
    return node if isinstance(node, Mapping) else None


def operation_at(root: Root, method: str, path: str) -> Mapping[str, Json] | None:
    """An operation; None where there is none."""
    node = (item_at(root, path) or {}).get(method.lower())
    return node if isinstance(node, Mapping) else None


def resolved(root: Root, node: Json) -> Mapping[str, Json]:
    """What a node says, its `$ref` followed; nothing where it says nothing."""
    for _ in range(_HOPS):
        if (to := reference(node)) is None:
            break
        node = at(root, to)
    return node if isinstance(node, Mapping) else {}


def operations(walk: Walk, old: Mapping[str, Json], new: Mapping[str, Json] | None, path: str) -> bool:
    """Compare what is said of the operations themselves; whether there still are two."""
    if new is None:
        what = "api" if item_at(walk.after, path) is not None else "api-path"
        sanctioned = old.get("deprecated") is True
        check = f"{what}-removed-{'with' if sanctioned else 'without'}-deprecation"
        walk.tell(check, "INFO" if sanctioned else "ERR", path)
        return False
    if old is new:
        return True
    if bool(old.get("deprecated")) != bool(new.get("deprecated")):
        walk.tell("endpoint-deprecated" if new.get("deprecated") else "endpoint-reactivated", "INFO", path)
    if old.get("operationId") != new.get("operationId"):
        done = "added" if not old.get("operationId") else "removed"
        walk.tell(f"api-operation-id-{done}", "INFO", str(old.get("operationId") or new.get("operationId")))
    was, now = (_schemes(one, root) for one, root in ((old, walk.before), (new, walk.after)))
    for name in sorted(was - now):
        walk.tell("api-security-removed", "ERR", name)
    for name in sorted(now - was):
        walk.tell("api-security-added", "INFO", name)
    return True


def _schemes(operation: Mapping[str, Json], root: Root) -> set[str]:
    """The ways in which one may prove who one is, each by the names of its schemes."""
    asked = operation["security"] if "security" in operation else root.get("security")
    return {" and ".join(sorted(one)) for one in asked or () if isinstance(one, Mapping) and one}


def _parameters(root: Root, method: str, path: str) -> dict[tuple[str, str], Mapping[str, Json]]:
    listed = [*((item_at(root, path) or {}).get("parameters") or ())]
    listed += (operation_at(root, method, path) or {}).get("parameters") or ()
    found = [resolved(root, one) for one in listed]
    return {(str(one.get("in")), str(one.get("name"))): one for one in found if one}


def parameters_of(walk: Walk, method: str, path: str) -> None:
    """Compare the parameters, the path's own ones among them."""
    was, now = _parameters(walk.before, method, path), _parameters(walk.after, method, path)
    for key in dict.fromkeys((*was, *now)):
        old, new = was.get(key), now.get(key)
        where, name = key
        place = Place(REQUEST, "parameter", f"{name} ({where})")
        if new is None:
            walk.tell("request-parameter-removed", "WARN", place.text)
        elif old is None:
            _new_parameter(walk, new, place)
        else:
            if bool(old.get("required")) != bool(new.get("required")):
                asked = bool(new.get("required"))
                check = f"request-parameter-became-{'required' if asked else 'optional'}"
                walk.tell(check, "ERR" if asked else "INFO", place.text)
            walk.schemas(_schema(old), _schema(new), place)


def _new_parameter(walk: Walk, new: Mapping[str, Json], place: Place) -> None:
    if new.get("in") == "path":
        walk.tell("new-request-path-parameter", "ERR", place.text)
    elif new.get("required"):
        walk.tell("new-required-request-parameter", "ERR", place.text)
    else:
        walk.tell("new-optional-request-parameter", "INFO", place.text)


def _schema(parameter: Mapping[str, Json]) -> Json:
    """A parameter's schema, where it stands in a media type too."""
    contents = parameter.get("content")
    if "schema" not in parameter and isinstance(contents, Mapping):
        return next((one.get("schema", True) for one in contents.values() if isinstance(one, Mapping)), True)
    return parameter.get("schema", True)


def bodies(walk: Walk, method: str, path: str) -> None:
    """Compare what requests send."""
    old, new = ((operation_at(root, method, path) or {}).get("requestBody") for root in (walk.before, walk.after))
    was, now = resolved(walk.before, old), resolved(walk.after, new)
    if not was and not now:
        return
    if not was:
        asked = bool(now.get("required"))
        walk.tell(
            f"request-body-added-{'required' if asked else 'optional'}", "ERR" if asked else "INFO", "request body"
        )
        return
    if not now:
        walk.tell("request-body-removed", "ERR", "request body")
        return
    if bool(was.get("required")) != bool(now.get("required")):
        asked = bool(now.get("required"))
        check = f"request-body-became-{'required' if asked else 'optional'}"
        walk.tell(check, "ERR" if asked else "INFO", "request body")
    _contents(walk, was, now, Place(REQUEST, "body"), "request-body-media-type")


def responses_of(walk: Walk, method: str, path: str) -> None:
    """Compare what is answered: statuses, headers, media types, bodies."""
    was, now = ((operation_at(root, method, path) or {}).get("responses") or {} for root in (walk.before, walk.after))
    for status in dict.fromkeys((*was, *now)):
        kind = "success" if str(status)[:1] == "2" else "non-success"
        if status not in now:
            walk.tell(f"response-{kind}-status-removed", "ERR" if kind == "success" else "INFO", str(status))
        elif status not in was:
            walk.tell(f"response-{kind}-status-added", "INFO", str(status))
        else:
            old, new = resolved(walk.before, was[status]), resolved(walk.after, now[status])
            if walk.differs(old, new):
                _headers(walk, old, new, str(status))
                _contents(walk, old, new, Place(RESPONSE, "body"), "response-media-type")


def _headers(walk: Walk, old: Mapping[str, Json], new: Mapping[str, Json], status: str) -> None:
    was = {name.lower(): resolved(walk.before, one) for name, one in (old.get("headers") or {}).items()}
    now = {name.lower(): resolved(walk.after, one) for name, one in (new.get("headers") or {}).items()}
    for name in dict.fromkeys((*was, *now)):
        text = f"response header {name} ({status})"
        if name not in now:
            asked = bool(was[name].get("required"))
            check = f"{'required' if asked else 'optional'}-response-header-removed"
            walk.tell(check, "ERR" if asked else "WARN", text)
        elif name not in was:
            walk.tell("response-header-added", "INFO", text)
        else:
            if was[name].get("required") and not now[name].get("required"):
                walk.tell("response-header-became-optional", "ERR", text)
            walk.schemas(_schema(was[name]), _schema(now[name]), Place(RESPONSE, "header", name))


def _contents(walk: Walk, old: Mapping[str, Json], new: Mapping[str, Json], place: Place, check: str) -> None:
    was, now = old.get("content") or {}, new.get("content") or {}
    for media in dict.fromkeys((*was, *now)):
        if media not in now:
            walk.tell(f"{check}-removed", "ERR", f"{place.text} {media}")
        elif media not in was:
            walk.tell(f"{check}-added", "INFO", f"{place.text} {media}")
        else:
            one, other = resolved(walk.before, was[media]), resolved(walk.after, now[media])
            walk.schemas(one.get("schema", True), other.get("schema", True), place)


def schemas_of(root: Root, method: str, path: str) -> dict[tuple[str, str, str], Json]:
    """The schemas of an operation's bodies: by side, status and media type."""
    operation = operation_at(root, method, path) or {}
    answers = {str(status): resolved(root, one) for status, one in (operation.get("responses") or {}).items()}
    holders = [(REQUEST, "", resolved(root, operation.get("requestBody")))]
    holders += [(RESPONSE, status, one) for status, one in answers.items()]
    return {
        (side, status, media): resolved(root, one).get("schema", True)
        for side, status, holder in holders
        for media, one in (holder.get("content") or {}).items()
    }
