"""Which connectors meet which change of the second tier, and to which letter does each come? Derived by hand.

For each at least one that notices the change, and one that it is compatible with, where there can be one. The letters
are those of the zoo: S survives, L loud, B loud where it must survive, P passed on, X silent, U unguarded, D damaged,
H hangs, V void.
"""

# Who takes every field by its name passes on what it is given. Who counts needs none of them.
OF_FIELDS = {
    "field-optional": {"named": "L", "getting": "S", "counted": "S"},
    "field-emptied": {"using": "L", "named": "S"},  # an empty text is no moment
    "field-to-number": {"named": "P", "using": "L", "counted": "S"},
    "field-to-object": {"named": "P", "using": "L", "counted": "S"},
    "field-to-array": {"named": "P", "using": "L", "counted": "S"},
    "field-enum-added": {"using": "L", "named": "S"},
    "field-enum-recased": {"using": "L", "named": "S"},
    "field-id-huge": {"as-floats": "X", "as-safe-integers": "L", "named": "S"},  # 2 ** 53 + 1 is no float
    "unit-changed": {"named": "U", "loosely": "U", "in-range": "X", "refusing": "L", "counted": "S"},
    "precision-changed": {"named": "U", "loosely": "U", "in-range": "U", "with-cents": "X", "counted": "S"},
    "timezone-changed": {"named": "U", "loosely": "U", "moments": "U", "zoned": "X", "refusing": "L", "counted": "S"},
    "keys-reordered": {"by-place": "X", "named": "S"},
    "variant-added": {"of-every-kind": "L", "of-known-kinds": "S"},
}
OF_ANSWERS = {
    "header-added": {"knowing-headers": "B", "named": "S"},
    "envelope-added": {"named": "L", "swallowing": "X", "in-any-shape": "S"},
    "envelope-removed": {"named": "L", "swallowing": "X", "in-any-shape": "S"},
    "page-cursor-renamed": {
        "following": "X",
        "following-strictly": "L",
        "following-urls": "X",
        "following-any": "S",
    },
    "page-cursor-to-link": {
        "following": "X",
        "following-strictly": "L",
        "following-urls": "X",
        "following-any": "S",
    },
    "page-looping": {"following": "H", "following-links": "H", "named": "H", "following-any": "S"},
    "page-total-missing": {"until-total": "L", "named": "S"},
    "page-larger": {"by-offset": "X", "named": "S"},
    "page-overlapping": {
        "named": "U",
        "loosely": "U",
        "seen-all": "U",
        "once-each": "X",
        "refusing": "L",
        "distinct": "S",
    },
    "status-204": {"named": "L", "until-204": "X"},
    "status-202": {"named": "L", "getting": "X"},
    "status-207": {"named": "L", "getting": "X", "unwrapping": "S"},
    # requests asks again without a body, and by GET where it was a POST: what was posted is stored nowhere.
    "redirected-301": {
        "not-following": "L",
        "named": "S",
        "posting": "X",
        "confirming": "L",
        "putting": "L",
    },
    "redirected-308": {"not-following": "L", "named": "S", "posting": "S", "confirming": "S", "putting": "S"},
    "gone-410": {"named": "L", "swallowing": "X", "posting": "L", "deaf": "X"},
    "login-page": {"named": "L", "swallowing": "X", "posting": "X", "confirming": "L"},
    "server-error": {"named": "L", "swallowing": "X", "posting": "L", "deaf": "X"},
    "body-empty": {"named": "L", "swallowing": "X"},
    "media-type-changed": {"named": "L", "swallowing": "X", "counted-in-xml": "S"},
    "version-removed": {"named": "L", "swallowing": "X"},
    "sunset-announced": {"heeding-sunset": "B", "named": "S"},
}
# What is put is put again by the next run, and what is posted one by one is there twice. Who sends none of the fields
# has nothing that could be refused.
OF_REQUESTS = {
    "field-made-required": {"posting-least": "L", "deaf-least": "X", "putting-whole": "S"},
    "field-not-nullable": {"putting-nulls": "L", "putting-whole": "S"},
    "field-enum-narrowed": {"putting": "L", "posting": "D", "deaf": "D", "posting-least": "S"},
    "field-bounded": {"putting": "L", "posting": "D", "marking": "S"},
    "field-patterned": {"putting": "L", "marking": "S"},
    "field-ignored": {
        "putting": "U", "posting": "U", "putting-asserted": "X", "reading-back": "L", "marking": "S",
    },
    "batch-limited": {"at-once": "L", "at-once-deaf": "X", "in-twos": "S"},
    "parameter-renamed": {"through-a-channel": "U", "at-once": "L", "posting": "S"},
    "header-required": {"posting": "L", "deaf": "X", "of-a-version": "S"},
    "media-type-removed": {"posting": "L", "deaf": "X", "as-accepted": "S"},
    "method-changed": {"putting": "L", "as-allowed": "S"},
    "accepted-later": {"posting": "X", "confirming": "L"},
}  # fmt: skip
OF_TOKENS = {
    "token-expired-bare": {
        "named": "L", "swallowing": "X", "posting": "L", "deaf": "X", "open-instead": "V",
        "renewing-when-told": "L", "renewing": "S", "entering-with-new-tokens": "S",
    },
    "concealed": {"named": "L", "none-at-404": "X", "posting": "L", "renewing": "L"},
    "refresh-refused": {"renewing": "L", "renewing-or-nothing": "X", "entering-with-new-tokens": "L"},
    "refresh-failing": {"renewing": "L", "renewing-or-nothing": "X", "entering-with-new-tokens": "L"},
    "token-short-lived": {
        "with-one-token": "B", "renewing": "S", "entering": "D", "entering-with-new-tokens": "S",
    },
    # Of the core tier, for rules of which no other connector of the wing speaks.
    "empty-200": {"named": "U", "seen-all": "U", "refusing": "L", "with-cents": "X"},
    "token-expired-mid-run": {"with-keys": "L"},
    "field-to-text": {"acknowledging": "X"},  # a text is refused, and nobody hears it
    "path-moved": {"asking-often": "H"},
}  # fmt: skip
LETTERS = {**OF_FIELDS, **OF_ANSWERS, **OF_REQUESTS, **OF_TOKENS}

NOBODY = {
    "status-204": "there is nothing to be read",
    "status-202": "as above",
    "body-empty": "as above",
    "gone-410": "as above",
    "login-page": "as above",
    "server-error": "as above",
    "version-removed": "as above",
    "concealed": "whoever asks is told that there is nothing",
    "accepted-later": "nothing is stored in the time of a run",
    "refresh-refused": "the token has expired, and there is no new one",
    "refresh-failing": "as above",
}
"""Changes that no connector survives that needs what they take away, and why."""


def only(connector):
    """The scenarios that a connector meets."""
    return [scenario for scenario, letters in LETTERS.items() if connector in letters]
