"""Where does each statement of a DDL begin and end? As psql sees it, and nothing where that is not sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# PostgreSQL takes every character that is not ASCII for a letter.
_LETTER = r"A-Za-z_\x80-\U0010ffff"
_ESCAPED = r"'(?:[^'\\]|''|\\.)*'"
_TOKEN = re.compile(
    rf"""
    (?P<blank>[ \t\n\r\f\v]+|--[^\n\r]*)
    |(?P<comment>/\*)
    |(?P<text>[eE]{_ESCAPED}(?:[ \t\f\v]*[\n\r]\s*{_ESCAPED})*
       |'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>[{_LETTER}][{_LETTER}0-9]*|)\$.*?\$(?P=tag)\$)
    |(?P<word>[{_LETTER}][{_LETTER}0-9$]*)
    |(?P<number>\$?[0-9]+)
    |(?P<unsure>['"$])
    |(?P<sign>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_COMMENT = re.compile(r"/\*|\*/")
_STANDARD = re.compile(r"SET\s+standard_conforming_strings\s*(?:=|\bTO\b)\s*'?on'?\s*;", re.IGNORECASE)
_BODIES = re.compile(r"create (?:or replace )?(?:function|procedure)\b")
_MOST_WORDS = 4


@dataclass(frozen=True)
class Statement:
    """A statement with its semicolon, and the blanks and comments before it."""

    before: str
    text: str

    def __str__(self) -> str:
        return self.before + self.text


def split(text: str) -> tuple[Statement, ...] | None:
    r"""The statements, which together are the text; None where it is not sure where they end.

    Example:
        >>> [one.text for one in split("SELECT ';'; -- and\nSELECT 2") or ()]
        ["SELECT ';';", 'SELECT 2']
    """
    if "standard_conforming_strings" in _STANDARD.sub("", text):
        # A backslash may then mean what it does in no other DDL.
        return None
    found, place, state = list[Statement](), 0, _State()
    for kind, part, start, end in _tokens(text):
        if kind == "unsure":
            return None
        if kind in ("blank", "comment"):
            continue
        if state.begun is None:
            state.begun = start
        if not state.goes_on(kind, part):
            return None
        if part == ";" and not state.inside:
            found.append(Statement(text[place : state.begun], text[state.begun : end]))
            place, state = end, _State()
    if state.inside:
        return None
    begun = len(text) if state.begun is None else state.begun
    if place < len(text):
        found.append(Statement(text[place:begun], text[begun:]))
    return tuple(found)


@dataclass
class _State:
    """What is open in the statement that is being read: parentheses, and the blocks of a body in standard SQL."""

    begun: int | None = None
    depth: int = 0
    blocks: int = 0
    words: str = ""

    @property
    def inside(self) -> bool:
        return self.depth > 0 or self.blocks > 0

    def goes_on(self, kind: str, part: str) -> bool:
        """Take one more part; false where it does not fit."""
        if kind == "word":
            self._word(part.lower())
        elif part in ("(", ")"):
            self.depth += 1 if part == "(" else -1
        return self.depth >= 0

    def _word(self, word: str) -> None:
        if self.words.count(" ") < _MOST_WORDS:
            self.words += f"{word} "
        if self.depth or not _BODIES.match(self.words):
            return
        if word == "begin" or (word == "case" and self.blocks):
            self.blocks += 1
        elif word == "end" and self.blocks:
            self.blocks -= 1


def _tokens(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Kind, text, beginning and end of each token; a comment that has no end is not sure."""
    place = 0
    while token := _TOKEN.match(text, place):
        kind, start, place = str(token.lastgroup), token.start(), token.end()
        if token["text"] is not None:
            kind = "text"
        if kind == "comment":
            end = _comment_end(text, place)
            kind, place = ("unsure", place) if end is None else (kind, end)
        yield kind, token[0], start, place


def _comment_end(text: str, place: int) -> int | None:
    """Behind a comment that was opened before `place`; comments nest."""
    depth = 1
    for mark in _COMMENT.finditer(text, place):
        depth += 1 if mark[0] == "/*" else -1
        if not depth:
            return mark.end()
    return None
