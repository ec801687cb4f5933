"""The words by which an answer shows that it is whole or not: English and Chinese, as recognisers write them (numbers as words)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class EndingWords:
    """One language. Patterns named `…_end` look at the end of the text; `short_answer` at all of it; `digits_in` counts digits spoken."""

    hanging: re.Pattern[str]
    vague_day_end: re.Pattern[str]
    short_answer: re.Pattern[str]
    number_end: re.Pattern[str]
    money: re.Pattern[str]
    money_end: re.Pattern[str]
    day: re.Pattern[str]
    day_end: re.Pattern[str]
    digits_in: Callable[[str], int]


_ONES: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS: Final = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    "|fifteenth|sixteenth|seventeenth"
    "|eighteenth|nineteenth|twentieth|thirtieth"
)
_HANGING_EN: Final = (
    "and|or|but|so|because|um|uh|er|hmm|well|the|a|an|to|on|of|in|at|by|for|with|from|about|is|are|was"
    "|were|am|im|i'm|my|your|maybe|like|then|if"
    "|that's|i|we|can|will|i'll|could|would|should|around|before|after|until|next|this|every|say|let's"
    "|it's|can't|don't|have|not"
)
_YES_NO_EN: Final = "yes|yeah|yep|yup|sure|okay|ok|right|correct|exactly|absolutely|fine|no|nope|speaking"
_MORE_EN: Final = (
    "please|sir|ma'am|thanks|thank you|of course|it is|it's me|this is (he|she|him|her)|that is (right|correct|all|it)"
    "|that's (right|correct|all|it|fine|wrong)"
    "|i am|i do|i can|i will|i can't|i cannot|i won't|it isn't|not really|nothing else|goodbye|bye|bye bye"
    "|not right|that is not right|wrong number"
)
_MONEY_EN: Final = "dollars?|bucks|cents?|all of it|everything|the whole thing|the full amount|the minimum|half|half of it"
_DAY_EN: Final = (
    rf"(mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|this weekend|end of the month|({_TENS} )?({_ORDINALS})"
    rf"|({_ONES}|{_TEENS})( thirty| fifteen)? [ap] m|o'clock|morning|afternoon|evening|noon|payday"
)


def _digits_in_en(text: str) -> int:
    """How many digits the number words spell: "nineteen eighty five" and "one nine eight five" are both four."""
    count, after_tens = 0, False
    for word in text.split():
        if re.fullmatch(_ONES, word):
            count += 0 if after_tens and word not in ("zero", "oh") else 1
        elif re.fullmatch(f"{_TEENS}|{_TENS}", word):
            count += 2
        after_tens = re.fullmatch(_TENS, word) is not None
    return count


EN: Final = EndingWords(
    hanging=re.compile(rf"(^|\s)({_HANGING_EN}|(?<!not )(?<!can't )(?<!won't )pay)$"),
    vague_day_end=re.compile(r"\b(next|this) (week|month)$"),
    short_answer=re.compile(rf"((oh|um|uh|well) )?({_YES_NO_EN}|{_MORE_EN})( ({_YES_NO_EN}|{_MORE_EN})){{0,2}}"),
    number_end=re.compile(rf"\b({_ONES}|{_TEENS}|{_TENS}|hundred|thousand)$"),
    money=re.compile(rf"\b({_MONEY_EN})\b"),
    money_end=re.compile(rf"\b({_MONEY_EN})$"),
    day=re.compile(rf"\b({_DAY_EN})\b"),
    day_end=re.compile(rf"\b({_DAY_EN})$"),
    digits_in=_digits_in_en,
)

_DIGITS_ZH: Final = "零〇一二三四五六七八九两幺"
_HANGING_ZH: Final = (
    "然后|还有|但是|可是|因为|所以|如果|就是|那个|这个|而且|或者|嗯|呃|那|在|跟|和"
    "|大概|可能|先|到|每|第|我|想|要|能|可以|等|比如|应该|的话|下|这|是不是"
)
_YES_NO_ZH: Final = (
    "是|是的|是我|我是|就是我|对|对的|对啊|好|好的|好吧|行|行吧|可以|可以的|没错|没问题|嗯|嗯嗯|确认|同意"
    "|不是|不|不对|不行|不可以|不能|没有|没有了|没了|不用|不用了|不要|不方便"
)
_MORE_ZH: Final = "啊|吧|呢|了|谢谢|谢谢你|谢谢您|再见|拜拜|就这样|我知道了|知道了|还不了|不了|打错了|本人"
_MONEY_ZH: Final = "块|块钱|元|元钱|[角分毛]|全部|全额|全都|一半|最低还款|最低还款额|最低"
_DAY_ZH: Final = (
    "(星期|周|礼拜)[一二三四五六日天]|明天|后天|今天|月底|月初|月中|周末|[一二三四五六七八九十]+[号日]"
    "|[一二三四五六七八九十两]+点(半|钟)?|早上|上午|中午|下午|晚上|发工资"
)
_AFTER_ZH: Final = "(还清?|都?还|给|付|吧|行|可以|钱|前|之前|左右|的?时候|打给我|打来)*"

ZH: Final = EndingWords(
    hanging=re.compile(rf"({_HANGING_ZH}|^我({_DAY_ZH}))$"),
    vague_day_end=re.compile("(下个?月|下周)$"),
    short_answer=re.compile(rf"(嗯|哦|啊)?({_YES_NO_ZH}|{_MORE_ZH})({_YES_NO_ZH}|{_MORE_ZH}){{0,2}}"),
    number_end=re.compile(rf"[{_DIGITS_ZH}十百千万]$"),
    money=re.compile(f"({_MONEY_ZH})"),
    money_end=re.compile(f"({_MONEY_ZH}){_AFTER_ZH}$"),
    day=re.compile(f"({_DAY_ZH})"),
    day_end=re.compile(f"({_DAY_ZH}){_AFTER_ZH}$"),
    digits_in=lambda text: sum(char in _DIGITS_ZH for char in text),
)
