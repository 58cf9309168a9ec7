"""What does a test see of an API? The fixture `rest`: where to call, with which token, and what was sent and stored."""

from __future__ import annotations

from pytest_connectors.contract import Declaration
from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.schema import Row
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.rest.far_end import FarEnd
from pytest_connectors.systems.rest.playing import Api, base_of
from pytest_connectors.systems.rest.server import Exchange
from pytest_connectors.systems.view import RowsView


class RestView(RowsView):
    """One test's view of the far end. Addresses and tokens are the same in all cases of an item.

    Example:
        >>> def test_pushes_every_recommendation(connector, rest):
        ...     connector(push, rest.payloads, rest.url, rest.token)
        ...     assert len(rest.stored) >= len(rest.payloads)
    """

    fixture, noun = "rest", "operation"

    def __init__(
        self, far_end: FarEnd, reads: tuple[Declaration, ...] = (), writes: tuple[Declaration, ...] = ()
    ) -> None:
        """A view of what a contract reads and writes."""
        super().__init__(far_end.read, reads, writes)
        self._far_end = far_end
        declared = (one for one in (*reads, *writes) if isinstance(one, Operation))
        self._operations = tuple(dict.fromkeys(declared))
        far_end.take(self._operations)

    @property
    def url(self) -> str:
        """The API's address, with the path of its document's first server: `http://127.0.0.1:port/v2`."""
        if len({id(one.api.document) for one in self._operations}) > 1:
            names = ", ".join(repr(one.name) for one in self._operations)
            msg = (
                f"rest.url: the contract's operations are of several APIs: {names}. Say which: rest.url_of(OPERATION)."
            )
            raise BadContract(msg)
        return self.url_of(self._operations[0]) if self._operations else self._far_end.api_of().origin

    def url_of(self, declared: Operation | str) -> str:
        """The address of the API of this operation."""
        name = self._name(declared)
        operation = next(one for one in self._operations if one.name == name)
        return self._api(name).origin + base_of(operation)

    @property
    def token(self) -> str:
        """The token that is good when the test begins: for `Authorization: Bearer ...`."""
        return self._far_end.keys.token

    @property
    def refresh_token(self) -> str:
        """What the server of tokens takes for a new token."""
        return self._far_end.keys.refresh_token

    @property
    def client_id(self) -> str:
        """By which name the connector asks for tokens."""
        return self._far_end.keys.client_id

    @property
    def client_secret(self) -> str:
        """What goes with the client's id."""
        return self._far_end.keys.client_secret

    @property
    def token_url(self) -> str:
        """Where tokens are had, on our server; the document's own address leads there too, in this process."""
        for one in self._operations:
            for scheme in one.api.schemes.values():
                for url in scheme.token_urls.values():
                    return self._api(one.name).token_url(url)
        return self._far_end.api_of().token_url("/oauth/token")

    @property
    def username(self) -> str:
        """Who the connector is, where the API asks for a name and a password."""
        return self._far_end.keys.username

    @property
    def password(self) -> str:
        """What goes with the name."""
        return self._far_end.keys.password

    @property
    def api_key(self) -> str:
        """The key, where the API asks for one in a header, the query or a cookie."""
        return self._far_end.keys.api_key

    @property
    def env(self) -> dict[str, str]:
        """What a command needs, under names of ours: hand it on under those that your connector reads."""
        address = {"REST_URL": self.url} if self._has_one_url else {}
        return {
            **address,
            "REST_TOKEN": self.token,
            "REST_API_KEY": self.api_key,
            "REST_USERNAME": self.username,
            "REST_PASSWORD": self.password,
            "REST_CLIENT_ID": self.client_id,
            "REST_CLIENT_SECRET": self.client_secret,
            "REST_REFRESH_TOKEN": self.refresh_token,
            "REST_TOKEN_URL": self.token_url,
        }

    @property
    def requests(self) -> list[Exchange]:
        """Every request of the connector since the run began, with the status of its answer."""
        return self._far_end.exchanges()

    @property
    def accepted(self) -> list[Exchange]:
        """The requests that were answered with 2xx."""
        return [one for one in self.requests if 200 <= one.status < 300]  # noqa: PLR2004 - HTTP's numbers

    @property
    def rejected(self) -> list[Exchange]:
        """The requests that were answered with 4xx or 5xx."""
        return [one for one in self.requests if one.status >= 400]  # noqa: PLR2004 - as above

    @property
    def stored(self) -> list[Row]:
        """What lies in the only operation that is written, what the connector sent included."""
        return self.stored_of(self._only("stored", self._writes))

    def stored_of(self, declared: Declaration | str) -> list[Row]:
        """What lies in this operation, what the connector sent included."""
        return self.read(declared)

    @property
    def _has_one_url(self) -> bool:
        return len({id(one.api.document) for one in self._operations}) == 1

    def _api(self, name: str) -> Api:
        return self._far_end.api_of(name)
