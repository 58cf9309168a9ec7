"""By which schemes does one prove to an API who one is?"""

from __future__ import annotations

from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json, Scheme, Trouble
from pytest_connectors.contract.openapi.references import NotThere, followed, joined

_FLOWS = ("clientCredentials", "password", "authorizationCode", "deviceAuthorization")


def schemes(root: Mapping[str, Json]) -> tuple[dict[str, Scheme], tuple[Trouble, ...]]:
    """The schemes of a document by name, and what of them cannot be served."""
    found: dict[str, Scheme] = {}
    troubles = []
    pointer = "#/components/securitySchemes"
    try:
        components, above = followed(root, root.get("components"), "#/components")
        pointer = joined(above, "securitySchemes")
        held = components.get("securitySchemes") if isinstance(components, Mapping) else None
        named, pointer = followed(root, held, pointer)
    except NotThere as error:
        return {}, (Trouble(error.pointer, error.why),)
    for name, held in named.items() if isinstance(named, Mapping) else ():
        try:
            node, where = followed(root, held, joined(pointer, name))
        except NotThere as error:
            troubles.append(Trouble(error.pointer, error.why))
            continue
        scheme = _scheme(name, node) if isinstance(node, Mapping) else "a scheme is an object"
        if isinstance(scheme, Scheme):
            found[name] = scheme
        else:
            troubles.append(Trouble(where, scheme))
    return found, tuple(troubles)


def _scheme(name: str, node: Mapping[str, Json]) -> Scheme | str:
    """A scheme, or what is wrong with it."""
    match str(node.get("type")):
        case "http":
            return Scheme(name, "basic" if str(node.get("scheme")).lower() == "basic" else "bearer")
        case "openIdConnect":
            return Scheme(name, "bearer")
        case "apiKey":
            place, parameter = node.get("in"), node.get("name")
            if str(place) not in {"header", "query", "cookie"} or not isinstance(parameter, str):
                return f"an apiKey needs a name, and in: header, query or cookie, not {place!r}; it is not asked for"
            return Scheme(name, "apiKey", str(place), parameter)
        case "oauth2":
            return Scheme(name, "oauth2", token_urls=_token_urls(node.get("flows")))
        case "mutualTLS":
            return "a client's certificate (mutualTLS) is not asked for"
        case kind:
            return f"a scheme is http, apiKey, oauth2 or openIdConnect, not {kind!r}; it is not asked for"


def _token_urls(flows: Json) -> dict[str, str]:
    found: dict[str, str] = {}
    refresh = ""
    for flow in _FLOWS:
        said = flows.get(flow) if isinstance(flows, Mapping) else None
        if not isinstance(said, Mapping):
            continue
        url = said.get("tokenUrl")
        if isinstance(url, str):
            found[flow] = url
        again = said.get("refreshUrl") or (url if flow != "clientCredentials" else None)
        refresh = refresh or (again if isinstance(again, str) else "")
    refresh = refresh or next(iter(found.values()), "")
    return {**found, "refresh": refresh} if refresh else found
