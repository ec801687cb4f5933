"""Splits a sentence into words in either script, and folds what only differs in value. Knows no Rasa; the Chinese cutter is handed in.

The classifier asks what is meant, never how much or when: so every number, weekday and month counts as one word of its kind.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Cutter = Callable[[str], Iterable[tuple[str, int, int]]]
"""Chinese text -> (word, start, end), as `jieba.tokenize` gives them."""

HAN = "\u3400-\u9fff"
RUN = re.compile(rf"[{HAN}]+(?:\s+[{HAN}]+)*|[a-z]+(?:['’][a-z]+)*|\d+(?:[.,:/-]\d+)*|[?!？！$¥￥%]", re.IGNORECASE)

NUMBER, ORDINAL, WEEKDAY, MONTH = "0number", "0ordinal", "0weekday", "0month"
FILLERS = frozenset(["um", "uh", "er", "erm", "uhm", "呃", "额"])
# "one", "second", "may" and "march" mean other things too often
KINDS = (
    dict.fromkeys(
        [
            "zero",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
            "thirty",
            "forty",
            "fifty",
            "sixty",
            "seventy",
            "eighty",
            "ninety",
            "hundred",
            "thousand",
        ],
        NUMBER,
    )
    | dict.fromkeys(
        [
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
            "thirtieth",
        ],
        ORDINAL,
    )
    | dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], WEEKDAY)
    | dict.fromkeys(["january", "february", "april", "june", "july", "august", "september", "october", "november", "december"], MONTH)
)
CHINESE_VALUE = re.compile(
    r"(?P<weekday>(?:周|星期|礼拜)[一二三四五六日天])|(?P<number>(?!万一|千万)[零〇一二两三四五六七八九十百千万]{2,}|[二两三四五六七八九十](?=[块元号点月个天期次年周]))"
)
DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class FoundWord:
    """A word as written, where it begins in the text, and what it counts as."""

    text: str
    start: int
    counts_as: str


def words_of(text: str, cut: Cutter) -> list[FoundWord]:
    """Every word of `text`; spaces between Chinese characters are no borders, and fillers are left out unless there is nothing else."""
    found: list[FoundWord] = []
    for run in RUN.finditer(text):
        piece = run.group()
        if "\u3400" <= piece[0] <= "\u9fff":
            found.extend(_chinese(piece, run.start(), cut))
        else:
            found.append(FoundWord(piece, run.start(), _kind(_plain(piece))))
    return [word for word in found if word.counts_as not in FILLERS] or found


def _chinese(piece: str, start: int, cut: Cutter) -> list[FoundWord]:
    places = [place for place, character in enumerate(piece) if not character.isspace()]
    joined = "".join(piece[place] for place in places)
    return [FoundWord(word, start + places[begin], kind) for word, begin, kind in _cut(joined, cut)]


def _cut(joined: str, cut: Cutter) -> Iterable[tuple[str, int, str]]:
    """Weekdays and numbers stay whole (jieba glues them to their unit), the rest is the cutter's."""
    at = 0
    for value in CHINESE_VALUE.finditer(joined):
        yield from ((word, at + begin, word) for word, begin, _ in cut(joined[at : value.start()]))
        yield value.group(), value.start(), WEEKDAY if value["weekday"] else NUMBER
        at = value.end()
    yield from ((word, at + begin, word) for word, begin, _ in cut(joined[at:]))


def _plain(piece: str) -> str:
    return unicodedata.normalize("NFKC", piece).replace("’", "'").lower()


def _kind(word: str) -> str:
    return NUMBER if DIGITS.match(word) else KINDS.get(word, word)
