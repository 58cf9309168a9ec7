"""What would mend a failing case? A sentence by outcome, and by what changed."""

from __future__ import annotations

from pytest_connectors.scenarios.catalogue import IDS
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

_BY_NAME = "name the columns in the query, so that a column more, or another order, does not matter."
_MISSING = "name the columns in the query, and let the error out when one is missing."
_CAST = "cast in the query ({}), or check the type in the connector, so that it fails loudly."
_COUNT = "ask how many rows were written (rowcount, RETURNING), and raise when it is fewer."
_LABELS = "check in the connector that every label is known, and raise when one is not."
_FIXES = {
    "column-dropped": _MISSING,
    "column-renamed": _MISSING,
    "column-recased": _MISSING,
    "column-moved": _MISSING,
    "column-added": _BY_NAME,
    "column-added-first": "name the columns in the query, or validate in the connector what it returns.",
    "column-reordered": "name the columns in the query, or validate in the connector what it returns.",
    "column-added-required": _BY_NAME,
    "column-added-default": _BY_NAME,
    "column-generated": _BY_NAME,
    "int-widened": "take numbers of 64 bits: no struct, array or column of 32.",
    "int-narrowed": "ask for values and not for the width of their type.",
    "int-to-text": _CAST.format("id::bigint"),
    "numeric-to-float": _CAST.format("amount::numeric(10,2)"),
    "numeric-rescaled": _CAST.format("amount::numeric(10,2)"),
    "float-narrowed": _CAST.format("score::float8"),
    "text-padded": _CAST.format("rtrim(note)"),
    "timestamp-zoned": _CAST.format("at AT TIME ZONE 'UTC'"),
    "timestamp-rescaled": _CAST.format("date_trunc('second', at)"),
    "timestamp-to-date": _CAST.format("at::timestamp"),
    "boolean-to-int": _CAST.format("paid::boolean"),
    "text-to-enum": _CAST.format("kind::text"),
    "json-nested": "check in the connector that the document has the form that it expects, and raise when it has not.",
    "array-to-text": _CAST.format("tags::text[]"),
    "key-to-uuid": "keep keys as they come, or check their type, so that it fails loudly.",
    "cursor-retyped": _CAST.format("id::bigint"),
    "timezone-changed": "set the session's time zone (options='-c timezone=UTC'), and compute with instants.",
    "password-md5": "set the password anew before the upgrade, and use a driver that knows scram-sha-256.",
    "public-create-denied": "create in a schema of the connector's own, or in a temporary table.",
    "provider-changed": 'name the collation where order or letters matter: upper(note COLLATE "C").',
    "datestyle-changed": "set the session's style (options='-c datestyle=ISO'), and let the driver read dates.",
    "collation-changed": 'name the collation (ORDER BY note COLLATE "C"), or put rows into order in the connector.',
    "text-widened": "take every text as it is: UTF-8 from end to end, and nothing cut.",
    "enum-value-added": _LABELS,
    "enum-value-renamed": _LABELS,
    "enum-value-recased": _LABELS,
    "null-appeared": "decide in the connector what NULL means: refuse it, or keep the column's type (Int64, COALESCE).",
    "trigger-dropping": _COUNT,
    "rule-nothing": _COUNT,
}
# Of files, where an id says no more than its beginning or its end.
_BEGINNINGS = {
    "csv-": "say in the connector what dialect it reads, and check the header, the number of fields and their types.",
    "jsonl-": "read each line by itself, and check in the connector that every key is there and of its type.",
    "file-": "let the error of the one object out, and check that each object gave rows.",
    "object-": "let the error of the one object out: a part of the objects is another result.",
    "prefix-": "raise where a listing is empty: nothing found is not the same as nothing new.",
    "partition-": "raise where a listing is empty, and check the partitions that were found.",
    "files-": "list all objects, whatever their number and size.",
    "listing-": "ask for the next page of a listing (a paginator) until there is none.",
    "marker-": "take the objects that end in the format's extension, and no others.",
}
_NEW_ONLY = (
    "check each object by itself: old and new ones lie beside each other, and the first one's schema is not all's."
)
_ANYTHING = "name the columns in the query, or validate in the connector what it returns."
_OF_FILES = (
    "check in the connector that each object has the columns that it needs, of their types, and raise otherwise."
)
_PAGES = "count the rows against what the API tells (total), stop where a page brings nothing new, and raise."
_STATUS = "call raise_for_status(), and take no status for success but those that the document names."
_CONFIRMED = "compare what the answer says was stored with what was sent, row by row, and raise where it differs."
_RETRIED = "retry with the same Idempotency-Key, or with PUT to an address of its own, so that nothing is stored twice."
_RENEWED = "ask for a new token when one is refused, once, and let the error out when that is refused too."
# Of APIs, by what an id begins with; the longest that fits.
_OF_APIS = {
    "field-": "check in the connector that every field is there and of its type: body['name'], not body.get('name').",
    "field-enum-": _LABELS,
    "field-added": "take the fields that are needed, by name.",
    "envelope-": "take the rows from where the document says, by body['items'], and raise where they are not.",
    "page-": _PAGES,
    "page-smaller": "go on until the API says that there is no next page, whatever a page's size.",
    "page-larger": "go on until the API says that there is no next page, whatever a page's size.",
    "status-": _STATUS,
    "redirected-": "follow redirects for GET alone; let a redirect of what is written be an error.",
    "error-in-200": _CONFIRMED,
    "login-page": "do not follow redirects to other pages, and check the Content-Type before reading the body.",
    "body-": "let the error of a broken body out.",
    "rate-limited": "wait as Retry-After says, a few times, and then let the error out.",
    "unavailable": "wait as Retry-After says, a few times, and then let the error out.",
    "accepted-": _CONFIRMED,
    "answer-lost": _RETRIED,
    "batch-limited": _STATUS,
    "token-": _RENEWED,
    "refresh-": _RENEWED,
}
_UPGRADED = (
    "write what both majors answer alike: cast in the query where a type is another, name the columns of catalogues, "
    "and ask for the rights that are needed."
)
_PROPOSED = "let the connector take both, before and after, and change it first; or change the change."
_OF_ANY_API = "call raise_for_status(), and check in the connector what it was answered."
_LIMITS = {
    "postgres": "give every wait a limit: connect_timeout, statement_timeout, a number of retries.",
    "rest": "give every wait a limit: timeout=, a number of retries, and of pages.",
}


