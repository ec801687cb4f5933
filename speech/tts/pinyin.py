"""Chinese text as toned pinyin, because espeak-ng reads characters aloud as gibberish and pinyin well.

Numbers are expected in words; leftover digits are read one by one, leftover Latin words are left as they are.
"""

import re
from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict

_DIGITS: Final = {"0": "零", "1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八", "9": "九"}
_ASCII_MARKS: Final = str.maketrans({"，": ",", "。": ".", "？": "?", "！": "!", "；": ";", "：": ":", "、": ",", "“": "", "”": "", "《": "", "》": "", "（": ",", "）": ","})
# words of this trade that the general dictionary reads otherwise
_PHRASES: Final = {
    "还款": [["huán"], ["kuǎn"]],
    "还清": [["huán"], ["qīng"]],
    "还钱": [["huán"], ["qián"]],
    "应还": [["yīng"], ["huán"]],
    "待还": [["dài"], ["huán"]],
    "偿还": [["cháng"], ["huán"]],
    "归还": [["guī"], ["huán"]],
    "能还": [["néng"], ["huán"]],
    "先还": [["xiān"], ["huán"]],
    "要还": [["yào"], ["huán"]],
    "会还": [["huì"], ["huán"]],
    "还多少": [["huán"], ["duō"], ["shao"]],
    "还最低": [["huán"], ["zuì"], ["dī"]],
    "还一部分": [["huán"], ["yí"], ["bù"], ["fen"]],
    "还一": [["huán"], ["yī"]],
    "重复": [["chóng"], ["fù"]],
    "重新": [["chóng"], ["xīn"]],
    "转人工": [["zhuǎn"], ["rén"], ["gōng"]],
}
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")


def _prepare() -> None:
    load_phrases_dict(_PHRASES)


_prepare()


def to_pinyin(text: str) -> str:
    """The text as syllables with tone numbers, e.g. "您好。" -> "nin2 hao3." (neutral tone 5)."""
    spelled = "".join(_DIGITS.get(char, char) for char in text)
    spoken = _HAN.sub(lambda run: " " + " ".join(lazy_pinyin(run.group(), style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=False)) + " ", spelled)
    marked = spoken.translate(_ASCII_MARKS)
    return re.sub(r"\s+", " ", re.sub(r"\s+([,.;:?!])", r"\1", marked)).strip()
