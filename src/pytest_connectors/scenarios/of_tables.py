"""What can happen to tables in PostgreSQL? The rows of the catalogue that are theirs."""

from __future__ import annotations

from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family, Reach, Scenario
from pytest_connectors.scenarios.targets import Targets, columns, contents, tables, types

E, S, V = Owed.SPEAK, Owed.SURVIVE, Owed.PROMISE
NOT_AGAIN = "it returned the same although {}: it did not ask again"


def _drift(  # noqa: PLR0913 - a row of the table
    scenario: str, text: str, reader: Owed | None, writer: Owed | None, targets: Targets, *, core: bool = False
) -> Scenario:
    return Scenario(scenario, Family.DRIFT, text, reader, writer, targets, core=core)


DRIFT: tuple[Scenario, ...] = (
    _drift("column-dropped", "a column is gone", E, E, columns.dropped, core=True),
    _drift("column-renamed", "a column has another name", E, E, columns.renamed, core=True),
    _drift("column-recased", "a column's name is in other letters: userId for user_id", E, E, columns.recased),
    _drift("column-moved", "a column stands in a new table, to be joined", E, E, columns.moved),
    _drift("column-added", "a nullable column stands at the end", S, S, columns.added, core=True),
    _drift("column-added-first", "a new column stands before another", S, E, columns.added_first, core=True),
    _drift("column-reordered", "the same columns in another order", S, E, columns.put_last, core=True),
    _drift(
        "column-added-required",
        "a column is added that is NOT NULL, without default",
        S,
        E,
        columns.added_required,
        core=True,
    ),
    _drift("column-added-default", "a column is added that is NOT NULL, with a default", S, S, columns.added_default),
    _drift("column-generated", "a generated column is added", S, S, columns.generated),
    _drift("int-widened", "a larger integer type, and larger numbers occur", S, S, types.widened, core=True),
    _drift("int-narrowed", "a smaller integer type", S, E, types.narrowed),
    _drift("int-to-text", "an integer column holds text", E, E, types.int_to_text, core=True),
    _drift("numeric-to-float", "a numeric column is double precision", E, E, types.numeric_to_float),
    _drift("numeric-rescaled", "a numeric column has more decimals", E, E, types.numeric_rescaled),
    _drift("float-narrowed", "double precision becomes real", E, E, types.float_narrowed),
    _drift("text-shortened", "a text column takes fewer characters", S, E, types.text_shortened, core=True),
    _drift("text-padded", "a text column is char(n), padded with spaces", E, E, types.text_padded),
    _drift("timestamp-zoned", "a timestamp gets a time zone, or loses it", E, E, types.timestamp_zoned, core=True),
    _drift("timestamp-rescaled", "a timestamp has whole seconds", E, E, types.timestamp_rescaled),
    _drift("timestamp-to-date", "a timestamp is a date", E, E, types.timestamp_to_date),
    _drift("boolean-to-int", "a boolean column holds 0 and 1", E, E, types.boolean_to_int),
    _drift("text-to-enum", "a text column is an enum of its values", E, E, types.text_to_enum),
    _drift("json-nested", "a JSON value stands inside an object", E, E, types.json_nested),
    _drift("array-to-text", "an array column holds text", E, E, types.array_to_text),
    _drift("key-to-uuid", "an integer key is a uuid", E, E, types.key_to_uuid),
    Scenario(
        "timezone-changed",
        Family.DRIFT,
        "the database's default TimeZone is another",
        S,
        S,
        tables.zone,
        core=False,
        reach=Reach.SYSTEM,
    ),
    Scenario(
        "datestyle-changed",
        Family.DRIFT,
        "the database's default DateStyle is another",
        S,
        S,
        tables.date_style,
        core=False,
        reach=Reach.SYSTEM,
    ),
    _drift("schema-moved", "the table is in another schema, or search_path is another", E, E, tables.moved),
    _drift("enum-value-added", "a new label of an enum occurs", E, S, contents.label_added, core=True),
    _drift("enum-value-renamed", "a label of an enum has another name", E, E, contents.label_renamed),
    _drift("enum-value-recased", "a label of an enum is in other letters", E, E, contents.label_recased),
    _drift("null-appeared", "NULL occurs in a column that was NOT NULL", E, S, contents.null_appeared, core=True),
    _drift("column-required", "a nullable column becomes NOT NULL", S, E, columns.required, core=True),
    _drift("null-to-sentinel", "'' or 'N/A' in place of NULL", V, S, contents.sentinel),
    _drift("default-changed", "a default is another, or gone", S, E, columns.default_changed),
    _drift("key-duplicated", "a key is no longer unique, and rows occur twice", V, E, contents.key_duplicated),
    _drift("unique-added", "a column becomes UNIQUE", S, E, columns.unique, core=True),
    _drift("foreign-key-added", "a column refers to a table of known values", S, E, columns.foreign_key),
    _drift("check-added", "new rows must fulfil a CHECK", S, E, columns.check),
    _drift("table-renamed", "the table has another name", E, E, tables.renamed, core=True),
    _drift("table-to-view", "the table is a view with the same columns", S, E, tables.to_view, core=True),
    _drift("table-partitioned", "the table is partitioned", S, E, tables.partitioned),
    _drift("identity-gapped", "a sequence leaves out numbers", S, E, tables.gapped),
    _drift("trigger-dropping", "a trigger drops new rows without an error", None, E, tables.dropping_trigger),
    _drift("rule-nothing", "a rule drops new rows without an error", None, E, tables.dropping_rule),
    Scenario(
        "cursor-retyped",
        Family.DRIFT,
        "the column that tells new rows from old has another type",
        E,
        None,
        types.cursor_retyped,
        core=False,
        of_cursor=True,
    ),
    Scenario(
        "cursor-unreliable",
        Family.DRIFT,
        "rows come late, with old values in the cursor column",
        V,
        None,
        contents.cursor_late,
        core=False,
        of_cursor=True,
    ),
    _drift("rows-empty", "the table holds no rows", V, None, contents.emptied),
    _drift("rows-doubled", "each row occurs twice", V, None, contents.doubled),
    _drift("rows-truncated", "half of the rows are gone", V, None, contents.truncated),
    _drift("rows-soft-deleted", "rows are marked as deleted", V, None, contents.soft_deleted),
    _drift("unit-changed", "a number is in another unit: cents for euros", V, V, contents.unit_changed),
    _drift("text-widened", "emoji, other alphabets and long texts occur", S, S, contents.text_widened),
    _drift("collation-changed", "texts are put into order by another collation", S, S, columns.collated),
)
CREDENTIALS: tuple[Scenario, ...] = (
    Scenario(
        "rows-hidden",
        Family.CREDENTIALS,
        "row level security hides rows, with no error",
        V,
        E,
        contents.hidden,
        core=False,
    ),
    Scenario(
        "password-rotated",
        Family.CREDENTIALS,
        "the role has another password (28P01)",
        E,
        E,
        tables.rotated,
        reach=Reach.SYSTEM,
        impossible=NOT_AGAIN.format("its password is no longer valid"),
    ),
    Scenario(
        "select-revoked",
        Family.CREDENTIALS,
        "SELECT is revoked (42501)",
        E,
        None,
        tables.select_revoked,
        impossible=NOT_AGAIN.format("it may no longer SELECT"),
    ),
    Scenario(
        "insert-revoked",
        Family.CREDENTIALS,
        "INSERT is revoked (42501)",
        None,
        E,
        tables.insert_revoked,
        impossible=NOT_AGAIN.format("it may no longer INSERT"),
    ),
)
# Settings that come with another major; the majors themselves are rehearsed where a run asks for them.
UPGRADES: tuple[Scenario, ...] = (
    Scenario(
        "password-md5",
        Family.UPGRADE,
        "the password is stored as md5, no longer taken (28P01)",
        E,
        E,
        tables.stored_as_md5,
        core=False,
        reach=Reach.SYSTEM,
        impossible=NOT_AGAIN.format("the server no longer takes its password"),
    ),
    Scenario(
        "public-create-denied",
        Family.UPGRADE,
        "only its owner may CREATE in schema public (42501)",
        E,
        E,
        tables.create_revoked,
        core=False,
        reach=Reach.SYSTEM,
    ),
    Scenario(
        "provider-changed",
        Family.UPGRADE,
        "texts have a collation of another provider, such as ICU",
        S,
        S,
        columns.provided,
        core=False,
    ),
)
# What is combined in `several-changed`: changes to columns, of which two do not stand in each other's way, and of which
# it can be told by itself what is right.
COMBINED = tuple(
    scenario
    for scenario in DRIFT
    if scenario.reach is Reach.DECLARATION
    and not scenario.of_cursor
    and V not in (scenario.reader, scenario.writer)
    and not scenario.id.startswith(("table-", "schema-", "trigger-", "rule-", "identity-"))
)