def fix_of(case: Case) -> str:
    """What the connector's author should do."""
    if case.finding is not None:
        return "leave URLs, passwords and keys out of the error."
    match case.outcome:
        case Outcome.HANGS:
            return _LIMITS.get(case.system, "give every wait a limit: a timeout, a number of retries.")
        case Outcome.DAMAGED if case.system == "rest":
            return _RETRIED
        case Outcome.DAMAGED:
            return "write in one transaction, or so that a second run repeats nothing (ON CONFLICT, a staging table)."
        case Outcome.VOID:
            return "make the case prove something, as said above."
        case Outcome.UNGUARDED:
            return "promise what must hold: returns=, or an assertion in the test."
        case _ if case.silence is Silence.SWALLOWED:
            return "let the error out: do not turn it into an empty or a partial result."
        case _ if not case.hypothetical:
            return _UPGRADED if case.family == "upgrade" else _PROPOSED
        case _:
            return _of_drift(case)


def _of_drift(case: Case) -> str:
    match case.system:
        case "rest":
            return _of_api(_scenario(case))
        case "s3":
            return _of_files(_scenario(case))
        case _:
            return _FIXES.get(_scenario(case), _ANYTHING)


def _of_api(scenario: str) -> str:
    fitting = [start for start in _OF_APIS if scenario.startswith(start)]
    return _OF_APIS[max(fitting, key=len)] if fitting else _OF_ANY_API


def _of_files(scenario: str) -> str:
    plain = scenario.removesuffix("-new-only").removesuffix("-mid-run")
    beginning = next((fix for start, fix in _BEGINNINGS.items() if scenario.startswith(start)), None)
    # Of columns in some objects and not in others nothing is to be asked of a query.
    return beginning or (_OF_FILES if plain == scenario else _NEW_ONLY)


def _scenario(case: Case) -> str:
    """The scenario's own id, without the name of a declaration before it."""
    known = [one for one in IDS if case.scenario == one or case.scenario.endswith(f"-{one}")]
    return max(known, key=len, default="")
