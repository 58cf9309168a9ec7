"""Which connectors meet which change of the second tier, and to which letter does each come? Derived by hand.

For each at least one that notices the change, and one that it is compatible with, where there can be one. The letters
are those of the zoo: S survives, L loud, B loud where it must survive, P passed on, X silent, U unguarded, D damaged,
H hangs.
"""

# Who names every column passes on what it is given. Who counts needs none of them.
LETTERS = {
    "column-renamed": {"named": "L", "counted": "S"},
    "column-renamed-new-only": {"named": "L", "the-first-object": "S"},
    "column-recased": {"named": "L", "counted": "S"},
    "column-dropped-mid-run": {"named": "L", "the-first-object": "S"},
    "column-renamed-mid-run": {"named": "L", "the-first-object": "S"},
    "int-to-text-mid-run": {"named": "P", "the-first-object": "S"},
    "file-corrupt-mid-run": {"named": "L", "skipping": "X", "the-first-object": "S"},
    "large-string": {"knowing-types": "B", "named": "S"},
    "dictionary-encoded": {"knowing-types": "B", "named": "S"},
    "timestamp-rescaled": {
        "named": "P", "using": "S", "csv-as-it-is": "P", "lines-as-they-are": "P", "copied": "P",
    },
    "decimal-to-float": {
        "named": "P", "using": "L", "counted": "S", "csv-as-it-is": "P", "lines-as-they-are": "P",
    },
    "timestamp-zoned": {
        "named": "P", "using": "L", "counted": "S", "csv-as-it-is": "P", "lines-as-they-are": "P",
    },
    "float-to-text": {"named": "P", "using": "X", "counted": "S"},  # '1.5' twice is '1.51.5'
    "timestamp-to-epoch": {
        "named": "P", "using": "L", "counted": "S", "csv-as-it-is": "P", "lines-as-they-are": "P",
    },
    "timestamp-to-text": {"named": "P", "using": "L", "counted": "S"},
    "column-all-null": {"knowing-types": "L", "named": "S"},
    "column-nested": {"named": "P", "using": "L", "counted": "S"},
    "parquet-v2": {"knowing-the-version": "B", "named": "S"},
    "suffix-gzipped": {"named": "L", "ending-so": "X", "unpacking": "S"},
    "file-zero-bytes": {"named": "L", "skipping": "X"},
    "file-zero-bytes-new-only": {"named": "L", "the-first-object": "S"},
    "file-corrupt": {"named": "L", "skipping": "X"},
    "file-corrupt-new-only": {"named": "L", "the-first-object": "S"},
    "enum-value-added": {"by-state": "L", "states": "S"},
    "enum-value-recased": {"by-state": "L", "states": "S"},
    "null-appeared": {"using": "L", "named": "S"},
    "null-to-sentinel": {"named": "U", "refusing": "L", "counted": "S"},
    "zeros-lost": {"named": "U", "counted": "S"},
    "unit-changed": {"named": "U", "refusing": "L", "counted": "S"},
    "rows-doubled": {"named": "U", "distinct": "S"},
    "rows-truncated": {"named": "U"},
    "rows-empty": {"named": "U", "refusing": "L"},
    "csv-quote": {"csv-typed": "L", "csv-of-four": "X", "csv-counted": "S"},  # '0' in its quotes is no 0
    "csv-header-renamed": {"csv-typed": "L", "csv-in-place": "S"},
    "csv-bom": {"csv-typed": "L", "csv-forgiving": "S"},
    "csv-latin1": {"csv-typed": "L", "csv-forgiving": "S"},
    "csv-decimal-comma": {"csv-typed": "L", "csv-in-place": "X", "csv-counted": "S"},
    "csv-date-dmy": {"csv-typed": "L", "csv-in-place": "X", "csv-counted": "S"},
    "csv-column-added": {"csv-in-place": "X", "csv-of-four": "L", "csv-typed": "S"},
    "csv-ragged": {"csv-typed": "X", "csv-of-four": "L", "csv-counted": "S"},  # None for a note that is not there
    "csv-newline-in-field": {"csv-split": "L", "csv-typed": "S"},
    "csv-crlf": {"csv-split": "X", "csv-typed": "S"},
    "jsonl-array": {"lines": "L", "lines-in-any-shape": "S"},
    "jsonl-pretty": {"lines": "L", "lines-that-parse": "X", "lines-in-any-shape": "S"},
    "jsonl-key-missing": {"lines": "L", "lines-got": "S"},
    "jsonl-nested": {"lines": "P", "lines-counted": "S"},
    "jsonl-nan": {"lines": "X", "lines-without-constants": "L", "lines-counted": "S"},
    "jsonl-number-as-text": {"lines": "P", "lines-as-numbers": "S"},
    "jsonl-wrapped": {"lines": "L", "lines-got": "X", "lines-in-any-shape": "S"},
    "partition-key-renamed": {"of-days": "X", "days-in-place": "S"},
    "partition-value-reformatted": {"of-days": "X", "days-parsed": "S"},
    "extension-changed": {"ending-so": "X", "named": "S"},
    "files-split": {"three-objects": "B", "named": "S"},
    "files-merged": {"three-objects": "B", "named": "S"},
    "marker-files": {"named": "B", "ending-so": "S"},
    "object-archived": {"named": "L", "skipping": "X", "the-first-object": "S"},
    "object-deleted-mid-run": {"named": "L", "skipping": "X", "the-first-object": "S"},
    "object-replaced-mid-run": {"as-it-was-listed": "L", "named": "S"},
    "encryption-required": {
        "under-one-key-too": "L", "encrypted": "S", "marked-first": "D", "marked-last": "D",
    },
    "second-writer": {"under-a-new-key": "D", "under-one-key-too": "S"},
    "secret-rotated": {"named": "L", "skipping": "X"},
    "token-malformed": {"named": "L", "skipping": "X"},
    "keys-missing": {"named": "L", "skipping": "X"},
    "clock-skewed": {"named": "L", "skipping": "X"},
    "list-denied": {
        "named": "L", "skipping": "X", "the-first-object": "S",
        "under-one-key-too": "S", "looking-afterwards": "L", "looking-and-trying-again": "D",
    },
    "url-expired": {"by-address": "L", "named": "S"},
    # Of the core tier, for rules of which no other connector of the wing speaks.
    "prefix-moved": {"waiting": "H", "asking-often": "H"},
    "object-exists": {"under-a-new-key": "D"},
    "int-to-text": {"with-pandas": "P"},  # a number beside NaN is a float
    "file-empty-new-only": {"newest-day": "U"},
}  # fmt: skip


NOBODY = {
    "file-zero-bytes": "whoever reads the objects cannot",
    "file-corrupt": "as above",
    "rows-truncated": "there is less to be read",
    "rows-empty": "as above",
    "secret-rotated": "whoever asks is refused",
    "token-malformed": "as above",
    "keys-missing": "as above",
    "clock-skewed": "as above",
}
"""Changes that no connector survives that needs what they take away, and why."""


def only(connector):
    """The scenarios that a connector meets."""
    return [scenario for scenario, letters in LETTERS.items() if connector in letters]
