"""What can happen to an API? The rows of the catalogue that are REST's: its answers, its requests, its credentials."""

from __future__ import annotations

from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family, Reach, Scenario
from pytest_connectors.scenarios.targets import Targets, answers, requests
from pytest_connectors.scenarios.targets.answers import answered, fault, paged, redirected

E, S, V = Owed.SPEAK, Owed.SURVIVE, Owed.PROMISE
_NOT_AGAIN = "it returned the same although {}: it did not ask again"


def _read(scenario: str, text: str, owed: Owed, targets: Targets, *, core: bool = False) -> Scenario:
    """A row for readers."""
    return Scenario(scenario, Family.DRIFT, text, owed, None, targets, core=core, system="rest")


def _both(scenario: str, text: str, targets: Targets, *, core: bool = False) -> Scenario:
    """A row for who reads and for who writes."""
    return Scenario(scenario, Family.DRIFT, text, E, E, targets, core=core, system="rest")


def _written(scenario: str, text: str, targets: Targets, owed: Owed = E, *, core: bool = False) -> Scenario:
    """A row for writers."""
    return Scenario(scenario, Family.DRIFT, text, None, owed, targets, core=core, system="rest")


def _fault(  # noqa: PLR0913 - a row of the table
    scenario: str,
    text: str,
    *,
    owed: Owed = E,
    writer: Owed | None = E,
    needs: tuple[str, ...] = (),
    core: bool = False,
    although: str = "",
) -> Scenario:
    """A row for the API as a whole; `although` says why nobody who asks without a new token can survive it."""
    impossible = _NOT_AGAIN.format(although) if although else None
    targets = fault(scenario, needs=needs, impossible=impossible)
    return Scenario(
        scenario, Family.CREDENTIALS, text, owed, writer, targets, core=core, reach=Reach.SYSTEM, system="rest"
    )


