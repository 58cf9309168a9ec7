"""Which connectors meet which scenario, and to which letter does each come?

For each scenario at least one that notices the change, and one that it is compatible with. The letters are those of
`expected.py` in the zoo: S survives, L loud, B loud where it must survive, P passed on, X silent, U unguarded.
"""

import reading as r
import writing as w

READERS = {
    "column-dropped": {"named": (r.named("note"), "L"), "counted": (r.counted, "S")},
    "column-renamed": {"named": (r.named("note"), "L"), "counted": (r.counted, "S")},
    "column-recased": {"named": (r.named("user_id"), "L"), "counted": (r.counted, "S")},
    "column-moved": {"named": (r.named("note"), "L"), "counted": (r.counted, "S")},
    "column-added": {"knowing all": (r.knowing_all_columns, "B"), "named": (r.named("id", "note"), "S")},
    "column-added-first": {"by position": (r.by_position, "X"), "named": (r.named("id", "note"), "S")},
    "column-reordered": {"by position": (r.by_position, "X"), "named": (r.named("id", "note"), "S")},
    "column-added-required": {"knowing all": (r.knowing_all_columns, "B"), "named": (r.named("id"), "S")},
    "column-added-default": {"knowing all": (r.knowing_all_columns, "B"), "named": (r.named("id"), "S")},
    "column-generated": {"knowing all": (r.knowing_all_columns, "B"), "named": (r.named("id"), "S")},
    "int-widened": {
        "packed": (r.packed, "B"),
        "overflowing": (r.overflowing, "X"),  # without an error, other numbers
        "named": (r.named("id", "user_id"), "S"),
    },
    "int-narrowed": {"asking for the type": (r.asking_for_the_type, "B"), "named": (r.named("id", "user_id"), "S")},
    "int-to-text": {"named": (r.named("id", "user_id"), "P"), "as int": (r.as_int, "S"), "counted": (r.counted, "S")},
    "numeric-to-float": {
        "named": (r.named("amount"), "P"),
        "quantized": (r.quantized, "L"),  # a float has no quantize
        "summed": (r.summed, "P"),  # as a sum of floats comes out
        "through text": (r.amounts_through_text, "S"),
    },
    "numeric-rescaled": {
        "as text": (r.amounts_as_text, "P"),  # 0.100000 for 0.10, as it came
        "in euros": (r.amounts_in_euros, "X"),
        "named": (r.named("amount"), "S"),
    },
    "float-narrowed": {"named": (r.named("weight"), "P"), "counted": (r.counted, "S")},
    "text-shortened": {"named": (r.named("note"), "S")},
    "text-padded": {"named": (r.named("note"), "P"), "stripped": (r.stripped, "S")},
    "timestamp-zoned": {
        "named": (r.named("bought_at", "seen_at"), "P"),
        "since the epoch": (r.since_the_epoch, "L"),
        "counted": (r.counted, "S"),
    },
    "timestamp-rescaled": {"named": (r.named("bought_at"), "P"), "days": (r.days, "S")},
    "timestamp-to-date": {
        "named": (r.named("bought_at"), "P"), "days": (r.days, "L"), "counted": (r.counted, "S"),
    },
    "boolean-to-int": {
        "named": (r.named("paid"), "P"),
        "paid ones": (r.paid_ones, "X"),  # 1 is not True
        "paid or not": (r.paid_or_not, "S"),
    },
    "text-to-enum": {"searching": (r.searching, "L"), "named": (r.named("note"), "S")},
    "json-nested": {
        "named": (r.named("extra"), "P"), "inside": (r.extra_inside, "X"), "counted": (r.counted, "S"),
    },
    "array-to-text": {
        "named": (r.named("tags"), "P"),
        "counting tags": (r.counting_tags, "X"),  # the letters of a text
        "counted": (r.counted, "S"),
    },
    "key-to-uuid": {
        "named": (r.named("id"), "P"),
        "as texts": (r.through_psycopg2, "P"),  # a driver that knows no uuid hands its text on
        "counted": (r.counted, "S"),
    },
    "timezone-changed": {"as text": (r.times_as_text, "X"), "named": (r.named("bought_at", "seen_at"), "S")},
    "datestyle-changed": {
        "as text": (r.local_times_as_text, "X"),
        "zoned": (r.named("seen_at"), "B"),  # psycopg reads no other style of it
        "named": (r.named("bought_at"), "S"),
    },
    "schema-moved": {"named": (r.named("id"), "L"), "looking for it": (r.looking_for_the_schema, "S")},
    "enum-value-added": {"by feeling": (r.by_feeling, "L"), "named": (r.named("feeling"), "S")},
    "enum-value-renamed": {"sad ones": (r.sad_ones, "L"), "counted": (r.counted, "S")},
    "enum-value-recased": {"sad ones": (r.sad_ones, "L"), "counted": (r.counted, "S")},
    "null-appeared": {"as int": (r.as_int, "L"), "named": (r.named("user_id"), "S")},
    "column-required": {"named": (r.named("note"), "S")},
    "null-to-sentinel": {
        "named": (r.named("note"), "U"), "refusing": (r.refusing_sentinels, "L"), "counted": (r.counted, "S"),
    },
    "key-duplicated": {"named": (r.named("id"), "U"), "by id": (r.by_id, "L"), "distinct": (r.distinct, "S")},
    "unique-added": {"named": (r.named("note"), "S")},
    "foreign-key-added": {"named": (r.named("note"), "S")},
    "check-added": {"named": (r.named("note"), "S")},
    "table-renamed": {"named": (r.named("id"), "L"), "looking for it": (r.looking_for_the_table, "S")},
    "table-to-view": {"by row number": (r.by_row_number, "B"), "named": (r.named("id"), "S")},
    "table-partitioned": {"only here": (r.only_here, "X"), "named": (r.named("id"), "S")},
    "rows-empty": {
        "named": (r.named("id"), "U"), "as many as users": (r.as_many_as_users, "L"),
        "users alone": (r.users_alone, "S"),
    },
    "rows-doubled": {"named": (r.named("id"), "U"), "by id": (r.by_id, "L"), "distinct": (r.distinct, "S")},
    "rows-truncated": {
        "named": (r.named("id"), "U"), "as many as users": (r.as_many_as_users, "L"),
        "users alone": (r.users_alone, "S"),
    },
    "rows-soft-deleted": {
        "named": (r.named("id", "deleted_at"), "U"),
        "that are there": (r.that_are_there, "U"),
        "counted": (r.counted, "S"),
    },
    "rows-hidden": {
        "named": (r.named("id"), "U"), "as many as users": (r.as_many_as_users, "L"),
        "users alone": (r.users_alone, "S"),
    },
    "unit-changed": {
        "named": (r.named("amount"), "U"), "up to a thousand": (r.up_to_a_thousand, "L"), "counted": (r.counted, "S"),
    },
    "text-widened": {
        "in latin": (r.in_latin, "B"),
        "cut": (r.cut, "X"),  # without an error, shorter texts
        "named": (r.named("note"), "S"),
    },
    "collation-changed": {"in order": (r.in_order, "X"), "named": (r.named("note"), "S")},
    "provider-changed": {"in capitals": (r.in_capitals, "X"), "named": (r.named("note"), "S")},
    "password-md5": {"named": (r.named("note"), "L"), "trying": (r.trying, "X")},
    "public-create-denied": {"by way of a table": (r.by_way_of_a_table, "L"), "named": (r.named("id"), "S")},
}  # fmt: skip

