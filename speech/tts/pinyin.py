"""Chinese text as toned pinyin, because espeak-ng reads characters aloud as gibberish and pinyin well.

Numbers are expected in words; leftover digits are read one by one, leftover Latin words are left as they are.
"""

import re
from typing import Final

from pypinyin import Style, lazy_pinyin

_DIGITS: Final = {"0": "零", "1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八", "9": "九"}
_ASCII_MARKS: Final = str.maketrans("，。？！；：、（）", ",.?!;:,,,", "“”《》…")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
# this trade's word is huán (repay); hái (still, also) only before these
_STILL: Final = re.compile(r"还(?=[有没是在要能可会想需差剩未得请将应行好算]|不(?![了上起出清]))")


def _syllables(han: str) -> str:
    syllables = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=False)
    still = {match.start() for match in _STILL.finditer(han)}
    return " ".join(("hai2" if at in still else "huan2") if char == "还" else syllables[at] for at, char in enumerate(han))


def to_pinyin(text: str) -> str:
    """The text as syllables with tone numbers, e.g. "您好。" -> "nin2 hao3." (neutral tone 5)."""
    spelled = "".join(_DIGITS.get(char, char) for char in text)
    spoken = _HAN.sub(lambda run: f" {_syllables(run.group())} ", spelled)
    marked = spoken.translate(_ASCII_MARKS)
    return re.sub(r"\s+", " ", re.sub(r"\s+([,.;:?!])", r"\1", marked)).strip()
