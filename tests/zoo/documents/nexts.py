"""What may the library's next document say, and what must each connector come to then? The letters are made by hand.

`S` survives, `B` fails loudly, `X` silently, `H` hangs: a real change has to be survived by everybody.
"""

BOOK = "      required: [id, title, price, genre, shelf]\n"
PRICE = "        price: { type: number }\n"
LOAN = "      required: [book, days]\n"
DAYS = "        days: { type: integer, minimum: 1, maximum: 1000 }\n"
LIST = 'schema: { type: array, items: { $ref: "#/components/schemas/Book" } }'
BASIC = "    basic: { type: http, scheme: basic }\n"
REFERRED = '$ref: "#/components/parameters/page"'
PAGE = "      operationId: listLoans\n      parameters: [{ " + REFERRED + " }]\n"
TOTAL = "                  total: { type: integer }\n"
MOVED = {"/v1/": "/v2/"}
BEARER = {BASIC: "    bearer: { type: http, scheme: bearer }\n", "[{ basic: [] }]": "[{ bearer: [] }]"}
WORDS = {"description: Stored.": "description: It is stored.", "A page of": "One page of the"}

NEXTS = {
    "listBooks": {
        "words": WORDS,
        "removed": {BOOK: BOOK.replace(", price", ""), PRICE: ""},
        "renamed": {BOOK: BOOK.replace("price", "cost"), PRICE: PRICE.replace("price", "cost")},
        "retyped": {"        id: { type: integer }\n": "        id: { type: string }\n"},
        "added": {BOOK: BOOK.replace("shelf", "shelf, isbn"), PRICE: PRICE + "        isbn: { type: string }\n"},
        "label-added": {"[novel, poetry]": "[novel, poetry, drama]"},
        "label-removed": {"[novel, poetry]": "[novel]"},
        "label-renamed": {"[novel, poetry]": "[novel, verse]"},
        "inner-removed": {"[room, row]": "[row]", "            room: { type: string }\n": ""},
        "moved": MOVED,
        "relocated": {
            "library.zoo.example": "library.zoo.example/v1",
            "/v1/books:": "/books:",
            "/v1/loans:": "/loans:",
        },
        "bearer": BEARER,
        "wrapped": {
            LIST: "schema: { type: object, required: [data], properties: { data: { type: array, items: "
            '{ $ref: "#/components/schemas/Book" } } } }'
        },
        "gone": {"  /v1/books:\n    get:\n": "  /v1/books:\n    x-get:\n"},
    },
    "listLoans": {
        "cursor": {
            PAGE: PAGE.replace(
                '$ref: "#/components/parameters/page"', "name: cursor, in: query, schema: { type: string }"
            ),
            TOTAL: TOTAL + "                  next_cursor: { type: string, nullable: true }\n",
        },
        "narrowed": {DAYS: DAYS.replace("1000", "1")},
    },
    "addLoan": {
        "words": WORDS,
        "required": {LOAN: LOAN.replace("days", "days, member"), DAYS: DAYS + "        member: { type: string }\n"},
        "optional": {DAYS: DAYS + "        member: { type: string }\n"},
        "dropped": {LOAN: LOAN.replace(", days", ""), DAYS: ""},
        "closed": {LOAN: LOAN.replace(", days", "") + "      additionalProperties: false\n", DAYS: ""},
        "retyped": {DAYS: "        days: { type: string }\n"},
        "moved": MOVED,
        "bearer": BEARER,
    },
}
"""By operation and name: what is written in place of what."""

READERS = ("picked", "lenient", "converting", "everything", "forbidding", "swallowing")
LOANS = ("loans-until-empty", "loans-until-total", "first-loans")
WRITERS = ("posting", "deaf", "confirming")
LETTERS = {
    "listBooks": (READERS, {
        #                 picked lenient converting everything forbidding swallowing
        "words":         "S      S       S          S          S          S",
        "removed":       "B      X       B          X          B          X",
        "renamed":       "B      X       B          X          B          X",
        "retyped":       "X      X       S          X          X          X",
        "added":         "S      S       S          S          B          S",
        "label-added":   "S      S       S          S          S          S",
        # What they no longer get breaks nobody; what is called otherwise, whoever hands it on.
        "label-removed": "S      S       S          S          S          S",
        "label-renamed": "S      S       S          X          X          S",
        "inner-removed": "B      X       S          X          X          X",
        "moved":         "B      B       B          B          B          X",
        "relocated":     "S      S       S          S          S          S",
        "bearer":        "B      B       B          B          B          X",
        # Who adds what is no list goes on for ever: no page is empty.
        "wrapped":       "B      B       B          H          H          X",
        "gone":          "B      B       B          B          B          X",
    }),
    "listLoans": (LOANS, {
        #            until-empty until-total first
        # The page is no longer asked for: each answer is the first one again.
        "cursor":   "H           X           S",
        "narrowed": "S           S           S",
    }),
    "addLoan": (WRITERS, {
        #            posting deaf confirming
        "words":    "S       S    S",
        "required": "B       X    B",
        "optional": "S       S    S",
        # Nobody refuses it, and nobody keeps it; who looks has left a row without days, which another run leaves there.
        "dropped":  "X       X    D",
        "closed":   "B       X    B",
        "retyped":  "B       X    B",
        "moved":    "B       X    B",
        "bearer":   "B       X    B",
    }),
}  # fmt: skip


def edited(text, edits):
    """The document with these edits, each of which must find its place."""
    for old, new in edits.items():
        assert old in text, old
        text = text.replace(old, new)
    return text