_IDS, _NUMBERS = "SELECT id, id AS cursor FROM purchases", "SELECT id::text::bigint, id AS cursor FROM purchases"
_EVENTS = "SELECT name, at AS cursor FROM events"
STATEFUL = {
    "cursor-retyped": {
        "since id": (r.since(_IDS, "id"), "X"),  # as a text, 9 is behind 10
        "since number": (r.since(_NUMBERS, "id::text::bigint"), "S"),
    },
    "cursor-unreliable": {
        "events since": (r.since(_EVENTS, "at"), "U"),
        "events in a window": (r.with_a_window, "S"),
    },
}

WRITERS = {
    "column-added-first": {"by position": (w.by_position, "X"), "by name": (w.by_name, "S")},
    "column-reordered": {"by position": (w.by_position, "L"), "by name": (w.by_name, "S")},
    "column-added-required": {"by name": (w.by_name, "L")},
    "column-added-default": {"by name": (w.by_name, "S")},
    "int-widened": {"by name": (w.by_name, "S")},
    "int-narrowed": {"numbered": (w.numbered, "L"), "updating": (w.updating, "S")},
    "text-shortened": {"numbered": (w.numbered, "L")},
    "text-padded": {"by name": (w.by_name, "S")},
    "column-required": {"by name": (w.by_name, "L"), "filled": (w.filled, "S")},
    "default-changed": {"without a state": (w.without_a_state, "L"), "filled": (w.filled, "S")},
    "key-duplicated": {"upserting": (w.upserting, "L"), "by name": (w.by_name, "S")},
    "unique-added": {"by name": (w.by_name, "L"), "numbered": (w.numbered, "S")},
    "foreign-key-added": {"numbered": (w.numbered, "L")},
    "check-added": {"by name": (w.by_name, "L")},
    "table-renamed": {"by name": (w.by_name, "L")},
    "table-to-view": {"reloading": (w.reloading, "L"), "by name": (w.by_name, "S")},
    "table-partitioned": {"upserting": (w.upserting, "S"), "by name": (w.by_name, "S")},
    "identity-gapped": {"expecting the next id": (w.expecting_the_next_id, "L"), "by name": (w.by_name, "S")},
    "trigger-dropping": {"by name": (w.by_name, "X"), "counting": (w.counting, "L"), "updating": (w.updating, "S")},
    "rule-nothing": {"by name": (w.by_name, "X"), "counting": (w.counting, "L"), "copying": (w.copying, "S")},
    "rows-hidden": {"by name": (w.by_name, "L")},
    "unit-changed": {"by name": (w.by_name, "U")},
    "text-widened": {"by name": (w.by_name, "S")},
}
