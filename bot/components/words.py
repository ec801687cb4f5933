"""Splits a sentence into words in either script. Knows no Rasa; the Chinese cutter is handed in."""

import re
import unicodedata
from collections.abc import Callable, Iterable

Cutter = Callable[[str], Iterable[tuple[str, int, int]]]
"""Chinese text -> (word, start, end), as `jieba.tokenize` gives them."""

HAN = "\u3400-\u9fff"
RUN = re.compile(rf"[{HAN}]+(?:\s+[{HAN}]+)*|[a-z]+(?:['’][a-z]+)*|\d+(?:[.,:]\d+)*|[?!？！$¥￥%]", re.IGNORECASE)


def words_of(text: str, cut: Cutter) -> list[tuple[str, int]]:
    """(word in lower case, where it begins in `text`) for every word; spaces between Chinese characters are no borders."""
    found: list[tuple[str, int]] = []
    for run in RUN.finditer(text):
        piece = run.group()
        if "\u3400" <= piece[0] <= "\u9fff":
            found.extend(_chinese(piece, run.start(), cut))
        else:
            found.append((_folded(piece), run.start()))
    return found


def _chinese(piece: str, start: int, cut: Cutter) -> list[tuple[str, int]]:
    places = [place for place, character in enumerate(piece) if not character.isspace()]
    joined = "".join(piece[place] for place in places)
    return [(word, start + places[begin]) for word, begin, _ in cut(joined)]


def _folded(piece: str) -> str:
    return unicodedata.normalize("NFKC", piece).replace("’", "'").lower()
