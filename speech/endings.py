"""Does what was heard so far sound like a whole answer, or like the middle of one? Word lists for both languages, by what was asked."""

import re
from enum import Enum
from typing import Final


class Ending(Enum):
    """How the text stands at its present end."""

    COMPLETE = "complete"
    UNCLEAR = "unclear"
    UNFINISHED = "unfinished"


_HANGING_EN: Final = frozenset(
    "and or but so because um uh er hmm well the a an to on of in at by for with from about is are was were am im i'm my your maybe like then if that's "
    "i you we can will i'll could would should pay around before after until next this every say let's it's".split()
)
_HANGING_ZH: Final = ("然后", "还有", "但是", "可是", "因为", "所以", "如果", "就是", "那个", "这个", "而且", "或者", "嗯", "呃", "额", "那", "在", "跟", "和", "大概", "可能", "先", "到", "下", "每", "第")

_YES_EN: Final = frozenset("yes yeah yep yup sure okay ok right correct fine exactly absolutely speaking".split())
_NO_EN: Final = frozenset("no nope not never wrong nothing".split())
_BYE_EN: Final = frozenset("bye goodbye thanks you".split())
_YES_NO_ZH: Final = (
    "是", "是的", "是我", "对", "对的", "对啊", "好", "好的", "好吧", "行", "可以", "没错", "嗯嗯", "确认", "同意", "不是", "不", "不对", "不行", "不可以", "没有", "没有了", "不用", "不用了", "不要", "再见", "就这样", "谢谢",
)  # fmt: skip

_DIGIT_EN: Final = frozenset("zero oh one two three four five six seven eight nine".split())
_TENS_EN: Final = frozenset("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split())
_DIGIT_ZH: Final = "零〇一二三四五六七八九两幺"

_MONEY_END_EN: Final = re.compile(r"\b(dollars?|bucks|cents?|all of it|everything|the whole thing|the minimum|half( of it)?)$")
_MONEY_END_ZH: Final = re.compile(r"(块钱?|元|圆|角|分|毛|全部|全额|一半|最低还款额?|最低)(还清?|吧|了)?$")
_DAY_END_EN: Final = re.compile(
    r"\b((mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|next week|next month|end of the month"
    r"|(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
    r"|[ap] m|o'clock|morning|afternoon|evening|noon)$"
)
_DAY_END_ZH: Final = re.compile(r"((星期|周|礼拜)[一二三四五六日天]|明天|后天|今天|大后天|月底|月初|[一二三四五六七八九十]+[号日]|[一二三四五六七八九十两]+点半?|上午|下午|晚上|发工资)(还|吧|行|可以)?$")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def ending(text: str, expects: str, digits: int | None = None) -> Ending:
    """How `text` stands as an answer to what was asked; `digits` is how many were asked for, where that is known."""
    if _HAN.search(text):
        return _ending_zh(text.replace(" ", ""), expects, digits)
    return _ending_en(text.lower().split(), expects, digits)


def _ending_en(words: list[str], expects: str, digits: int | None) -> Ending:
    if not words:
        return Ending.UNCLEAR
    if expects == "verification" and all(_is_number_en(word) for word in words):
        return _digits(_digits_en(words), digits)
    if words[-1] in _HANGING_EN:
        return Ending.COMPLETE if words[-2:] == ["thank", "you"] else Ending.UNFINISHED
    text = " ".join(words)
    if expects in ("amount", "willingness") and _is_number_en(words[-1]):
        return Ending.UNFINISHED
    if _MONEY_END_EN.search(text) and expects != "date" or _DAY_END_EN.search(text) and expects != "amount":
        return Ending.COMPLETE
    short_answer = len(words) <= 4 and (words[0] in _YES_EN | _NO_EN or words[-1] in _YES_EN | _BYE_EN)
    return Ending.COMPLETE if short_answer and expects not in ("amount", "date", "callback_time", "verification") else Ending.UNCLEAR


def _ending_zh(text: str, expects: str, digits: int | None) -> Ending:
    if expects == "verification" and all(char in _DIGIT_ZH for char in text):
        return _digits(len(text), digits)
    if text in _YES_NO_ZH and expects not in ("amount", "date", "callback_time", "verification"):
        return Ending.COMPLETE
    if text.endswith(_HANGING_ZH):
        return Ending.UNFINISHED
    if expects in ("amount", "willingness") and text[-1] in _DIGIT_ZH + "十百千万":
        return Ending.UNFINISHED
    if _MONEY_END_ZH.search(text) and expects != "date" or _DAY_END_ZH.search(text) and expects != "amount":
        return Ending.COMPLETE
    return Ending.COMPLETE if text.startswith(_YES_NO_ZH) and len(text) <= 4 and expects in ("identity", "confirm", "anything_else") else Ending.UNCLEAR


def _is_number_en(word: str) -> bool:
    return word in _DIGIT_EN or word in _TENS_EN or word in ("hundred", "thousand")


def _digits_en(words: list[str]) -> int:
    """Digits said: "nineteen eighty five" is four, "one nine eight five" is four."""
    count = 0
    for at, word in enumerate(words):
        after_tens = at > 0 and words[at - 1] in _TENS_EN and words[at - 1].endswith("ty")
        count += 2 if word in _TENS_EN else 0 if after_tens and word in _DIGIT_EN else 1
    return count


def _digits(heard: int, wanted: int | None) -> Ending:
    if wanted is None:
        return Ending.UNCLEAR
    return Ending.COMPLETE if heard >= wanted else Ending.UNFINISHED
