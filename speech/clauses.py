"""A text in clauses, and how far into a clause a share of its sound reaches. Positions point into the text as given."""

import re
from dataclasses import dataclass
from typing import Final

_CLAUSE: Final = re.compile(r".+?(?:[,.;:!?…]+[\"')\]]*(?=\s|$)|[，。；：！？…]+[”’）》]*|$)", re.DOTALL)
_WORD: Final = re.compile(r"[\u4e00-\u9fff][，。；：！？、…”’）》]*|[^\s\u4e00-\u9fff]+")
_SPEAKABLE: Final = re.compile(r"\w")
PAUSE_MS: Final = {",": 140, "，": 140, "；": 220, ";": 220, "：": 200, ":": 200}
SENTENCE_PAUSE_MS: Final = 320
_HAN_WEIGHT: Final = 4.0


@dataclass(frozen=True)
class Clause:
    """Part of a text that is spoken in one breath; the pause follows unless it is the last."""

    start: int
    end: int
    pause_ms: int


def clauses(text: str) -> tuple[Clause, ...]:
    """The text cut after its marks; parts without a letter or digit join the clause before."""
    found: list[Clause] = []
    start = 0
    for match in _CLAUSE.finditer(text):
        part = text[start : match.end()]
        if not _SPEAKABLE.search(part):
            continue
        lead = len(part) - len(part.lstrip())
        mark = part.rstrip("\"')]”’）》 \n\t")[-1]
        found.append(Clause(start + lead, match.end(), PAUSE_MS.get(mark, SENTENCE_PAUSE_MS)))
        start = match.end()
    if found and start < len(text):
        found[-1] = Clause(found[-1].start, len(text), found[-1].pause_ms)
    return tuple(found)


def spoken_until(clause: str, share: float) -> int:
    """Characters of the clause whose words are complete when this share of its sound was played: words take time by their letters."""
    words = list(_WORD.finditer(clause))
    weights = [_HAN_WEIGHT if "\u4e00" <= word.group()[0] <= "\u9fff" else len(word.group()) + 1.0 for word in words]
    played = share * sum(weights)
    end = 0
    for word, weight in zip(words, weights, strict=True):
        played -= weight
        if played < -1e-9:
            break
        end = word.end()
    return end