_OF_FIELDS = (
    _read("field-removed", "a field is gone", E, answers.removed, core=True),
    _read("field-renamed", "a field of the answers has another name", E, answers.renamed, core=True),
    _read("field-nullable", "a field is null in some rows", E, answers.nullable, core=True),
    _read("field-optional", "a field is left out in some rows", E, answers.optional),
    _read("field-emptied", "a field is empty in some rows", E, answers.emptied),
    _read("field-to-text", "a number, or true and false, is a text", E, answers.to_text, core=True),
    _read("field-to-number", "a text is a number", E, answers.to_number),
    _read("field-to-object", "a value stands inside an object", E, answers.to_object),
    _read("field-to-array", "a value stands inside a list", E, answers.to_array),
    _read("field-enum-added", "a new label occurs", E, answers.enum_added),
    _read("field-enum-recased", "a label is in other letters", E, answers.enum_recased),
    _read("field-id-huge", "ids are beyond 2^53", E, answers.id_huge),
    _read("unit-changed", "a number is in another unit: cents for euros", V, answers.unit_changed),
    _read("precision-changed", "numbers are rounded", V, answers.precision_changed),
    _read("timezone-changed", "times are local ones, without offset", V, answers.offset_changed),
    _read("field-added", "a field stands at the end", S, answers.added, core=True),
    _read("keys-reordered", "the same fields in another order", S, answers.reordered),
)
_OF_ANSWERS = (
    _read("header-added", "answers have another header", S, answers.headed),
    _read("envelope-renamed", "the rows lie under another key", E, answers.envelope_renamed, core=True),
    _read("envelope-added", "the answer stands inside an object", E, answers.envelope_added),
    _read("envelope-removed", "the answer is the rows alone", E, answers.envelope_removed),
    _read("variant-added", "rows of another kind occur", E, answers.variant_added),
    _read("page-cursor-renamed", "what leads to the next page has another name", E, answers.cursor_renamed),
    _read("page-cursor-to-link", "the next page is told in the header Link", E, answers.cursor_to_link),
    _read("page-ignored", "which page is asked for is not heeded", E, paged("page-ignored"), core=True),
    _read("page-looping", "the last page leads back to the first", E, paged("page-looping")),
    _read("page-total-missing", "how many rows there are is not told", E, answers.total_missing),
    _read("page-smaller", "pages hold fewer rows", S, paged("page-smaller"), core=True),
    _read("page-larger", "pages hold more rows", S, paged("page-larger")),
    _read("page-overlapping", "a page begins with the last row of the one before", V, answers.overlapping),
    _read("status-204", "204, with no body", E, answered("status-204", written=False)),
    _read("status-202", "202: not yet", E, answered("status-202", written=False)),
    _read("status-207", "207: a status for each row", E, answered("status-207", written=False)),
    _both("redirected-301", "301 to another path, which turns POST into GET", redirected("redirected-301")),
    _both("redirected-308", "308 to another path", redirected("redirected-308")),
    _both("gone-410", "410: it is gone", answered("gone-410")),
    _both("error-in-200", "200, with an error in the body", answered("error-in-200"), core=True),
    _both("login-page", "302 to a login page of HTML", answered("login-page")),
    _read("body-truncated", "the body is cut off", E, answered("body-truncated", written=False), core=True),
    _read("body-empty", "there is no body", E, answered("body-empty", written=False)),
    _read("media-type-changed", "XML for JSON", E, answered("media-type-changed", written=False)),
    _both("path-moved", "another path; the old one is 404", answers.path_moved, core=True),
    _read("version-removed", "the version in the path is gone: 404", E, answers.version_removed),
    _both("rate-limited", "429, with Retry-After: 1", answered("rate-limited"), core=True),
    _both("unavailable", "503 twice, and then well", answered("unavailable"), core=True),
    _both("server-error", "500", answered("server-error")),
    _read("sunset-announced", "the header Sunset names a day", S, answered("sunset-announced", written=False)),
)
_OF_REQUESTS = (
    _written("field-required", "a new field is asked for", requests.required, core=True),
    _written("field-made-required", "a field may no longer be left out", requests.made_required),
    _written("field-not-nullable", "a field may no longer be null", requests.not_nullable),
    _written("field-renamed", "a field of the requests has another name", requests.renamed, core=True),
    _written("field-retyped", "a field is of another type", requests.retyped, core=True),
    _written("field-enum-narrowed", "a label is no longer taken", requests.enum_narrowed),
    _written("field-bounded", "a number or a length is bounded", requests.bounded),
    _written("field-patterned", "a text must match a pattern", requests.patterned),
    _written("field-refused", "a field is refused, as all that are not named", requests.refused, core=True),
    _written("field-ignored", "a field is taken and not stored", requests.ignored, V),
    _written("batch-limited", "a request may hold fewer rows", requests.batch_limited),
    _written("parameter-required", "a new parameter is asked for", requests.parameter_required, core=True),
    _written("parameter-renamed", "a parameter has another name", requests.parameter_renamed),
    _written("header-required", "a header is asked for", requests.header_required),
    _written("media-type-removed", "another media type is asked for (415)", requests.media_removed),
    _written("method-changed", "another method (405)", requests.method_changed),
    _written("accepted-partially", "207, or errors in 200: some rows are stored", requests.partially, core=True),
    _written("accepted-later", "202: nothing is stored yet", requests.later),
    _written("answer-lost", "it is stored, and the answer is lost", requests.answer_lost, core=True),
)
DRIFT: tuple[Scenario, ...] = (*_OF_FIELDS, *_OF_ANSWERS, *_OF_REQUESTS)
CREDENTIALS: tuple[Scenario, ...] = (
    _fault("token-expired", "the token has expired (401)", core=True, although="its token has expired"),
    _fault("token-expired-bare", "the same, without WWW-Authenticate (401)", although="its token has expired"),
    _fault("token-expired-mid-run", "the token expires after the first request (401)", core=True),
    _fault("scope-lost", "the token has lost a scope (403)", core=True, although="its token has lost a scope"),
    _fault("concealed", "what may not be seen is answered as missing (404)", although="it may no longer see anything"),
    Scenario(
        "empty-200",
        Family.CREDENTIALS,
        "what may not be seen is left out (200)",
        V,
        None,
        answers.left_out,
        system="rest",
    ),
    _fault("refresh-refused", "no new token is given (400 invalid_grant)", needs=("oauth2",)),
    _fault("refresh-failing", "the server of tokens fails (500)", needs=("oauth2",)),
    _fault("token-short-lived", "a token is good for a few requests", owed=S, writer=S, needs=("oauth2",)),
)
# What is combined in `several-changed`: changes to fields of which it can be told by itself what is right.
COMBINED = tuple(scenario for scenario in _OF_FIELDS if scenario.reader is not V)
