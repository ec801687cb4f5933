"""Does what was heard so far sound like a whole answer, or like the middle of one? By what was asked; the words are in `ending_words`."""

import re
from enum import Enum
from typing import Final

from speech.ending_words import EN, ZH, EndingWords

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_SHORT_ANSWERS_TO: Final = frozenset({"identity", "willingness", "confirm", "anything_else"})
_DAYS_TO: Final = frozenset({"date", "callback_time"})


class Ending(Enum):
    """How the text stands at its present end."""

    COMPLETE = "complete"
    UNCLEAR = "unclear"
    UNFINISHED = "unfinished"


def ending(text: str, expects: str, digits: int | None = None) -> Ending:
    """How `text` stands as an answer to what was asked; `digits` is how many were asked for, where that is known."""
    words = ZH if _HAN.search(text) else EN
    said = text.replace(" ", "") if words is ZH else text.lower().strip()
    if expects == "verification":
        return _digits_ending(words, said, digits)
    if expects in _SHORT_ANSWERS_TO and words.short_answer.fullmatch(said):
        return Ending.COMPLETE
    if words.hanging.search(said) or (expects in _DAYS_TO and words.vague_day_end.search(said)):
        return Ending.UNFINISHED
    if expects in ("amount", "willingness") and words.number_end.search(said) and not words.day_end.search(said):
        return Ending.UNFINISHED
    return Ending.COMPLETE if _is_value(words, said, expects) else Ending.UNCLEAR


def _is_value(words: EndingWords, said: str, expects: str) -> bool:
    money, day = words.money_end.search(said), words.day_end.search(said)
    if expects == "amount":
        return money is not None
    if expects in _DAYS_TO:
        return day is not None
    # a promise is whole with both; with one of them the other may still come
    return expects == "willingness" and (
        (money is not None and words.day.search(said) is not None) or (day is not None and words.money.search(said) is not None)
    )


def _digits_ending(words: EndingWords, said: str, wanted: int | None) -> Ending:
    heard = words.digits_in(said)
    if wanted is None or heard == 0:
        return Ending.UNFINISHED if words.hanging.search(said) else Ending.UNCLEAR
    return Ending.COMPLETE if heard >= wanted else Ending.UNFINISHED
